/**
 * Models and capabilities, numbered in the order in which they are first met.
 */
import { backslash, first, quotesIn, skip, space } from "./bytes"
import { maxTexts, table, tableSize, textBytes, textBytesSize, texts } from "./memory"

/** The number of the text read last. */
export let text: i32 = 0
/** How many texts are known. */
let count: i32 = 0
/** Whether there was no room for another one. */
export let isFull: bool = false
let bytesEnd: usize = textBytes

const maxLength: i32 = 256

export function forget(): void {
  memory.fill(table, 0xff, tableSize * 4)
  count = 0
  isFull = false
  bytesEnd = textBytes
}

/** Reads a plain text, and gives where its quote is; 0 where it is none, or there is no room for it. */
export function readText(at: usize): usize {
  let hash: u64 = 0
  for (let end = at; <i32>(end - at) <= maxLength; end += 16) {
    const block = v128.load(end)
    const quotes = quotesIn(block)
    if (quotes != 0) {
      const last = ctz(quotes)
      hash = mix(hash, v128.and(block, first(last)))
      text = find(at, <i32>(end - at) + last, <i32>(hash ^ (hash >> 47)))
      if (text < 0) return 0
      return end + last
    }
    hash = mix(hash, block)
  }
  return 0
}

function mix(hash: u64, block: v128): u64 {
  const ends = <u64>i64x2.extract_lane(block, 0) ^ rotl<u64>(<u64>i64x2.extract_lane(block, 1), 29)
  const mixed = (hash ^ ends) * 0x9e3779b97f4a7c15
  return mixed ^ (mixed >> 32)
}

function find(at: usize, length: i32, hash: i32): i32 {
  let place = hash & (tableSize - 1)
  let index = load<i32>(table + (place << 2))
  while (index >= 0 && !isText(index, at, length, hash)) {
    place = (place + 1) & (tableSize - 1)
    index = load<i32>(table + (place << 2))
  }
  return index < 0 ? learn(at, length, hash, place) : index
}

function isText(index: i32, at: usize, length: i32, hash: i32): bool {
  const entry = texts + (index << 4)
  return load<i32>(entry) == hash && load<i32>(entry, 4) == length && skip(at, load<u32>(entry, 8), length) != 0
}

function learn(at: usize, length: i32, hash: i32, place: i32): i32 {
  for (let index = 0; index < length; index++) {
    const value = load<u8>(at + index)
    if (value < space || value >= 0x80 || value == backslash) return -1
  }
  if (count == maxTexts || bytesEnd + maxLength + 16 > textBytes + textBytesSize) isFull = true
  if (isFull) return -1
  const entry = texts + (count << 4)
  store<i32>(entry, hash)
  store<i32>(entry, length, 4)
  store<u32>(entry, <u32>bytesEnd, 8)
  memory.copy(bytesEnd, at, length)
  bytesEnd += (length + 15) & ~15
  store<i32>(table + (place << 2), count)
  return count++
}
