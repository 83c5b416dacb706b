/**
 * What the Promise interface gives, in plain values: amounts are exact decimals in cents as strings such as `"1250.07"`,
 * instants ISO 8601 in UTC, dates `YYYY-MM-DD`, durations milliseconds.
 */
import type { Dimension } from "../../Dimension.ts"

/**
 * First and last day, both included.
 *
 * @category models
 * @since 0.1.0
 */
export interface DateRange {
  readonly from: string
  readonly to: string
}

/**
 * One metered job. The gateway's contract requires none of its fields.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageRecord {
  /** Not unique: a job that is run again is charged again under its old id. */
  readonly jobId?: string
  /** As the gateway wrote it, such as `fal:kling-v2.5`. */
  readonly model?: string
  /** `video`, `image`, `speech`, `music`, `transcription`, or whatever else the gateway says. */
  readonly capability?: string
  /** In cents; absent when unknown, which is not zero. */
  readonly costCents?: string
  readonly cacheHit?: boolean
  readonly createdAt?: string
}

/**
 * The records of a range, and what was checked.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageResponse {
  /** In the gateway's order. */
  readonly usage: ReadonlyArray<UsageRecord>
  /** The gateway's own total, in cents. */
  readonly totalCents: string
  readonly summary: WindowSummary
}

/**
 * Records that were not counted, and what they cost as far as known, in cents.
 *
 * @category models
 * @since 0.1.0
 */
export interface SetAside {
  readonly records: number
  readonly cents: string
}

/**
 * Those of the day before or after a window; `farthest` is in milliseconds since 1970-01-01T00:00:00Z.
 *
 * @category models
 * @since 0.1.0
 */
export interface Adjacent extends SetAside {
  readonly unknownCosts: number
  readonly farthest?: number | undefined
}

/**
 * What an answer held, and how far it agrees with the gateway's own total.
 *
 * @category models
 * @since 0.1.0
 */
export interface WindowSummary {
  /** The dates that were asked for. */
  readonly window: DateRange
  /** Records that count. */
  readonly records: number
  /** Exact sum of their known costs, in cents. */
  readonly sumCents: string
  /** The gateway's own total, in cents. */
  readonly totalCents: string
  /**
   * `exact`: both are the same. `explained`: they are together with what was set aside. `unverifiable`: the sum is less,
   * and some record's cost is unknown.
   */
  readonly agreement: "exact" | "explained" | "unverifiable" | "mismatch"
  /** Records that were answered from the gateway's cache. */
  readonly cacheHits: number
  /** Records that cost nothing and are no cache hit. */
  readonly zeroCostMisses: number
  /** Records without a cost. They are not zero: what they cost is unknown. */
  readonly unknownCosts: number
  /** Records with a negative cost, such as refunds. */
  readonly negativeCosts: number
  /** Records of other days; they are not among the records. */
  readonly outOfWindow: SetAside & { readonly earlier: Adjacent; readonly later: Adjacent }
  /** Records that could not be read; they are not among the records. */
  readonly rejected: SetAside & {
    readonly unknownCosts: number
    readonly examples: ReadonlyArray<{ readonly index: number; readonly path: string; readonly problem: string }>
  }
  /** Rows that equal another one in every field. */
  readonly repeats: SetAside & { readonly counted: "once" | "each" }
  /** Records that charge a job again. */
  readonly recharges: number
  /** Requests sent. */
  readonly attempts: number
  /** Bytes of the decompressed body. */
  readonly bytes: number
  /** The gateway's name for the request. */
  readonly requestId?: string | undefined
}

/**
 * What the records of one key come to.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cell {
  /** The value of each dimension of the rollup; `null` for records that have none. */
  readonly key: { readonly [Name in Dimension]?: string | null }
  /** Exact sum of the known costs, in cents. */
  readonly costCents: string
  readonly records: number
  /** Records that were answered from the gateway's cache. */
  readonly cacheHits: number
  /** Records that cost nothing and are no cache hit. */
  readonly zeroCostMisses: number
  /** Records without a cost, which is not zero. */
  readonly unknownCosts: number
  /** The smallest known cost, in cents. */
  readonly minCents?: string
  /** The largest known cost, in cents. */
  readonly maxCents?: string
}

