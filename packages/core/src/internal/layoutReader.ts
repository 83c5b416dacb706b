/**
 * Reads records whose layout is known, without making a value of them first. Every byte of a record is compared or read,
 * so that what is taken here is what the strict reader would have taken; whatever else stands there is left to that one.
 */
import { byte, isWhitespace } from "./bytes.ts"
import type { Chunks } from "./chunks.ts"
import type { Columns } from "./columns.ts"
import { CommonReader } from "./commonReader.ts"
import { FieldReader } from "./fieldReader.ts"
import type { Kernel } from "./kernel.ts"
import type { KnownLayouts } from "./knownLayouts.ts"
import type { Layout, Literal } from "./layout.ts"
import { besideText } from "./recordFields.ts"
import { miss } from "./valueScan.ts"

const { comma } = byte

/** Decides about rows that were written behind the last one. */
interface Settling {
  readonly settle: () => void
  /** About so many, whose instants lie between those two. */
  readonly settleAll: (rows: number, earliest: number, latest: number) => void
}

export class LayoutReader extends FieldReader {
  private readonly layouts: KnownLayouts
  private readonly kernel: Kernel | undefined
  private readonly commonReader: CommonReader | undefined
  private readonly maxRecordBytes: number

  constructor(columns: Columns, maxRecordBytes: number, layouts: KnownLayouts, kernel: Kernel | undefined) {
    super(columns)
    this.maxRecordBytes = maxRecordBytes
    this.layouts = layouts
    this.kernel = kernel
    this.commonReader = kernel && new CommonReader(kernel, columns)
  }

  /**
   * Reads records one after the other, from the place where `chunks` stand to the end of the last one that fits, and has
   * the row of each settled. Gives whether there was any.
   */
  read(chunks: Chunks, settling: Settling): boolean {
    this.look(chunks)
    let end = miss
    for (let at = chunks.position; at >= 0; at = this.nextRecord(end)) {
      const common = this.readMany(chunks, at, settling)
      const next = common < 0 ? this.readOne(at, settling) : common
      if (next < 0) break
      end = next
    }
    if (end >= 0) chunks.moveTo(end)
    return end >= 0
  }

  /** Reads records from `from` on by the kernel; gives where the last of them ends. */
  private readMany(chunks: Chunks, from: number, settling: Settling): number {
    const { commonReader, kernel } = this
    const end = commonReader?.read(chunks, from, this.layouts.all) ?? miss
    if (kernel?.layout !== undefined && end >= 0) {
      this.layouts.prefer(kernel.layout)
      settling.settleAll(kernel.rows, kernel.earliest, kernel.latest)
    }
    return end
  }

  /** Reads the record at `from` by the first layout that fits; gives where it ends. */
  private readOne(from: number, settling: Settling): number {
    for (const layout of this.layouts.all) {
      const end = this.readBy(layout, from)
      if (end >= 0) {
        this.layouts.prefer(layout)
        settling.settle()
        return end
      }
      this.columns.forget()
    }
    return miss
  }

  private readBy({ absent, closing, opening, parts }: Layout, from: number): number {
    let at = this.skip(opening, from)
    if (at < 0) return miss
    this.columns.reserve()
    if (this.others.length > 0) this.others = []
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]
      if (part === undefined) return miss
      if (index > 0) at = this.skip(part.before, at)
      if (at >= 0) at = this.readField(part.field, at)
      if (at < 0) return miss
    }
    at = this.skip(closing, at)
    if (at < 0 || at - from > this.maxRecordBytes) return miss
    for (const field of absent) this.writeAbsent(field)
    this.writeOthers()
    return at
  }

  private writeOthers(): void {
    if (this.others.length === 0) return
    if (this.columns.detectRepeats) this.columns.writeBeside(besideText(this.others))
    this.others = []
  }

  private skip(literal: Literal, from: number): number {
    return literal.skip(this.bytes, this.view, from, this.end)
  }

  /** Where the record after a comma begins, if it begins in what has come. */
  private nextRecord(end: number): number {
    if (end === this.end || this.bytes[end] !== comma) return miss
    let at = end + 1
    while (at < this.end && isWhitespace(this.bytes[at] ?? 0)) at++
    return at
  }
}
