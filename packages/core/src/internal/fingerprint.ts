/**
 * Fingerprints of rows, and a table of them, to recognise a row of millions by a few bytes.
 *
 * Effect hashes to 32 bits, which collide among a hundred thousand rows; the platform's digests are asynchronous. 48 bits
 * collide among a million rows once in 600 answers. That, or somebody who looks for collisions, does no harm: what is
 * taken for a repeat is checked against the gateway's total.
 */
import * as Cents from "../Cents.ts"
import type { Columns } from "./columns.ts"
import { ManyRows } from "./manyRows.ts"

/** Fingerprints of rows: the low bits of the job and of the contents, and the high bits of both in one number. */
export class Prints {
  job = new Int32Array(0)
  content = new Int32Array(0)
  high = new Int32Array(0)

  reserve(size: number): void {
    if (size <= this.job.length) return
    this.job = new Int32Array(2 * size)
    this.content = new Int32Array(2 * size)
    this.high = new Int32Array(2 * size)
  }

  /** The first so many. */
  copy(size: number): Prints {
    const prints = new Prints()
    prints.job = this.job.slice(0, size)
    prints.content = this.content.slice(0, size)
    prints.high = this.high.slice(0, size)
    return prints
  }
}

const fnvPrime = 0x01000193
const spread = 0xcc9e2d51
const half = 2 ** -32

/** Writes the hashes of a row's job id: two that run side by side in local variables. The kernel has the same. */
export const hashJobId = (columns: Columns, row: number): void => {
  const { jobIdBytes, jobIdView } = columns
  const end = columns.jobIdEnds[row] ?? -1
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
  columns.jobHashLow[row] = low
  columns.jobHashHigh[row] = high
}