/**
 * Costs by dimensions. The cells add up to the total of the report or the day.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rollup {
  readonly by: ReadonlyArray<Dimension>
  readonly cells: ReadonlyArray<Cell>
}

/**
 * What is to be said of a window. `Neighbours`, `Recovered`, `Repeats`, `Recharges` and `RoundNumber` keep none from agreeing.
 *
 * @category models
 * @since 0.1.0
 */
export type Finding =
  | { readonly _tag: "OutOfWindow"; readonly window: DateRange; readonly records: number; readonly cents: string }
  | { readonly _tag: "Unproved"; readonly window: DateRange }
  | { readonly _tag: "Rejected"; readonly window: DateRange; readonly records: number; readonly cents: string }
  | { readonly _tag: "UnknownCosts"; readonly window: DateRange; readonly records: number }
  | { readonly _tag: "Difference"; readonly window: DateRange; readonly cents: string }
  | { readonly _tag: "CellsDiffer"; readonly window: DateRange; readonly cents: string }
  | { readonly _tag: "Neighbours"; readonly window: DateRange; readonly records: number; readonly cents: string }
  | { readonly _tag: "Recovered"; readonly window: DateRange; readonly records: number; readonly cents: string }
  | { readonly _tag: "Repeats"; readonly window: DateRange; readonly records: number; readonly cents: string }
  | { readonly _tag: "Recharges"; readonly window: DateRange; readonly records: number }
  | { readonly _tag: "RoundNumber"; readonly window: DateRange; readonly records: number }

/**
 * How far records and cells agree with the gateway's totals: in full when `reconciled` equals `windows`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reconciliation {
  readonly windows: number
  readonly reconciled: number
  readonly days: number
  /** Days of those windows that agree in full. */
  readonly reconciledDays: number
  readonly records: number
  readonly sumCents: string
  readonly totalCents: string
  readonly findings: ReadonlyArray<Finding>
}

/**
 * What a range of days cost: the document of `ReportJson`, which a schema of this package describes.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageReport {
  readonly version: 1
  readonly from: string
  readonly to: string
  /** Whose days they are: `UTC` or an IANA zone. */
  readonly zone: string
  /** Whether every day is in it. */
  readonly complete: boolean
  /** Days that could not be read. */
  readonly failures: ReadonlyArray<{ readonly date: string; readonly error: string; readonly message: string }>
  /** Days that are less than 48 hours over, for which records may still come. */
  readonly provisional: ReadonlyArray<string>
  readonly records: number
  /** In cents. */
  readonly totalCents: string
  readonly reconciliation: Reconciliation
  /** One for each set of dimensions that was asked for, in that order. */
  readonly rollups: ReadonlyArray<Rollup>
}

/**
 * What one day cost.
 *
 * @category models
 * @since 0.1.0
 */
export interface DayRollup {
  readonly _tag: "DayRollup"
  readonly date: string
  readonly zone: string
  /** The day is less than 48 hours over, and records may still come. */
  readonly provisional: boolean
  readonly records: number
  /** In cents. */
  readonly totalCents: string
  readonly rollups: ReadonlyArray<Rollup>
  /** Those that the day was read in. */
  readonly windows: ReadonlyArray<{ readonly window: DateRange; readonly reconciliation: Reconciliation }>
}

/**
 * A day that could not be read: the `_tag` and the sentence of its error.
 *
 * @category models
 * @since 0.1.0
 */
export interface DayFailure {
  readonly _tag: "DayFailure"
  readonly date: string
  readonly error: string
  readonly message: string
}

/**
 * A day that was read, or one that could not be.
 *
 * @category models
 * @since 0.1.0
 */
export type Day = DayRollup | DayFailure
