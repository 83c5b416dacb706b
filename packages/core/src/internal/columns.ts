/**
 * The columns of a `UsageBatch` while they grow. A row is first written behind the last one, then accepted or forgotten.
 */
import type { BigDecimal } from "effect"

import * as Cents from "../Cents.ts"
import type { RejectedRecord, UsageBatch } from "../UsageBatch.ts"
import { Dictionary } from "./dictionary.ts"
import { ofText } from "./fingerprint.ts"
import { type RecordFields, toCents } from "./recordFields.ts"
import { makeRoom, maxJobIdBytes, type Room } from "./room.ts"
import { filled } from "./typedArray.ts"

const utf8 = new TextEncoder()

export interface Options {
  /** Whether repeats are looked for. */
  readonly detectRepeats: boolean
  /** Whether each batch is written over by the next one. */
  readonly reuseBatches: boolean
}

export class Columns {
  /** The dictionaries live as long as the window. */
  readonly models: Dictionary
  readonly capabilities: Dictionary

  size = 0
  model: Room["model"]
  capability: Room["capability"]
  costMicros: Room["costMicros"]
  cacheHit: Room["cacheHit"]
  createdAt: Room["createdAt"]
  /** The job ids of all rows; each ends at `jobIdEnds`, as in `UsageBatch`. */
  jobIdBytes: Room["jobIdBytes"]
  jobIdView: DataView
  jobIdEnds: Room["jobIdEnds"]
  /** Hashes of the job ids, where repeats are looked for; see `fingerprint.ts`. */
  jobHashLow: Room["jobHashLow"]
  jobHashHigh: Room["jobHashHigh"]
  exactCosts = new Map<number, BigDecimal.BigDecimal>()
  /** Fingerprints of what records say beside the columns. */
  readonly beside = new Map<number, number>()
  private rejected: Array<RejectedRecord> = []

  private readonly options: Options

  constructor(options: Options, models = new Dictionary(), capabilities = new Dictionary(), room = makeRoom()) {
    this.options = options
    this.models = models
    this.capabilities = capabilities
    this.model = room.model
    this.capability = room.capability
    this.costMicros = room.costMicros
    this.cacheHit = room.cacheHit
    this.createdAt = room.createdAt
    this.jobIdBytes = room.jobIdBytes
    this.jobIdView = new DataView(room.jobIdBytes.buffer)
    this.jobIdEnds = room.jobIdEnds
    this.jobHashLow = room.jobHashLow
    this.jobHashHigh = room.jobHashHigh
  }

  /** What the rows are written in, for those who come after. */
  get room(): Room {
    const { cacheHit, capability, costMicros, createdAt, jobHashHigh, jobHashLow, jobIdBytes, jobIdEnds, model } = this
    return { model, capability, costMicros, cacheHit, createdAt, jobIdBytes, jobIdEnds, jobHashLow, jobHashHigh }
  }

  /** Whether it matters what records say beside the columns. */
  get detectRepeats(): boolean {
    return this.options.detectRepeats
  }

  /** Makes room for rows, and for so many bytes of job ids. */
  reserve(rows = 1, jobIdBytes = maxJobIdBytes): void {
    if (this.size + rows > this.model.length) this.growRows(2 * (this.size + rows))
    if (this.jobIdBytes.length - this.jobIdsEnd < jobIdBytes) this.growJobIds(jobIdBytes)
  }

  /** Where the job ids of the accepted rows end. */
  get jobIdsEnd(): number {
    return this.jobIdStart(this.size)
  }

  /** Writes a row, and what the record says beside it. */
  write(fields: RecordFields, beside?: string): void {
    this.reserve()
    const { size } = this
    this.writeCost(fields.costCents)
    this.writeBeside(beside)
    this.model[size] = this.models.indexOf(fields.model)
    this.capability[size] = this.capabilities.indexOf(fields.capability)
    this.cacheHit[size] = fields.cacheHit === undefined ? -1 : Number(fields.cacheHit)
    this.createdAt[size] = fields.createdAt
    this.writeJobId(fields.jobId)
  }

  /** Copies a row of these columns, or of others with the same dictionaries. */
  copy(from: Columns, row: number): void {
    this.reserve()
    const { size } = this
    this.model[size] = from.model[row] ?? -1
    this.capability[size] = from.capability[row] ?? -1
    this.costMicros[size] = from.costMicros[row] ?? Number.NaN
    this.cacheHit[size] = from.cacheHit[row] ?? -1
    this.createdAt[size] = from.createdAt[row] ?? 0
    const exact = from.exactCosts.get(row)
    if (exact !== undefined) this.exactCosts.set(size, exact)
    this.jobHashLow[size] = from.jobHashLow[row] ?? 0
    this.jobHashHigh[size] = from.jobHashHigh[row] ?? 0
    this.copyJobId(from, row)
  }

  /** Counts rows that were written. */
  accept(rows = 1): void {
    this.size += rows
  }

  /** Forgets the row that was written. */
  forget(): void {
    this.exactCosts.delete(this.size)
    this.beside.delete(this.size)
  }

