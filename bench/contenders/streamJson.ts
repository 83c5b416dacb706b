/** stream-json in the form that its manual calls the fastest for files. */
import { drain, parseFile, pipe } from "stream-json/file/index.js"
import { pick } from "stream-json/filters/pick.js"
import { streamArray } from "stream-json/streamers/stream-array.js"

import { type Contender, FloatRollup, type WireRecord } from "./contender.ts"

export const streamJson: Contender = async ({ source }) => {
  const rollup = new FloatRollup()
  const add = ({ value }: { readonly value: WireRecord }) => rollup.add(value)
  await drain(pipe(parseFile(), pick({ filter: "usage" }), streamArray<WireRecord>(), add)(source))
  return rollup.value
}
