/**
 * The rows of a large window by their fingerprints, in a kernel of its own: its memory is given back with the window.
 */
import type { Prints } from "./fingerprint.ts"
import { type Exports, instantiate } from "./kernel.ts"

export class ManyRows {
  private readonly own: Exports
  private columns: Columns

  private constructor(own: Exports) {
    this.own = own
    own.openRows()
    this.columns = columnsOf(own)
  }

  /** `undefined` where there is no kernel. */
  static make(): ManyRows | undefined {
    const own = instantiate()
    return own && new ManyRows(own)
  }

  /** As `SeenRows.add` in `fingerprint.ts`. */
  add(prints: Prints, isJob: Int32Array, size: number, into: Uint8Array): boolean {
    let any = 0
    for (let from = 0; from < size; from += this.own.maxRows.value) {
      const count = Math.min(size - from, this.own.maxRows.value)
      const { columns } = this
      columns.job.set(prints.job.subarray(from, from + count))
      columns.content.set(prints.content.subarray(from, from + count))
      columns.high.set(prints.high.subarray(from, from + count))
      columns.isJob.set(isJob.subarray(from, from + count))
      any |= this.own.addRows(count)
      // A memory that has grown is another buffer.
      if (columns.job.buffer !== this.own.memory.buffer) this.columns = columnsOf(this.own)
      into.set(this.columns.known.subarray(0, count), from)
    }
    return any !== 0
  }
}

interface Columns {
  readonly job: Int32Array
  readonly content: Int32Array
  readonly high: Int32Array
  readonly isJob: Int32Array
  readonly known: Uint8Array
}

function columnsOf({ isJob, known, maxRows, memory, printContent, printHigh, printJob }: Exports): Columns {
  const ofInts = (at: { readonly value: number }) => new Int32Array(memory.buffer, at.value, maxRows.value)
  return {
    job: ofInts(printJob),
    content: ofInts(printContent),
    high: ofInts(printHigh),
    isJob: ofInts(isJob),
    known: new Uint8Array(memory.buffer, known.value, maxRows.value)
  }
}
