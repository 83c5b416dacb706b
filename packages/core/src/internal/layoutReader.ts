/**
 * Reads records whose layout is known, without making a value of them first. Every byte of a record is compared or read,
 * so that what is taken here is what the strict reader would have taken; whatever else stands there is left to that one.
 */
import { byte, isWhitespace } from "./bytes.ts"
import type { Chunks } from "./chunks.ts"
import type { Columns } from "./columns.ts"
import { FieldReader } from "./fieldReader.ts"
import { type Layout, learn, Literal } from "./layout.ts"
import { besideText } from "./recordFields.ts"
import { miss } from "./valueScan.ts"

/** Layouts held at a time: records with and without a field, from more than one writer. */
const maxLayouts = 4
/** Records that no layout fits, from one that is learned from to the next. */
const learningInterval = 8

/** Bytes between two records that are worth remembering. */
const maxSeparator = 256

const { comma } = byte
const utf8 = new TextDecoder()

/** Decides about each row that was written behind the last one. */
interface Settling {
  readonly settle: () => void
}

/** A layout, and all that stands between the last value of one record and the first of the next, once that was met. */
interface Known {
  readonly layout: Layout
  joint: Literal | undefined
}

export class LayoutReader extends FieldReader {
  /** Those used last come first. */
  private readonly known: Array<Known> = []
  private misses = 0
  private readonly maxRecordBytes: number

  constructor(columns: Columns, maxRecordBytes: number) {
    super(columns)
    this.maxRecordBytes = maxRecordBytes
  }

  /**
   * Reads records one after the other, from the place where `chunks` stand to the end of the last one that fits, and has
   * the row of each settled. Gives whether there was any.
   */
  read(chunks: Chunks, settling: Settling): boolean {
    this.look(chunks)
    let end = miss
    for (let at = chunks.position; at >= 0; at = this.nextRecord(end)) {
      const next = this.readSome(at, settling)
      if (next < 0) break
      end = next
    }
    if (end >= 0) chunks.moveTo(end)
    return end >= 0
  }

  /** Hears of a record that was read otherwise. Of an answer of one record there is nothing to learn for. */
  learnFrom(record: Uint8Array): void {
    if (this.misses++ % learningInterval !== 1) return
    const layout = learn(record)
    if (layout === undefined || this.known.some((one) => one.layout.text === layout.text)) return
    this.known.unshift({ layout, joint: undefined })
    if (this.known.length > maxLayouts) this.known.pop()
  }

  /** Reads records by the first layout that fits the one at `from`; gives where the last of them ends. */
  private readSome(from: number, settling: Settling): number {
    for (let index = 0; index < this.known.length; index++) {
      const known = this.known[index]
      const end = known === undefined ? miss : this.readBy(known, from, settling)
      if (end >= 0) {
        if (index > 0) this.known.unshift(...this.known.splice(index, 1))
        return end
      }
    }
    return miss
  }

  private readBy(known: Known, from: number, settling: Settling): number {
    const { closing, opening } = known.layout
    const { joint } = known
    let end = miss
    let at = this.skip(opening, from)
    while (at >= 0) {
      this.columns.reserve()
      const last = this.readValues(known.layout, at)
      if (last < 0) break
      const start = at - opening.length
      at = joint === undefined ? miss : this.skip(joint, last)
      const own = at < 0 ? this.skip(closing, last) : last + closing.length
      if (own < 0 || own - start > this.maxRecordBytes) break
      this.writeOthers()
      settling.settle()
      end = own
    }
    this.columns.forget()
    if (joint === undefined && end >= 0) known.joint = this.learnJoint(known.layout, end)
    return end
  }

  /** Reads from the first value to the last, and gives where that ends. */
  private readValues({ absent, parts }: Layout, from: number): number {
    let at = from
    if (this.others.length > 0) this.others = []
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]
      if (part === undefined) return miss
      if (index > 0) at = this.skip(part.before, at)
      if (at >= 0) at = this.readField(part.field, at)
      if (at < 0) return miss
    }
    for (const field of absent) this.writeAbsent(field)
    return at
  }

  private writeOthers(): void {
    if (this.others.length === 0) return
    if (this.columns.keepsBeside) this.columns.writeBeside(besideText(this.others))
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

  private learnJoint({ closing, opening }: Layout, end: number): Literal | undefined {
    const next = this.nextRecord(end)
    if (next < 0 || next - end > maxSeparator || this.skip(opening, next) < 0) return undefined
    return new Literal(closing.text + utf8.decode(this.bytes.subarray(end, next)) + opening.text)
  }
}