/** Writes the fingerprint of each row's job, and of all that the row says. */
export const print = (columns: Columns, prints: Prints): void => {
  const { cacheHit, capability, costMicros, createdAt, jobHashHigh, jobHashLow, model, size } = columns
  prints.reserve(size)
  for (let row = 0; row < size; row++) {
    let high = jobHashHigh[row] ?? 0
    let low = jobHashLow[row] ?? 0
    prints.job[row] = mixed(low ^ (high >>> 16))
    const jobHigh = mixed(high ^ low)
    const cost = costMicros[row] ?? Number.NaN
    const instant = createdAt[row] ?? 0
    const facts = Math.imul((model[row] ?? -1) + 2, 0x9e3779b1) ^ Math.imul((capability[row] ?? -1) + 2, 0x85ebca6b)
    high = Math.imul(mixed(high ^ facts) ^ cost, fnvPrime) ^ Math.floor(cost * half)
    low = Math.imul(mixed(low + facts + (cacheHit[row] ?? -1)) ^ instant, spread) ^ Math.floor(instant * half)
    high ^= rare(columns, row)
    prints.content[row] = mixed(low ^ Math.imul(high, fnvPrime))
    prints.high[row] = (jobHigh << 16) | (mixed(high ^ Math.imul(low, spread)) & 0xffff)
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

/** Charges of a job in the list of the job; the others are in the lists of their contents, so that many cost no more. */
const maxCharges = 32
/** Marks those others, beside the next row of the list. */
const byContent = 1 << 31

/** Rows from which on there is more than one table. */
const manyRows = 4096

/** Rows that may be there already: their instants, and below 0 where a row has no job. */
export type Rows = Pick<Columns, "createdAt" | "jobIdEnds" | "size">

/**
 * Rows by their fingerprints. Few are in one table; many are the kernel's, or where there is none in 16 tables, so that
 * none is so large that the program stands still while it grows.
 */
export class SeenRows {
  private tables: ReadonlyArray<Table> = [new Table()]
  /** Of the upper four bits of a job, those that say its table; the table itself uses the lower. */
  private dividing = 0
  /** What was added, as long as it is little, and how many rows that is. */
  private few: Array<readonly [Prints, Rows]> | undefined = []
  private added = 0
  private many: ManyRows | undefined
  private readonly makeMany: () => ManyRows | undefined

  constructor(makeMany = () => ManyRows.make()) {
    this.makeMany = makeMany
  }

  /**
   * Adds rows, unless they are there; those without a job are not looked at. Writes of each whether it was there, as 1 or 0, and
   * gives whether any was.
   */
  add(prints: Prints, rows: Rows, into: Uint8Array): boolean {
    if (this.many !== undefined) return this.many.add(prints, rows, into)
    const { content, high, job } = prints
    const { jobIdEnds, size } = rows
    let isAnyKnown = false
    for (let row = 0; row < size; row++) {
      const one = job[row] ?? 0
      const table = this.tables[(one >>> 28) & this.dividing]
      const isKnown = (jobIdEnds[row] ?? -1) >= 0 && table?.add(one, content[row] ?? 0, high[row] ?? 0) === true
      into[row] = isKnown ? 1 : 0
      isAnyKnown ||= isKnown
    }
    if (this.few !== undefined) this.keep(this.few, prints, rows)
    return isAnyKnown
  }

  /** Rows that charge a job again. To be called once, when there are all. */
  countRecharges(): number {
    return this.many?.countRecharges() ?? this.tables.reduce((sum, table) => sum + table.recharges, 0)
  }

  private keep(few: Array<readonly [Prints, Rows]>, prints: Prints, { createdAt, jobIdEnds, size }: Rows): void {
    few.push([prints.copy(size), { createdAt: createdAt.slice(0, size), jobIdEnds: jobIdEnds.slice(0, size), size }])
    this.added += size
    if (this.added < manyRows) return
    this.few = undefined
    this.many = this.makeMany()
    this.tables = this.many === undefined ? Array.from({ length: 16 }, () => new Table()) : []
    this.dividing = 15
    for (const [one, rows] of few) this.add(one, rows, new Uint8Array(rows.size))
  }
}

/** Rows in a segment of a table, by fours of numbers. */
const segmentRows = 256
const segmentBits = 10
const withinSegment = 4 * segmentRows - 1
const initialGroups = 128
/** The most rows for each group. */
const rowsOfGroup = 4

/**
 * Rows one after the other, in groups of those whose jobs begin alike. A group is a list and a filter, side by side, so
 * that the memory is asked once: most jobs are new, and the filter says so without a look at the list. A row takes 18 to 20
 * bytes.
 */
class Table {
  /** By fours: the low bits of the job, those of the contents, the high bits of both, and the next row of the list. */
  private readonly segments: Array<Int32Array> = []
  /** Those that the next row goes into, and where. */
  private rows = new Int32Array(0)
  private end = 0
  /** By twos: where the last row of the list stands, from 1, and the filter. */
  private groups = new Int32Array(2 * initialGroups)
  /** Rows that charge a job again. */
  recharges = 0

  /** Adds a row, unless it is there; gives whether it is. */
  add(job: number, content: number, high: number): boolean {
    const { groups } = this
    const group = this.groupOf(job)
    const bits = filterBits(high)
    const filter = groups[group + 1] ?? 0
    if ((filter & bits) === bits) return this.addKnown(job, content, high)
    groups[group + 1] = filter | bits
    this.append(job, content, high, group, 0)
    return false
  }

  private addKnown(job: number, content: number, high: number): boolean {
    const charges = this.look(job, job, content, high)
    if (charges < 0) return true
    if (charges < maxCharges) {
      this.append(job, content, high, this.groupOf(job), 0)
    } else {
      if (this.look(content, job, content, high) < 0) return true
      this.append(job, content, high, this.groupOf(content), byContent)
    }
    if (charges > 0) this.recharges++
    return false
  }

  private append(job: number, content: number, high: number, group: number, mark: number): void {
    const { end, groups } = this
    const place = end & withinSegment
    if (place === 0) this.segments.push((this.rows = new Int32Array(4 * segmentRows)))
    const { rows } = this
    rows[place] = job
    rows[place + 1] = content
    rows[place + 2] = high
    rows[place + 3] = (groups[group] ?? 0) | mark
    groups[group] = end + 1
    this.end = end + 4
    if (this.end === 2 * rowsOfGroup * groups.length) this.grow()
  }

  /** The charges of the job in a list; -1 where the row is there. */
  private look(list: number, job: number, content: number, high: number): number {
    let charges = 0
    for (let next = this.groups[this.groupOf(list)] ?? 0; next > 0;) {
      const rows = this.segment(next - 1)
      const place = (next - 1) & withinSegment
      next = (rows[place + 3] ?? 0) & ~byContent
      if (rows[place] !== job || ((rows[place + 2] ?? 0) ^ high) >>> 16 !== 0) continue
      if (rows[place + 2] === high && rows[place + 1] === content) return -1
      charges++
    }
    return charges
  }

  private segment(at: number): Int32Array {
    return this.segments[at >>> segmentBits] as Int32Array
  }

  private groupOf(bits: number): number {
    return (2 * bits) & (this.groups.length - 1)
  }

  private grow(): void {
    const groups = new Int32Array(2 * this.groups.length)
    this.groups = groups
    for (let at = 0; at < this.end; at += 4) {
      const rows = this.segment(at)
      const place = at & withinSegment
      const mark = (rows[place + 3] ?? 0) & byContent
      const group = this.groupOf(rows[mark === 0 ? place : place + 1] ?? 0)
      if (mark === 0) groups[group + 1] = (groups[group + 1] ?? 0) | filterBits(rows[place + 2] ?? 0)
      rows[place + 3] = (groups[group] ?? 0) | mark
      groups[group] = at + 1
    }
  }
}

/** Three bits of a filter. Where a group is full, it takes one of thirty new jobs for known. */
function filterBits(high: number): number {
  return (1 << (high >>> 16)) | (1 << (high >>> 21)) | (1 << (high >>> 26))
}
