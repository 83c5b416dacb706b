/**
 * Rows that were seen, of a window of many. As long as they come in the order of time, as answers do as a rule, one that stands
 * twice has the instant of the rows right before it; those are looked at, and all are listed for what comes later. With the
 * first row that is out of order, or more than 64 of one instant, all of them go into tables.
 */
import { allocate } from "./heap"
import * as At from "./memory"
import { add, openTables } from "./rows"

/** Bytes of a row in the list: the low bits of the job, those of the contents, the high bits of both. */
export const listedBytes: i32 = 12
/** The most rows of one instant. */
const maxAlike: i32 = 64
/** Rows for which the list makes room at once. */
const pageRows: i32 = 4096

let isInOrder: bool = true
/** The instant of the last row; whether time goes on (1) or back (-1), 0 as long as there is one instant. */
let last: f64 = NaN
let way: i32 = 0
/** Rows of that instant, and a bit for each of them. */
let alike: i32 = 0
let filter: i32 = 0

/** Where the list begins and ends, and where its room ends. */
export let list: usize = At.heap
export let listEnd: usize = At.heap
let room: usize = At.heap

/**
 * Adds rows, unless they are there; those for which `isJob` is below 0 are not looked at. Writes of each whether it was there,
 * and gives whether any was.
 */
export function addRows(count: i32): bool {
  let any = false
  for (let index = 0; index < count; index++) {
    const at = (<usize>index) << 2
    let isKnown = false
    if (load<i32>(At.isJob + at) >= 0) {
      const job = load<i32>(At.printJob + at)
      const content = load<i32>(At.printContent + at)
      const high = load<i32>(At.printHigh + at)
      if (isInOrder && !follows(load<f64>(At.printInstant + (at << 1)))) leaveOrder()
      if (isInOrder) isKnown = addInOrder(job, content, high)
      else isKnown = add(job, content, high)
    }
    store<u8>(At.isKnown + index, isKnown ? 1 : 0)
    any = any || isKnown
  }
  return any
}

/** Whether a row of this instant goes on in order. */
function follows(instant: f64): bool {
  if (instant == last) return alike < maxAlike
  if (instant > last) {
    if (way < 0) return false
    way = 1
  } else if (instant < last) {
    if (way > 0) return false
    way = -1
  }
  last = instant
  alike = 0
  filter = 0
  return true
}

function addInOrder(job: i32, content: i32, high: i32): bool {
  const bit = 1 << content
  if ((filter & bit) != 0) {
    for (let at = listEnd - alike * listedBytes; at < listEnd; at += listedBytes) {
      if (load<i32>(at) == job && load<i32>(at, 4) == content && load<i32>(at, 8) == high) return true
    }
  }
  filter |= bit
  alike++
  // As long as rows are listed nothing else asks for memory, so that it is one piece.
  if (listEnd == room) room = allocate(pageRows * listedBytes) + pageRows * listedBytes
  store<i32>(listEnd, job)
  store<i32>(listEnd, content, 4)
  store<i32>(listEnd, high, 8)
  listEnd += listedBytes
  return false
}

function leaveOrder(): void {
  isInOrder = false
  openTables()
  for (let at = list; at < listEnd; at += listedBytes) add(load<i32>(at), load<i32>(at, 4), load<i32>(at, 8))
  listEnd = list
}
