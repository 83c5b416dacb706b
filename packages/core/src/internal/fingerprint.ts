/**
 * Fingerprints of rows, and a table of them, to recognise a row of millions by a few bytes.
 *
 * Effect hashes to 32 bits, which collide among a hundred thousand rows; the platform's digests are asynchronous. 48 bits
 * collide among a million rows once in 600 answers. That, or somebody who looks for collisions, does no harm: what is
 * taken for a repeat is checked against the gateway's total.
 */
import * as Cents from "../Cents.ts"
import type { Columns } from "./columns.ts"
import { filled } from "./typedArray.ts"

/** Fingerprints by row, in two parts of 32 and 16 bits. */
export class Prints {
  low = new Int32Array(0)
  high = new Uint16Array(0)

  reserve(size: number): void {
    if (size <= this.low.length) return
    this.low = new Int32Array(2 * size)
    this.high = new Uint16Array(2 * size)
  }
}

const fnvPrime = 0x01000193
const spread = 0xcc9e2d51
const half = 2 ** -32

/**
 * Writes the fingerprint of each row's job, and of all that the row says. Two hashes run side by side in local variables,
 * since this is done for every row.
 */
export const print = (columns: Columns, jobs: Prints, contents: Prints): void => {
  const { cacheHit, capability, costMicros, createdAt, jobIdBytes, jobIdEnds, jobIdView, model, size } = columns
  jobs.reserve(size)
  contents.reserve(size)
  for (let row = 0; row < size; row++) {
    const end = jobIdEnds[row] ?? -1
    let at = columns.jobIdStart(row)
    let high = end - at
    let low = ~high
    for (; at + 4 <= end; at += 4) {
      const word = jobIdView.getInt32(at, true)
      high = Math.imul(high ^ word, fnvPrime)
      low = Math.imul(((low << 13) | (low >>> 19)) ^ word, spread)
    }
    for (; at < end; at++) {
      high = Math.imul(high ^ (jobIdBytes[at] ?? 0), fnvPrime)
      low = Math.imul(((low << 13) | (low >>> 19)) ^ (jobIdBytes[at] ?? 0), spread)
    }
    jobs.low[row] = mixed(low ^ (high >>> 16))
    jobs.high[row] = mixed(high ^ low)
    const cost = costMicros[row] ?? Number.NaN
    const instant = createdAt[row] ?? 0
    const facts = Math.imul((model[row] ?? -1) + 2, 0x9e3779b1) ^ Math.imul((capability[row] ?? -1) + 2, 0x85ebca6b)
    high = Math.imul(mixed(high ^ facts) ^ cost, fnvPrime) ^ Math.floor(cost * half)
    low = Math.imul(mixed(low + facts + (cacheHit[row] ?? -1)) ^ instant, spread) ^ Math.floor(instant * half)
    high ^= rare(columns, row)
    contents.low[row] = mixed(low ^ Math.imul(high, fnvPrime))
    contents.high[row] = mixed(high ^ Math.imul(low, spread))
  }
}

/** What few rows have: no cost, one that is no safe integer, and what the record says beside the columns. */
function rare({ beside, costMicros, exactCosts }: Columns, row: number): number {
  const others = beside.size === 0 ? 0 : (beside.get(row) ?? 0)
  if (!Number.isNaN(costMicros[row])) return others
  const exact = exactCosts.get(row)
  return others ^ ofText(exact === undefined ? "unknown" : Cents.format(exact))
}

/** A text in 32 bits. */
export const ofText = (text: string): number => {
  let bits = text.length
  for (let index = 0; index < text.length; index++) {
    // oxlint-disable-next-line unicorn/prefer-code-point -- every unit counts once
    bits = Math.imul(((bits << 13) | (bits >>> 19)) ^ text.charCodeAt(index), spread)
  }
  return mixed(bits)
}

/** Spreads each bit of the input over all bits of the result. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16)
  bits = Math.imul(bits, 0x7feb352d)
  bits ^= bits >>> 15
  bits = Math.imul(bits, 0x846ca68b)
  return bits ^ (bits >>> 16)
}

/** What is known of a row that comes: nothing, that its job has been charged otherwise, that it has come before. */
export type Known = "nothing" | "job" | "row"

/** Charges of a job in the list of the job; the others are in the lists of their contents, so that many cost no more. */
const maxCharges = 32
/** Marks those others, beside the next row of the list. */
const byContent = 1 << 31

/** Rows from which on there is more than one table. */
const manyRows = 4096

/**
 * Rows by their fingerprints. Few are in one table; many in 16, so that none is so large that the program stands still
 * while it grows.
 */
