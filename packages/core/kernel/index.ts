/**
 * Reads records whose layouts are known into columns: the inner loop of `../src/internal/layoutReader.ts`, sixteen bytes at a
 * time. It takes values of the common kind only, and stops at the first record that has another.
 *
 * It is written in AssemblyScript, a strict part of TypeScript that compiles to WebAssembly. `../src/internal/kernel.ts` is
 * the other side of it.
 */
import { comma, fillMasks, isWhitespace, lowerE, skip, specialsIn } from "./bytes"
import * as At from "./memory"
import { instant, micros, readAmount, readInstant } from "./numbers"
import { readText, text } from "./texts"

export { forget as forgetTexts, isFull as isTextsFull } from "./texts"
export * from "./memory"
export { addRows } from "./order"
export { countRows, markRows, openMarks } from "./recharges"
export { recharges } from "./rows"

/** Rows that the last call read. */
export let rows: i32 = 0
/** Where their job ids end. */
export let jobIdsEnd: usize = At.jobIds
/** The earliest and the latest of their instants. */
export let earliest: f64 = 0
export let latest: f64 = 0
/** The layout of the last record. */
export let layout: i32 = 0
/** How many layouts are known. */
export let layoutCount: i32 = 0

export function useLayouts(count: i32): void {
  fillMasks()
  layoutCount = count
  layout = 0
}

/**
 * Reads records from one place of the input on, and gives where the last of them ends; that same place where there is none.
 * The ends of job ids count from `firstJobId`. No record that it takes is longer than 4 KiB.
 */
export function read(from: i32, end: i32, firstJobId: i32): i32 {
  const inputEnd = At.input + end
  let at = At.input + from
  let last = at
  rows = 0
  jobIdsEnd = At.jobIds
  earliest = Infinity
  latest = -Infinity
  while (rows < At.maxRows) {
    const ids = jobIdsEnd
    const to = readRecord(at, inputEnd)
    if (to == 0) {
      jobIdsEnd = ids
      break
    }
    finishRow(<i32>(jobIdsEnd - At.jobIds) + firstJobId)
    last = to
    if (load<u8>(to) != comma) break
    at = to + 1
    while (at < inputEnd && isWhitespace(load<u8>(at))) at++
  }
  return <i32>(last - At.input)
}

/** By the layout of the record before, or else by any. */
function readRecord(at: usize, end: usize): usize {
  const ids = jobIdsEnd
  for (let tries = -1; tries < layoutCount; tries++) {
    if (tries >= 0) layout = tries
    jobIdsEnd = ids
    const to = readBy(At.layouts + layout * At.layoutSize, at, end)
    if (to != 0) return to
  }
  return 0
}

/**
 * A layout: how many parts, which fields it does not have, then for each part a literal, its length, and the field. Fields
 * are in the order of `../src/internal/layout.ts`; any other number stands for the end of the record.
 */
function readBy(own: usize, from: usize, end: usize): usize {
  const parts = own + 8 + load<u32>(own) * 12
  let at = from
  for (let part = own + 8; part < parts && at != 0; part += 12) {
    at = skip(at, load<u32>(part), load<i32>(part, 4))
    // Whatever was read before lies within the input, if this does.
    if (at == 0 || at > end) return 0
    switch (load<i32>(part, 8)) {
      case 0:
        at = readJobId(at)
        break
      case 1:
        at = readTextInto(At.model, at)
        break
      case 2:
        at = readTextInto(At.capability, at)
        break
      case 3:
        at = readCost(at)
        break
      case 4:
        at = readCacheHit(at)
        break
      case 5:
        at = readCreatedAt(at)
        break
    }
  }
  return at
}

function readTextInto(column: usize, at: usize): usize {
  const end = readText(at)
  store<i32>(column + (rows << 2), text)
  return end
}

function readCost(at: usize): usize {
  const end = readAmount(at)
  store<f64>(At.cost + (rows << 3), micros)
  return end
}

/** `true`, and the first four bytes of `false`. */
const trueWord: u32 = 0x65757274
const falsWord: u32 = 0x736c6166

function readCacheHit(at: usize): usize {
  const word = load<u32>(at)
  const isHit = word == trueWord
  if (!isHit && (word != falsWord || load<u8>(at, 4) != lowerE)) return 0
  store<u8>(At.cacheHit + rows, isHit ? 1 : 0)
  return isHit ? at + 4 : at + 5
}

function readCreatedAt(at: usize): usize {
  const end = readInstant(at)
  store<f64>(At.createdAt + (rows << 3), instant)
  return end
}

const maxJobId: i32 = 1024

/** Copies a plain text up to its end. What follows begins with its quote. */
function readJobId(at: usize): usize {
  for (let to = jobIdsEnd; <i32>(to - jobIdsEnd) < maxJobId; to += 16) {
    const block = v128.load(at)
    // The next id overwrites what is copied beyond the quote.
    v128.store(to, block)
    const specials = specialsIn(block)
    if (specials != 0) {
      const count = ctz(specials)
      hashJobId(jobIdsEnd, to + count)
      jobIdsEnd = to + count
      return at + count
    }
    at += 16
  }
  return 0
}

/** As `jobHash` in `../src/internal/fingerprint.ts`. */
function hashJobId(from: usize, end: usize): void {
  let high = <i32>(end - from)
  let low = ~high
  for (; from + 4 <= end; from += 4) {
    high = (high ^ load<i32>(from)) * fnvPrime
    low = (rotl(low, 13) ^ load<i32>(from)) * spread
  }
  for (; from < end; from++) {
    high = (high ^ load<u8>(from)) * fnvPrime
    low = (rotl(low, 13) ^ load<u8>(from)) * spread
  }
  store<i32>(At.jobHashLow + (rows << 2), low)
  store<i32>(At.jobHashHigh + (rows << 2), high)
}

const fnvPrime: i32 = 0x01000193
const spread: i32 = 0xcc9e2d51

/** Writes what the record does not have, and counts the row. */
function finishRow(ids: i32): void {
  const absent = load<i32>(At.layouts + layout * At.layoutSize, 4)
  store<i32>(At.jobIdEnds + (rows << 2), (absent & 1) != 0 ? -1 - ids : ids)
  if ((absent & 2) != 0) store<i32>(At.model + (rows << 2), -1)
  if ((absent & 4) != 0) store<i32>(At.capability + (rows << 2), -1)
  if ((absent & 8) != 0) store<f64>(At.cost + (rows << 3), NaN)
  if ((absent & 16) != 0) store<i8>(At.cacheHit + rows, -1)
  const createdAt = load<f64>(At.createdAt + (rows << 3))
  earliest = min(earliest, createdAt)
  latest = max(latest, createdAt)
  rows++
}
