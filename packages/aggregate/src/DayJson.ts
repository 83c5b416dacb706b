/**
 * A day of a range as one JSON object: what a stream of days is made of where it leaves the program.
 *
 * It is the encoded form of {@link DayJson}. Amounts are strings, exact decimals in cents, and names are as the gateway
 * wrote them, with the escapes of `ReportJson`.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import { Schema } from "effect"

import { inertJson } from "./internal/inertJson.ts"
import * as Reconciliation from "./Reconciliation.ts"
import * as Rollup from "./Rollup.ts"
import * as UsageReport from "./UsageReport.ts"

/**
 * A day that was read: a `UsageReport.DayRollup` with its sums.
 *
 * - `zone`: whose day it is, `UTC` or an IANA zone. `provisional`: it is less than 48 hours over, and records may come.
 * - `records`, `totalCents`: what was counted. The cells of each rollup add up to it.
 * - `windows`: those that the day was read in, and how far each agrees with the gateway's total. A window that is wider
 *   than a day stands in each of its days.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DayRollup = Schema.TaggedStruct("DayRollup", {
  date: CalendarDate.CalendarDate,
  zone: Schema.String,
  provisional: Schema.Boolean,
  records: Schema.Int,
  totalCents: Cents.CentsFromString,
  rollups: Schema.Array(Rollup.Rollup),
  windows: Schema.Array(Schema.Struct({ window: DateRange.DateRange, reconciliation: Reconciliation.Reconciliation }))
}).annotate({ identifier: "DayRollup" })

/** @since 0.1.0 @category models */
export interface DayRollup extends Schema.Schema.Type<typeof DayRollup> {}

/**
 * A day that could not be read: the tag and the sentence of its error.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DayFailure = Schema.TaggedStruct("DayFailure", UsageReport.Failure.fields).annotate({
  identifier: "DayFailure"
})

/** @since 0.1.0 @category models */
export interface DayFailure extends Schema.Schema.Type<typeof DayFailure> {}

/**
 * A day that was read, or one that could not be.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DayJson = Schema.Union([DayRollup, DayFailure])

/** @since 0.1.0 @category models */
export type DayJson = typeof DayJson.Type

/**
 * The day with its sums, or what kept it from being read.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (day: UsageReport.Day): DayJson => {
  if (day._tag === "DayFailure") {
    return { _tag: day._tag, date: day.date, error: day.error._tag, message: day.error.message }
  }
  const { costCents, records } = UsageReport.dayTotal(day)
  return { ...day, records, totalCents: costCents }
}

/**
 * The day as one line, with its line feed.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (day: DayJson): string => `${inertJson(encode(day))}\n`

const encode = Schema.encodeSync(DayJson)
