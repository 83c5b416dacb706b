/**
 * Has the kernel read records of the common kind, as many as follow one another, and takes their rows.
 */
import type { Chunks } from "./chunks.ts"
import type { Columns } from "./columns.ts"
import { type Kernel, WindowNumbers } from "./kernel.ts"
import type { Layout } from "./layout.ts"
import { miss } from "./valueScan.ts"

export class CommonReader {
  private readonly kernel: Kernel
  private readonly columns: Columns
  private readonly models: WindowNumbers
  private readonly capabilities: WindowNumbers
  /** What the kernel has of the bytes, and which ones those were. */
  private from = 0
  private end = 0
  private version = -1
  private fill = -1

  constructor(kernel: Kernel, columns: Columns) {
    this.kernel = kernel
    this.columns = columns
    this.models = new WindowNumbers(kernel, (text) => columns.models.indexOf(text))
    this.capabilities = new WindowNumbers(kernel, (text) => columns.capabilities.indexOf(text))
  }

  /** Writes rows behind the last one, of records from `from` on; gives where the last of them ends. */
  read(chunks: Chunks, from: number, layouts: ReadonlyArray<Layout>): number {
    const { columns, kernel } = this
    if (!kernel.use(layouts)) return miss
    if (!this.has(chunks, from)) this.take(chunks, from)
    let end = this.readOn(from)
    if (kernel.rows === 0 && this.from < from && this.end < chunks.end) {
      this.take(chunks, from)
      end = this.readOn(from)
    }
    if (kernel.rows === 0) return miss
    columns.reserve(kernel.rows, kernel.jobIdsLength)
    this.takeRows(columns.size, kernel.rows)
    return end
  }

  private has(chunks: Chunks, from: number): boolean {
    const isMine = this.fill === this.kernel.fills && this.version === chunks.version
    return isMine && this.from <= from && from < this.end
  }

  private take(chunks: Chunks, from: number): void {
    this.from = from
    this.end = this.kernel.fill(chunks.bytes, from, chunks.end)
    this.version = chunks.version
    this.fill = this.kernel.fills
  }

  private readOn(from: number): number {
    return this.from + this.kernel.read(from - this.from, this.end - this.from, this.columns.jobIdsEnd)
  }

  private takeRows(at: number, rows: number): void {
    const { columns, kernel } = this
    this.models.write(kernel.model, columns.model, at, rows)
    this.capabilities.write(kernel.capability, columns.capability, at, rows)
    columns.costMicros.set(kernel.costMicros.subarray(0, rows), at)
    columns.cacheHit.set(kernel.cacheHit.subarray(0, rows), at)
    columns.createdAt.set(kernel.createdAt.subarray(0, rows), at)
    columns.jobIdBytes.set(kernel.jobIdBytes.subarray(0, kernel.jobIdsLength), columns.jobIdsEnd)
    columns.jobIdEnds.set(kernel.jobIdEnds.subarray(0, rows), at)
    columns.jobHashLow.set(kernel.jobHashLow.subarray(0, rows), at)
    columns.jobHashHigh.set(kernel.jobHashHigh.subarray(0, rows), at)
  }
}
