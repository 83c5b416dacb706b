/** @streamparser/json over the pieces of a file, holding no record longer than it is needed. */
import { JSONParser } from "@streamparser/json"

import { type Contender, FloatRollup, type WireRecord } from "./contender.ts"
import { piecesOf } from "./pieces.ts"

export const streamParser: Contender = async ({ source }) => {
  const rollup = new FloatRollup()
  const parser = new JSONParser({ paths: ["$.usage.*"], keepStack: false })
  parser.onValue = ({ value }) => rollup.add(value as unknown as WireRecord)
  for await (const piece of piecesOf(source)) parser.write(piece)
  return rollup.value
}
