/**
 * Collects rows into a `UsageBatch`.
 */
import type { BigDecimal } from "effect"

import * as Cents from "../Cents.ts"
import type { RejectedRecord, UsageBatch } from "../UsageBatch.ts"
import type { UsageRecord } from "../UsageRecord.ts"

/** Texts numbered in the order in which they are first met. */
class Dictionary {
  readonly values: Array<string> = []
  private readonly indices = new Map<string, number>()

  indexOf(value: string | undefined): number {
    if (value === undefined) return -1
    const known = this.indices.get(value)
    if (known !== undefined) return known
    this.indices.set(value, this.values.length)
    return this.values.push(value) - 1
  }
}

/** Fills one batch after the other; the dictionaries live as long as the window. */
export class BatchBuilder {
  private readonly models = new Dictionary()
  private readonly capabilities = new Dictionary()
  private rows: Columns = emptyColumns()

  /** Adds a record whose instant is known. */
  push(record: UsageRecord, createdAt: number): void {
    const { rows } = this
    const cost = record.costCents
    const micros = cost && Cents.toMicros(cost)
    if (cost !== undefined && micros === undefined) rows.exactCosts.set(rows.jobIds.length, cost)
    rows.costMicros.push(micros ?? Number.NaN)
    rows.model.push(this.models.indexOf(record.model))
    rows.capability.push(this.capabilities.indexOf(record.capability))
    rows.cacheHit.push(record.cacheHit === undefined ? -1 : Number(record.cacheHit))
    rows.createdAt.push(createdAt)
    rows.jobIds.push(record.jobId)
  }

  reject(rejected: RejectedRecord): void {
    this.rows.rejected.push(rejected)
  }

  /** The rows since the last call. */
  take(): UsageBatch {
    const { rows } = this
    this.rows = emptyColumns()
    return {
      size: rows.jobIds.length,
      models: this.models.values,
      model: Int32Array.from(rows.model),
      capabilities: this.capabilities.values,
      capability: Int32Array.from(rows.capability),
      costMicros: Float64Array.from(rows.costMicros),
      exactCosts: rows.exactCosts,
      cacheHit: Int8Array.from(rows.cacheHit),
      createdAt: Float64Array.from(rows.createdAt),
      jobIds: rows.jobIds,
      rejected: rows.rejected
    }
  }
}

interface Columns {
  readonly model: Array<number>
  readonly capability: Array<number>
  readonly costMicros: Array<number>
  readonly exactCosts: Map<number, BigDecimal.BigDecimal>
  readonly cacheHit: Array<number>
  readonly createdAt: Array<number>
  readonly jobIds: Array<string | undefined>
  readonly rejected: Array<RejectedRecord>
}

function emptyColumns(): Columns {
  return {
    model: [],
    capability: [],
    costMicros: [],
    exactCosts: new Map(),
    cacheHit: [],
    createdAt: [],
    jobIds: [],
    rejected: []
  }
}
