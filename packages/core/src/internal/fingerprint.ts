/**
 * Fingerprints of rows, and a table of them, to recognise a row of millions by a few bytes.
 *
 * Effect hashes to 32 bits, which collide among a hundred thousand rows; the platform's digests are asynchronous. 48 bits
 * collide among a million rows once in 600 answers. That, or somebody who looks for collisions, does no harm: what is
 * taken for a repeat is checked against the gateway's total.
 */
import * as Cents from "../Cents.ts"
import type { Columns } from "./columns.ts"

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

/** Charges of one job that are looked through before the table is asked for the row itself, so that many cost no more. */
const maxCharges = 32

/** Rows by their fingerprints: in 16 tables, so that none is so large that the program stands still while it grows. */
export class SeenRows {
  private readonly tables: Array<Table | undefined> = []
  /** Only there so that what {@link touch} reads is used. */
  protected touched = 0

  /** Loads the places of rows that are about to be added. Without a branch between, the memory answers many at once. */
  touch({ low }: Prints, count: number): void {
    let sum = 0
    for (let row = 0; row < count; row++) sum ^= this.tableOf(low[row] ?? 0).home(low[row] ?? 0)
    this.touched = sum
  }

  /** Adds a row, unless it is there. */
  add(jobs: Prints, contents: Prints, row: number): Known {
    const job = jobs.low[row] ?? 0
    const high = ((jobs.high[row] ?? 0) << 16) | (contents.high[row] ?? 0) || 1
    return this.tableOf(job).add(job, contents.low[row] ?? 0, high)
  }

  /** By the upper four bits of the job; the table itself uses the lower. */
  private tableOf(job: number): Table {
    return (this.tables[job >>> 28] ??= new Table())
  }
}

/** A table of 12 bytes for each place, of which three eighths to three quarters are taken. */
class Table {
  /** By threes: the low bits of the job, those of the contents, and the high bits of both; the last is 0 in a free place. */
  private places = new Int32Array(3 * 64)
  private mask = 63
  private size = 0

  /** What is in the first place of a job. */
  home(job: number): number {
    return this.places[3 * (job & this.mask)] ?? 0
  }

  add(job: number, content: number, high: number): Known {
    const known = this.put(job, content, high)
    if (known !== "row" && ++this.size * 4 > 3 * (this.mask + 1)) this.grow()
    return known
  }

  private put(job: number, content: number, high: number): Known {
    const { mask, places } = this
    let at = 3 * (job & mask)
    let charges = 0
    for (let there = places[at + 2] ?? 0; there !== 0; there = places[at + 2] ?? 0) {
      at += 3
      if (places[at - 3] === job && (there ^ high) >>> 16 === 0) {
        if (there === high && places[at - 2] === content) return "row"
        if (++charges === maxCharges) at = 3 * (content & mask)
      }
      if (at === places.length) at = 0
    }
    places[at] = job
    places[at + 1] = content
    places[at + 2] = high
    return charges > 0 ? "job" : "nothing"
  }

  private grow(): void {
    const { places } = this
    this.places = new Int32Array(2 * places.length)
    this.mask = 2 * this.mask + 1
    for (let at = 0; at < places.length; at += 3) {
      const high = places[at + 2] ?? 0
      if (high !== 0) this.put(places[at] ?? 0, places[at + 1] ?? 0, high)
    }
  }
}
