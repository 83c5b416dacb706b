/** What people write by hand: no check, and sums in floating point. */
import { readFile } from "node:fs/promises"

import { onlyBytes } from "../data/rollup.ts"
import { addressesOf, type Contender, FloatRollup, type WireAnswer } from "./contender.ts"
import { piecesOf } from "./pieces.ts"

/** The whole document, then a loop. */
export const parseAndLoop: Contender = async ({ source }) => {
  const rollup = new FloatRollup()
  const { usage } = JSON.parse(await readFile(source, "utf8")) as WireAnswer
  for (const record of usage) rollup.add(record)
  return rollup.value
}

/** Nothing but the bytes: the limit of whoever reads a file. */
export const readAndDrop: Contender = async ({ source }) => {
  let bytes = 0
  for await (const piece of piecesOf(source)) bytes += piece.length
  return onlyBytes(bytes)
}

/** Nothing but the bytes of each answer: the limit of whoever uses `fetch`. */
export const fetchAndDrop: Contender = async (task) => {
  let bytes = 0
  for (const address of addressesOf(task)) {
    const { body } = await fetch(address)
    for await (const chunk of body ?? []) bytes += chunk.length
  }
  return onlyBytes(bytes)
}

/** A pool of so many workers that fetch days, one of which is a loop that waits for each answer. */
export const fetchJson: Contender = async (task) => {
  const rollup = new FloatRollup()
  const addresses = addressesOf(task).values()
  const work = async () => {
    for (const address of addresses) {
      const { usage } = (await (await fetch(address)).json()) as WireAnswer
      for (const record of usage) rollup.add(record)
    }
  }
  await Promise.all(Array.from({ length: task.concurrency }, work))
  return rollup.value
}
