/**
 * Counts the rows in the list of `order.ts` whose job an earlier one has.
 *
 * A table of all jobs would be larger than a processor's cache, and each look at it a wait for memory. So each job sets a bit
 * of its own; it shares it with one in ten by chance, and only jobs that share a bit go into a table.
 *
 * Call `openMarks`, then `markRows` of all rows, then `countRows` of all; in parts, since V8 puts better code in the place of a
 * function only between two calls.
 */
import { allocate } from "./heap"
import { list, listedBytes, listEnd } from "./order"

/** Bits that are set, and those that are set twice, apart from each other, so that the cache holds more of them. */
let once: usize = 0
let twice: usize = 0
let wordMask: u32 = 0
/** Jobs that share a bit, by eights of bytes: low bits, and the upper ones beside a bit that says that there is one. */
let jobs: usize = 0
let jobMask: u32 = 0
let jobCount: u32 = 0
const isThere: i32 = 0x10000

/** Gives how many rows there are. */
export function openMarks(): i32 {
  const rows = <u32>(listEnd - list) / listedBytes
  // Eight bits a row at the least, of which 32 are a word.
  wordMask = powerOfTwo(rows >>> 2) - 1
  once = allocate((wordMask + 1) << 2)
  twice = allocate((wordMask + 1) << 2)
  openJobs(initialJobs)
  return rows
}

/** Marks the jobs of rows from one to another. */
export function markRows(from: i32, end: i32): void {
  const to = list + end * listedBytes
  for (let at = list + from * listedBytes; at < to; at += listedBytes) {
    const job = load<i32>(at)
    const word = wordOf(job)
    const bit = 1 << job
    const bits = load<i32>(once + word)
    if ((bits & bit) != 0) {
      store<i32>(twice + word, load<i32>(twice + word) | bit)
    } else {
      store<i32>(once + word, bits | bit)
    }
  }
}

/** Of the rows from one to another, those whose job an earlier one has. */
export function countRows(from: i32, end: i32): i32 {
  let recharges = 0
  const to = list + end * listedBytes
  for (let at = list + from * listedBytes; at < to; at += listedBytes) {
    const job = load<i32>(at)
    const bits = load<i32>(twice + wordOf(job))
    if ((bits & (1 << job)) != 0 && isCounted(job, (load<i32>(at, 8) >>> 16) | isThere)) recharges++
  }
  return recharges
}

/** Whether the job was counted before. */
function isCounted(job: i32, high: i32): bool {
  const place = placeOf(job, high)
  if (load<i32>(place, 4) != 0) return true
  put(place, job, high)
  jobCount++
  if (jobCount << 1 > jobMask) growJobs()
  return false
}

/** Where a job is, or would be. */
function placeOf(job: i32, high: i32): usize {
  let index = <u32>job & jobMask
  while (true) {
    const place = jobs + ((<usize>index) << 3)
    const own = load<i32>(place, 4)
    if (own == 0 || (own == high && load<i32>(place) == job)) return place
    index = (index + 1) & jobMask
  }
}

function put(place: usize, job: i32, high: i32): void {
  store<i32>(place, job)
  store<i32>(place, high, 4)
}

const initialJobs: u32 = 1024

function openJobs(places: u32): void {
  jobMask = places - 1
  jobs = allocate(places << 3)
}

/** Twice the places, of which half are free. */
function growJobs(): void {
  const end = jobs + ((<usize>jobMask + 1) << 3)
  let from = jobs
  openJobs(2 * (jobMask + 1))
  for (; from < end; from += 8) {
    const high = load<i32>(from, 4)
    if (high != 0) put(placeOf(load<i32>(from), high), load<i32>(from), high)
  }
}

function wordOf(job: i32): usize {
  return ((<u32>job >>> 5) & wordMask) << 2
}

/** The least power of two that is more, 64 at the least. */
function powerOfTwo(least: u32): u32 {
  return max(64, 1 << (32 - clz(least)))
}