  /** Begins to choose among the rows so far: each is then kept or dropped, in order. */
  restart(): void {
    this.size = 0
  }

  keep(row: number): void {
    if (row !== this.size) {
      this.copy(this, row)
      this.drop(row)
    }
    this.accept()
  }

  drop(row: number): void {
    this.exactCosts.delete(row)
  }

  reject(rejected: RejectedRecord): void {
    this.rejected.push(rejected)
  }

  /** Where the job id of a row begins. */
  jobIdStart(row: number): number {
    return row === 0 ? 0 : endOf(this.jobIdEnds[row - 1] ?? 0)
  }

  /** The rows since the last call. */
  take(): UsageBatch {
    const { capabilities, exactCosts, models, rejected, size } = this
    const rows = this.options.reuseBatches ? this.lendRows() : this.copyRows()
    this.size = 0
    if (exactCosts.size > 0) this.exactCosts = new Map()
    this.beside.clear()
    if (rejected.length > 0) this.rejected = []
    return {
      size,
      models: models.values,
      capabilities: capabilities.values,
      exactCosts,
      ...rows,
      rejected
    }
  }

  writeBeside(beside: string | undefined): void {
    if (beside !== undefined) this.beside.set(this.size, ofText(beside))
  }

  /** Adds the cost of a row; `false` where it is not known. */
  addCost(row: number, to: Cents.CentsSum): boolean {
    const micros = this.costMicros[row] ?? Number.NaN
    const exact = Number.isNaN(micros) ? this.exactCosts.get(row) : undefined
    if (!Number.isNaN(micros)) to.addMicros(micros)
    else if (exact !== undefined) to.add(exact)
    return !Number.isNaN(micros) || exact !== undefined
  }

  writeCost(cost: RecordFields["costCents"]): void {
    const micros = typeof cost === "number" ? Cents.microsFromNumber(cost) : cost && Cents.toMicros(cost)
    this.costMicros[this.size] = micros ?? Number.NaN
    if (cost === undefined || micros !== undefined) return
    const exact = typeof cost === "number" ? toCents(cost) : cost
    if (exact !== undefined) this.exactCosts.set(this.size, exact)
  }

  /** Writes the job id of the row. */
  writeJobId(jobId: string | undefined): void {
    const start = this.jobIdsEnd
    const end =
      jobId === undefined ? none(start) : start + utf8.encodeInto(jobId, this.jobIdBytes.subarray(start)).written
    this.jobIdEnds[this.size] = end
  }

  private copyJobId(from: Columns, row: number): void {
    const start = from.jobIdStart(row)
    const end = from.jobIdEnds[row] ?? 0
    const at = this.jobIdsEnd
    if (end >= 0) this.jobIdBytes.set(from.jobIdBytes.subarray(start, end), at)
    this.jobIdEnds[this.size] = end < 0 ? none(at) : at + end - start
  }

  private lendRows() {
    const { cacheHit, capability, costMicros, createdAt, jobIdBytes, jobIdEnds, model } = this
    return { costMicros, createdAt, model, capability, jobIdEnds, cacheHit, jobIdBytes }
  }

  /** In one buffer, since the allocation of each takes longer than its copy; the widest first, so that all are aligned. */
  private copyRows() {
    const { jobIdsEnd, size } = this
    const buffer = new ArrayBuffer(29 * size + jobIdsEnd)
    return {
      costMicros: filled(new Float64Array(buffer, 0, size), this.costMicros),
      createdAt: filled(new Float64Array(buffer, 8 * size, size), this.createdAt),
      model: filled(new Int32Array(buffer, 16 * size, size), this.model),
      capability: filled(new Int32Array(buffer, 20 * size, size), this.capability),
      jobIdEnds: filled(new Int32Array(buffer, 24 * size, size), this.jobIdEnds),
      cacheHit: filled(new Int8Array(buffer, 28 * size, size), this.cacheHit),
      jobIdBytes: filled(new Uint8Array(buffer, 29 * size), this.jobIdBytes)
    }
  }

  private growRows(rows: number): void {
    this.model = filled(new Int32Array(rows), this.model)
    this.capability = filled(new Int32Array(rows), this.capability)
    this.costMicros = filled(new Float64Array(rows), this.costMicros)
    this.cacheHit = filled(new Int8Array(rows), this.cacheHit)
    this.createdAt = filled(new Float64Array(rows), this.createdAt)
    this.jobIdEnds = filled(new Int32Array(rows), this.jobIdEnds)
    this.jobHashLow = filled(new Int32Array(rows), this.jobHashLow)
    this.jobHashHigh = filled(new Int32Array(rows), this.jobHashHigh)
  }

  private growJobIds(bytes: number): void {
    this.jobIdBytes = filled(new Uint8Array(2 * (this.jobIdBytes.length + bytes)), this.jobIdBytes)
    this.jobIdView = new DataView(this.jobIdBytes.buffer)
  }
}

/** The end of the id of a row that has none: below 0, so that the next id begins where the one before ended. */
export const none = (end: number): number => -1 - end

/** Where the next id begins. */
function endOf(end: number): number {
  return end < 0 ? -1 - end : end
}
