/**
 * Some decoded records of one window as columns.
 *
 * Rollups, ledgers and exports read columns: no object is made for a record, and a model is a small number. Records are
 * a view, made for people when they ask.
 *
 * @since 0.1.0
 */
import { type BigDecimal, DateTime } from "effect"

import * as Cents from "./Cents.ts"
import type { UsageRecord } from "./UsageRecord.ts"

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })

/**
 * Columns of `size` rows. A row is one record, in the order of the gateway's answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageBatch {
  /** Number of rows. A column may be longer; what lies behind `size` means nothing. */
  readonly size: number
  /** The models of the window met so far. Grows from batch to batch, so that an index means the same in each. */
  readonly models: ReadonlyArray<string>
  /** Index in `models`; -1 where the record has none. */
  readonly model: Int32Array
  /** The capabilities of the window met so far, like `models`. */
  readonly capabilities: ReadonlyArray<string>
  /** Index in `capabilities`; -1 where the record has none. */
  readonly capability: Int32Array
  /** Cost in micro-cents (10^-6 cent), a safe integer; `NaN` where the cost is in `exactCosts` or unknown. */
  readonly costMicros: Float64Array
  /** Costs that are no safe integer of micro-cents, by row. */
  readonly exactCosts: ReadonlyMap<number, BigDecimal.BigDecimal>
  /** 1 for a cache hit, 0 for none, -1 where the record does not say. */
  readonly cacheHit: Int8Array
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: Float64Array
  /** The job ids of all rows, one after the other, as UTF-8; see {@link jobId}. */
  readonly jobIdBytes: Uint8Array
  /**
   * Where each row's job id ends in `jobIdBytes`; it begins where the one before ends. Where the record has none: -1 less
   * the end of the one before.
   */
  readonly jobIdEnds: Int32Array
  /** Records of the answer that are in no row, with the reason. */
  readonly rejected: ReadonlyArray<RejectedRecord>
}

/**
 * A record that could not be read. It holds no value of the record.
 *
 * @category models
 * @since 0.1.0
 */
export interface RejectedRecord {
  /** Its place in `usage`, from 0. */
  readonly index: number
  /** The field at fault, by its name on the wire; empty when the whole record is. */
  readonly path: string
  /** What was expected. */
  readonly problem: string
}

/**
 * The cost of a row in cents; `undefined` when unknown.
 *
 * @category getters
 * @since 0.1.0
 */
export const costCents = (batch: UsageBatch, row: number): BigDecimal.BigDecimal | undefined => {
  const micros = batch.costMicros[row] ?? Number.NaN
  return Number.isNaN(micros) ? batch.exactCosts.get(row) : Cents.fromMicros(micros)
}

/**
 * The job's id of a row; `undefined` where the record has none.
 *
 * @category getters
 * @since 0.1.0
 */
export const jobId = (batch: UsageBatch, row: number): string | undefined => {
  const end = batch.jobIdEnds[row] ?? -1
  if (end < 0) return undefined
  const before = row === 0 ? 0 : (batch.jobIdEnds[row - 1] ?? 0)
  return utf8.decode(batch.jobIdBytes.subarray(before < 0 ? -1 - before : before, end))
}

/**
 * One row as a record.
 *
 * @category getters
 * @since 0.1.0
 */
export const record = (batch: UsageBatch, row: number): UsageRecord =>
  recordOf(batch, row, jobId(batch, row), costCents(batch, row), DateTime.makeUnsafe(batch.createdAt[row] ?? 0))

/**
 * The rows as records. It costs less than {@link record} for each of them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const records = (batch: UsageBatch): ReadonlyArray<UsageRecord> => {
  const ids = utf8.decode(batch.jobIdBytes)
  const values = new Values()
  // Places in the text are those of the bytes only where all of it is ASCII.
  const isAscii = ids.length === batch.jobIdBytes.length
  const all: Array<UsageRecord> = []
  let start = 0
  for (let row = 0; row < batch.size; row++) {
    const end = batch.jobIdEnds[row] ?? -1
    const id = end < 0 ? undefined : isAscii ? ids.slice(start, end) : jobId(batch, row)
    all.push(recordOf(batch, row, id, values.cost(batch, row), values.createdAt(batch.createdAt[row] ?? 0)))
    if (end >= 0) start = end
  }
  return all
}

/**
 * Values that rows share. To make an instant of Effect's takes longer than to read the row, and to make an amount half as
 * long; rows that follow one another often have the same instant, and most amounts occur again.
 */
class Values {
  private instant = Number.NaN
  private dateTime: DateTime.Utc | undefined
  private readonly amounts = new Map<number, BigDecimal.BigDecimal>()

  createdAt(instant: number): DateTime.Utc {
    if (this.dateTime === undefined || instant !== this.instant) {
      this.instant = instant
      this.dateTime = DateTime.makeUnsafe(instant)
    }
    return this.dateTime
  }

  cost(batch: UsageBatch, row: number): BigDecimal.BigDecimal | undefined {
    const micros = batch.costMicros[row] ?? Number.NaN
    const known = this.amounts.get(micros)
    if (known !== undefined) return known
    const cost = costCents(batch, row)
    if (cost !== undefined && !Number.isNaN(micros)) this.amounts.set(micros, cost)
    return cost
  }
}

function recordOf(
  batch: UsageBatch,
  row: number,
  id: string | undefined,
  cost: BigDecimal.BigDecimal | undefined,
  createdAt: DateTime.Utc
): UsageRecord {
  const model = batch.models[batch.model[row] ?? -1]
  const capability = batch.capabilities[batch.capability[row] ?? -1]
  const hit = batch.cacheHit[row] ?? -1
  // Most records have every field, and copying them one by one is slow.
  if (id !== undefined && model !== undefined && capability !== undefined && cost !== undefined && hit !== -1) {
    return { jobId: id, model, capability, costCents: cost, cacheHit: hit === 1, createdAt }
  }
  return {
    ...(id !== undefined && { jobId: id }),
    ...(model !== undefined && { model }),
    ...(capability !== undefined && { capability }),
    ...(cost !== undefined && { costCents: cost }),
    ...(hit !== -1 && { cacheHit: hit === 1 }),
    createdAt
  }
}
