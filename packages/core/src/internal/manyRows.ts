/**
 * The rows of a large window by their fingerprints, in a kernel of its own: its memory is given back with the window.
 */
import type { Prints, Rows } from "./fingerprint.ts"
import { type Exports, instantiate } from "./kernel.ts"

export class ManyRows {
  private readonly own: Exports
  private columns: Columns

  private constructor(own: Exports) {
    this.own = own
    this.columns = columnsOf(own)
  }

  /** `undefined` where there is no kernel. */
  static make(): ManyRows | undefined {
    const own = instantiate()
    return own && new ManyRows(own)
  }

  /** As `SeenRows.add` in `fingerprint.ts`. */
  add(prints: Prints, { createdAt, jobIdEnds, size }: Rows, into: Uint8Array): boolean {
    let isAnyKnown = 0
    for (let from = 0; from < size; from += this.own.maxRows.value) {
      const end = Math.min(size, from + this.own.maxRows.value)
      const { columns } = this
      columns.job.set(prints.job.subarray(from, end))
      columns.content.set(prints.content.subarray(from, end))
      columns.high.set(prints.high.subarray(from, end))
      columns.instant.set(createdAt.subarray(from, end))
      columns.isJob.set(jobIdEnds.subarray(from, end))
      isAnyKnown |= this.own.addRows(end - from)
      // A memory that has grown is another buffer.
      if (columns.job.buffer !== this.own.memory.buffer) this.columns = columnsOf(this.own)
      into.set(this.columns.isKnown.subarray(0, end - from), from)
    }
    return isAnyKnown !== 0
  }

  /** Rows whose job an earlier one has. To be called once, when there are all. */
  countRecharges(): number {
    const { countRows, markRows, openMarks, recharges } = this.own
    const rows = openMarks()
    for (const [from, end] of parts(rows)) markRows(from, end)
    let sum = recharges.value
    for (const [from, end] of parts(rows)) sum += countRows(from, end)
    return sum
  }
}

/** Rows that are counted in one call. */
const partRows = 16_384

function parts(rows: number): ReadonlyArray<readonly [from: number, end: number]> {
  return Array.from({ length: Math.ceil(rows / partRows) }, (_, index) => [
    index * partRows,
    Math.min(rows, (index + 1) * partRows)
  ])
}

interface Columns {
  readonly job: Int32Array
  readonly content: Int32Array
  readonly high: Int32Array
  readonly instant: Float64Array
  readonly isJob: Int32Array
  readonly isKnown: Uint8Array
}

function columnsOf({
  isJob,
  isKnown,
  maxRows,
  memory,
  printContent,
  printHigh,
  printInstant,
  printJob
}: Exports): Columns {
  const ofInts = (at: { readonly value: number }) => new Int32Array(memory.buffer, at.value, maxRows.value)
  return {
    job: ofInts(printJob),
    content: ofInts(printContent),
    high: ofInts(printHigh),
    instant: new Float64Array(memory.buffer, printInstant.value, maxRows.value),
    isJob: ofInts(isJob),
    isKnown: new Uint8Array(memory.buffer, isKnown.value, maxRows.value)
  }
}
