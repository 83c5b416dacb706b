/**
 * One pass over the days of a range: their report, and what each day cost.
 */
import * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import * as UsageReport from "@varg-usage/aggregate/UsageReport"
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { type BigDecimal, Effect, Stream } from "effect"

import * as Progress from "./Progress.ts"

/** What one day cost. */
export interface DayCost {
  readonly date: CalendarDate.CalendarDate
  readonly cents: BigDecimal.BigDecimal
}

/** A report with the days that it was made of, in their order. */
export interface Reading {
  readonly report: UsageReport.UsageReport
  readonly days: ReadonlyArray<DayCost>
}

/** Reads the range whole or fails; the progress is shown on stderr. */
export const read = Effect.fnUntraced(function* (range: DateRange.DateRange, options: UsageAggregate.Options) {
  const aggregate = yield* UsageAggregate.UsageAggregate
  const askable = yield* DateRange.askable(range)
  const sum = new UsageReport.ReportSum(askable, options.by ?? UsageAggregate.defaultBy)
  const days: Array<DayCost> = []
  const progress = yield* Progress.make(DateRange.size(askable))
  yield* aggregate.days(askable, options).pipe(
    Stream.runForEach((day) => {
      sum.add(day)
      if (day._tag === "DayRollup") days.push({ date: day.date, cents: UsageReport.dayTotal(day).costCents })
      return progress(day)
    })
  )
  return { report: sum.report, days } satisfies Reading
}, Effect.scoped)
