/**
 * Tables of rows that were seen, by their fingerprints: what `../src/internal/fingerprint.ts` does for few, done for many.
 *
 * ```
 * job -> one of 16 tables -> group: the last row of a list, and a filter -> row -> row -> ...
 * ```
 */
import { allocate } from "./heap"
import * as At from "./memory"

/** Rows that charge a job again. */
export let recharges: i32 = 0

const tables: i32 = 16
const tableBytes: i32 = 32
/** What a table is made of. */
const groups: usize = 0
const groupMask: usize = 4
const segments: usize = 8
const lastSegment: usize = 12
const end: usize = 16
const size: usize = 20

const groupBytes: i32 = 8
const initialGroups: i32 = 128
/** The most rows for each group. */
const rowsOfGroup: i32 = 4
/** Bytes of a row: the low bits of the job, those of the contents, the high bits of both, and the next row of the list. */
const rowBytes: i32 = 16
/** Rows in a segment, which begins with the place of the next one. */
const segmentBytes: i32 = 1024 * rowBytes

/** Charges of a job in the list of the job; the others are in the lists of their contents, so that many cost no more. */
const maxCharges: i32 = 32
/** Marks those others, beside the next row of the list. */
const byContent: i32 = i32.MIN_VALUE

/** Makes room for rows: to be called once, and first. */
export function openTables(): void {
  for (let table = 0; table < tables; table++) {
    const at = At.tables + table * tableBytes
    store<i32>(at, allocate(initialGroups * groupBytes), groups)
    store<i32>(at, initialGroups - 1, groupMask)
    store<i32>(at, 0, size)
    addSegment(at)
    store<i32>(at, load<i32>(at, lastSegment), segments)
  }
}

/** Adds a row, unless it is there; gives whether it is. */
export function add(jobBits: i32, content: i32, high: i32): bool {
  const table = At.tables + ((jobBits >>> 28) << 5)
  const group = groupOf(table, jobBits)
  const bits = filterBits(high)
  const filter = load<i32>(group, 4)
  if ((filter & bits) == bits) return addKnown(table, jobBits, content, high)
  store<i32>(group, filter | bits, 4)
  append(table, jobBits, content, high, group, 0)
  return false
}

function addKnown(table: usize, jobBits: i32, content: i32, high: i32): bool {
  const charges = look(table, jobBits, jobBits, content, high)
  if (charges < 0) return true
  if (charges < maxCharges) {
    append(table, jobBits, content, high, groupOf(table, jobBits), 0)
  } else {
    if (look(table, content, jobBits, content, high) < 0) return true
    append(table, jobBits, content, high, groupOf(table, content), byContent)
  }
  if (charges > 0) recharges++
  return false
}

/** The charges of the job in a list; -1 where the row is there. */
function look(table: usize, list: i32, jobBits: i32, content: i32, high: i32): i32 {
  let charges = 0
  let at = load<i32>(groupOf(table, list))
  while (at != 0) {
    const ownHigh = load<i32>(at, 8)
    if (load<i32>(at) == jobBits && (ownHigh ^ high) >>> 16 == 0) {
      if (ownHigh == high && load<i32>(at, 4) == content) return -1
      charges++
    }
    at = load<i32>(at, 12) & ~byContent
  }
  return charges
}

function append(table: usize, jobBits: i32, content: i32, high: i32, group: usize, mark: i32): void {
  let at = load<i32>(table, end)
  store<i32>(at, jobBits)
  store<i32>(at, content, 4)
  store<i32>(at, high, 8)
  store<i32>(at, load<i32>(group) | mark, 12)
  store<i32>(group, at)
  at += rowBytes
  store<i32>(table, at, end)
  const rows = load<i32>(table, size) + 1
  store<i32>(table, rows, size)
  if (at == load<i32>(table, lastSegment) + segmentBytes) addSegment(table)
  if (rows == rowsOfGroup * (load<i32>(table, groupMask) + 1)) grow(table)
}

function addSegment(table: usize): void {
  const segment = allocate(segmentBytes)
  if (load<i32>(table, size) > 0) store<i32>(load<i32>(table, lastSegment), segment)
  store<i32>(table, segment, lastSegment)
  store<i32>(table, segment + rowBytes, end)
}

function groupOf(table: usize, bits: i32): usize {
  return load<i32>(table, groups) + (bits & load<i32>(table, groupMask)) * groupBytes
}

/** Three bits of a filter. Where a group is full, it takes one of thirty new jobs for known. */
function filterBits(high: i32): i32 {
  return (1 << (high >>> 16)) | (1 << (high >>> 21)) | (1 << (high >>> 26))
}

/** Doubles the groups, and puts each row into its own. */
function grow(table: usize): void {
  const count = 2 * (load<i32>(table, groupMask) + 1)
  store<i32>(table, allocate(count * groupBytes), groups)
  store<i32>(table, count - 1, groupMask)
  let segment = load<i32>(table, segments)
  let at = segment + rowBytes
  const last = load<i32>(table, end)
  while (at != last) {
    const mark = load<i32>(at, 12) & byContent
    const group = groupOf(table, mark == 0 ? load<i32>(at) : load<i32>(at, 4))
    if (mark == 0) store<i32>(group, load<i32>(group, 4) | filterBits(load<i32>(at, 8)), 4)
    store<i32>(at, load<i32>(group) | mark, 12)
    store<i32>(group, at)
    at += rowBytes
    if (at == segment + segmentBytes) {
      segment = load<i32>(segment)
      at = segment + rowBytes
    }
  }
}
