/**
 * Counts the rows in the list of `order.ts` whose job an earlier one has.
 *
 * A table of all jobs would be larger than a processor's cache, and each look at it a wait for memory. So each job sets a bit
 * of its own; it shares it with one in ten by chance, and only jobs that share a bit go into a table.
 *
 * To be called in parts, since a function that is compiled better while it runs goes on as it is: `openMarks`, `markRows` of all
 * rows, then `countRows` of all.
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
const isThere: i32 = 0x10000

/** Gives how many rows there are. */
export function openMarks(): i32 {
  const rows = <u32>(listEnd - list) / listedBytes
  // Eight bits a row at the least, of which 32 are a word.
  wordMask = powerOfTwo(rows >>> 2) - 1
  once = allocate((wordMask + 1) << 2)
  twice = allocate((wordMask + 1) << 2)
  return rows
}

/** Marks the jobs of rows from one to another, and gives how many of them share a bit with one before. */
export function markRows(from: i32, end: i32): i32 {
  let shared = 0
  const to = list + end * listedBytes
  for (let at = list + from * listedBytes; at < to; at += listedBytes) {
    const job = load<i32>(at)
    const word = wordOf(job)
    const bit = 1 << job
    const bits = load<i32>(once + word)
    if ((bits & bit) != 0) {
      store<i32>(twice + word, load<i32>(twice + word) | bit)
      shared++
    } else {
      store<i32>(once + word, bits | bit)
    }
  }
  return shared
}

/** Makes room for the jobs that share a bit. */
export function openJobs(shared: i32): void {
  // As many are the first of their bit; half of the places stay free.
  jobMask = powerOfTwo(4 * shared) - 1
  jobs = allocate((jobMask + 1) << 3)
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

function wordOf(job: i32): usize {
  return ((<u32>job >>> 5) & wordMask) << 2
}

/** Whether the job was counted before. */
function isCounted(job: i32, high: i32): bool {
  let index = <u32>job & jobMask
  while (true) {
    const place = jobs + (index << 3)
    const own = load<i32>(place, 4)
    if (own == high && load<i32>(place) == job) return true
    if (own == 0) {
      store<i32>(place, job)
      store<i32>(place, high, 4)
      return false
    }
    index = (index + 1) & jobMask
  }
}

/** The least from 64 on that is no less. */
function powerOfTwo(least: u32): u32 {
  return max(64, 1 << (32 - clz(least)))
}