export class SeenRows {
  private tables: Array<Table | undefined> = []
  /** Of the upper four bits of a job, those that say its table; the table itself uses the lower. */
  private dividing = 0

  /** Adds a row, unless it is there. */
  add(jobs: Prints, contents: Prints, row: number): Known {
    const job = jobs.low[row] ?? 0
    const high = ((jobs.high[row] ?? 0) << 16) | (contents.high[row] ?? 0)
    const table = this.tableOf(job)
    const known = table.add(job, contents.low[row] ?? 0, high)
    if (this.dividing === 0 && table.size === manyRows) this.divide(table)
    return known
  }

  private tableOf(job: number): Table {
    return (this.tables[(job >>> 28) & this.dividing] ??= new Table())
  }

  private divide(table: Table): void {
    this.tables = []
    this.dividing = 15
    for (const [job, content, high] of table) this.tableOf(job).add(job, content, high)
  }
}

const initialRows = 64
/** Bits of the filter for each row. */
const filterBits = 8
/** Rows that are put into their lists together, so that the memory answers many at a time. */
const linkedTogether = 64

/**
 * Rows one after the other, each in a list of those whose jobs begin alike. Most jobs are new, and a small filter says so
 * without a look at the lists. A row takes 21 to 42 bytes, as the room for more is taken or not.
 */
class Table {
  /** By fours: the low bits of the job, those of the contents, the high bits of both, and the next row of the list. */
  private rows = new Int32Array(4 * initialRows)
  /** Where the next row goes, and the first one that is in no list yet. */
  private end = 0
  private linked = 0
  /** Where the last row of each list stands, from 1; 0 for none. */
  private lists = new Int32Array(initialRows)
  private filter = new Int32Array((filterBits * initialRows) / 32)

  get size(): number {
    return this.end / 4
  }

  /** The rows in their order: the parts of each that it was added with. */
  *[Symbol.iterator](): Generator<readonly [job: number, content: number, high: number]> {
    const { end, rows } = this
    for (let at = 0; at < end; at += 4) yield [rows[at] ?? 0, rows[at + 1] ?? 0, rows[at + 2] ?? 0]
  }

  add(job: number, content: number, high: number): Known {
    const charges = this.isNew(job, high) ? 0 : this.charges(job, content, high)
    if (charges < 0) return "row"
    const { end, rows } = this
    rows[end] = job
    rows[end + 1] = content
    rows[end + 2] = high
    rows[end + 3] = charges < maxCharges ? 0 : byContent
    this.end += 4
    if (this.end === rows.length) this.grow()
    else if (this.end === this.linked + 4 * linkedTogether) this.link()
    return charges > 0 ? "job" : "nothing"
  }

  /** Whether the filter has not met the job; now it has. Of forty new jobs it takes one for known. */
  private isNew(job: number, high: number): boolean {
    const { filter } = this
    const at = job & (filter.length - 1)
    const bits = (1 << (high >>> 16)) | (1 << (high >>> 21)) | (1 << (high >>> 26))
    const word = filter[at] ?? 0
    filter[at] = word | bits
    return (word & bits) !== bits
  }

  /** The charges in the list of the job; -1 where the row is there, or with those of its contents. */
  private charges(job: number, content: number, high: number): number {
    this.link()
    const charges = this.look(job, job, content, high)
    return charges < maxCharges || this.look(content, job, content, high) >= 0 ? charges : -1
  }

  private look(list: number, job: number, content: number, high: number): number {
    const { lists, rows } = this
    let charges = 0
    for (let next = lists[list & (lists.length - 1)] ?? 0; next > 0; next = (rows[next + 2] ?? 0) & ~byContent) {
      if (rows[next - 1] !== job || ((rows[next + 1] ?? 0) ^ high) >>> 16 !== 0) continue
      if (rows[next + 1] === high && rows[next] === content) return -1
      charges++
    }
    return charges
  }

  /** Puts rows into their lists that are in none yet. */
  private link(): void {
    const { end, lists, rows } = this
    const mask = lists.length - 1
    for (let at = this.linked; at < end; at += 4) {
      const mark = (rows[at + 3] ?? 0) & byContent
      const list = (rows[mark === 0 ? at : at + 1] ?? 0) & mask
      rows[at + 3] = (lists[list] ?? 0) | mark
      lists[list] = at + 1
    }
    this.linked = end
  }

  private grow(): void {
    const { rows } = this
    this.rows = filled(new Int32Array(2 * rows.length), rows)
    this.lists = new Int32Array(2 * this.lists.length)
    this.filter = new Int32Array(2 * this.filter.length)
    for (let at = 0; at < rows.length; at += 4) this.isNew(rows[at] ?? 0, rows[at + 2] ?? 0)
    this.linked = 0
    this.link()
  }
}
