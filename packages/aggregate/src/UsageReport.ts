/**
 * What a range of days cost: totals, rollups and how far they agree with the gateway.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageError } from "@varg-usage/core/UsageError"
import { type BigDecimal, Schema } from "effect"

import type { Dimension } from "./Dimension.ts"
import * as Reconciliation from "./Reconciliation.ts"
import * as Rollup from "./Rollup.ts"

/**
 * The version of the report's JSON form. It changes when a reader of the old one would go wrong.
 *
 * @category constants
 * @since 0.1.0
 */
export const version = 1

/**
 * A day that could not be read: the tag and the sentence of its error.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Failure = Schema.Struct({
  date: CalendarDate.CalendarDate,
  error: Schema.String,
  message: Schema.String
})

/** @since 0.1.0 @category models */
export interface Failure extends Schema.Schema.Type<typeof Failure> {}

/**
 * - `from`, `to`: first and last day that the report is about; `zone`: whose days they are, `UTC` or an IANA zone.
 * - `complete`: whether every one of them is in it; `failures` lists those that could not be read.
 * - `provisional`: days that are less than 48 hours over, for which records may still come.
 * - `records`, `totalCents`: what was counted; amounts are exact decimals in cents.
 * - `reconciliation`: how far what the gateway sent agrees with its own totals, whatever part of it is counted here.
 * - `rollups`: one for each set of dimensions that was asked for, in that order. The cells of each add up to
 *   `totalCents`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const UsageReport = Schema.Struct({
  version: Schema.Literal(version),
  from: CalendarDate.CalendarDate,
  to: CalendarDate.CalendarDate,
  zone: Schema.String,
  complete: Schema.Boolean,
  failures: Schema.Array(Failure),
  provisional: Schema.Array(CalendarDate.CalendarDate),
  records: Schema.Int,
  totalCents: Cents.CentsFromString,
  reconciliation: Reconciliation.Reconciliation,
  rollups: Schema.Array(Rollup.Rollup)
}).annotate({ identifier: "UsageReport", title: "varg-usage report" })

/** @since 0.1.0 @category models */
export interface UsageReport extends Schema.Schema.Type<typeof UsageReport> {}

/**
 * A window that was asked for, and how far it agrees with the gateway's total.
 *
 * @category models
 * @since 0.1.0
 */
export interface WindowReconciliation {
  readonly window: DateRange.DateRange
  readonly reconciliation: Reconciliation.Reconciliation
}

/**
 * What one day cost.
 *
 * - `provisional`: the day is less than 48 hours over, and records may still come.
 * - `windows`: those that the day was read in. A window that is wider than a day stands in each of its days.
 *
 * @category models
 * @since 0.1.0
 */
export interface DayRollup {
  readonly _tag: "DayRollup"
  readonly date: CalendarDate.CalendarDate
  /** Whose day it is: `UTC` or an IANA zone. */
  readonly zone: string
  readonly provisional: boolean
  readonly rollups: ReadonlyArray<Rollup.Rollup>
  readonly windows: ReadonlyArray<WindowReconciliation>
}

/**
 * A day that could not be read.
 *
 * @category models
 * @since 0.1.0
 */
export interface DayFailure {
  readonly _tag: "DayFailure"
  readonly date: CalendarDate.CalendarDate
  readonly error: UsageError
}

/**
 * What became of a day: what it cost, or why that is not known.
 *
 * @category models
 * @since 0.1.0
 */
export type Day = DayRollup | DayFailure

/**
 * Records and cost of a day, in cents: the sum of the cells of any of its rollups.
 *
 * @category getters
 * @since 0.1.0
 */
export const dayTotal = (day: DayRollup): { readonly records: number; readonly costCents: BigDecimal.BigDecimal } =>
  Rollup.total(day.rollups[0] ?? Rollup.empty([]))

/**
 * Adds up days to a report. Mutable: a day costs as much as it has cells.
 *
 * @category models
 * @since 0.1.0
 */
export class ReportSum {
  private readonly range: DateRange.DateRange
  private readonly zone: string
  private readonly missing: Set<CalendarDate.CalendarDate>
  private readonly failures: Array<Failure> = []
  private readonly provisional: Array<CalendarDate.CalendarDate> = []
  private readonly rollups: ReadonlyArray<Rollup.RollupSum>
  private readonly windows = new Map<string, Reconciliation.Reconciliation>()
  private readonly cents = new Cents.CentsSum()
  private records = 0

  /** The report of no day yet, of a range in UTC by default. */
  constructor(range: DateRange.DateRange, by: ReadonlyArray<ReadonlyArray<Dimension>>, zone = "UTC") {
    this.range = range
    this.zone = zone
    this.missing = new Set(DateRange.days(range))
    this.rollups = by.map((dimensions) => new Rollup.RollupSum(dimensions))
  }

  /** Adds a day; each date once. */
  add(day: Day): void {
    if (day._tag === "DayFailure") {
      this.failures.push({ date: day.date, error: day.error._tag, message: day.error.message })
      return
    }
    this.missing.delete(day.date)
    if (day.provisional) this.provisional.push(day.date)
    const total = dayTotal(day)
    this.records += total.records
    this.cents.add(total.costCents)
    for (const [index, rollup] of day.rollups.entries()) this.rollups[index]?.add(rollup)
    for (const { reconciliation, window } of day.windows) this.windows.set(DateRange.format(window), reconciliation)
  }

  /** The report of the days so far. */
  get report(): UsageReport {
    const { cents, failures, missing, provisional, range, records, rollups, windows, zone } = this
    return {
      version,
      from: range.from,
      to: range.to,
      zone,
      complete: missing.size === 0,
      failures: [...failures],
      provisional: [...provisional],
      records,
      totalCents: cents.value,
      reconciliation: Reconciliation.reducer.combineAll(windows.values()),
      rollups: rollups.map((rollup) => rollup.value)
    }
  }
}
