/** @streamparser/json over the pieces of a file, holding no record longer than it is needed. */
import { createReadStream } from "node:fs"

import { JSONParser } from "@streamparser/json"

import { type Contender, FloatRollup, type WireRecord } from "./contender.ts"

export const streamParser: Contender = async ({ source }) => {
  const rollup = new FloatRollup()
  const parser = new JSONParser({ paths: ["$.usage.*"], keepStack: false })
  parser.onValue = ({ value }) => rollup.add(value as unknown as WireRecord)
  for await (const chunk of createReadStream(source)) parser.write(chunk as Uint8Array)
  return rollup.value
}
