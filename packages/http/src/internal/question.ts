/**
 * From parameters to what the services are asked.
 */
import type * as Dimension from "@varg-usage/aggregate/Dimension"
import type * as LocalCalendar from "@varg-usage/aggregate/LocalCalendar"
import * as Period from "@varg-usage/aggregate/Period"
import * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { Array as Arr, BigDecimal, Effect } from "effect"

/** The parameters as they were decoded. */
export interface Parameters extends Period.Period {
  readonly zone?: string
  readonly plan?: "daily" | "adaptive"
  readonly by?: ReadonlyArray<Dimension.Dimension>
  readonly weekStartsOn?: LocalCalendar.Weekday
  readonly onDayFailure?: "fail" | "collect"
  readonly model?: ReadonlyArray<string>
  readonly provider?: ReadonlyArray<string>
  readonly capability?: ReadonlyArray<string>
  readonly cacheHit?: boolean
  readonly minCents?: BigDecimal.BigDecimal
  readonly maxCents?: BigDecimal.BigDecimal
}

/** What the host allows. */
export interface Limits {
  readonly maxDays: number
  readonly concurrency: number
}

interface Question {
  readonly range: DateRange.DateRange
  readonly options: UsageAggregate.Options
}

export const make = Effect.fnUntraced(function* (
  parameters: Parameters,
  { concurrency, maxDays }: Limits
): Effect.fn.Return<Question, Period.PeriodError> {
  const { by, from, last, month, onDayFailure, plan, to, weekStartsOn, zone, ...where } = parameters
  const { maxCents, minCents } = where
  if (minCents !== undefined && maxCents !== undefined && BigDecimal.isGreaterThan(minCents, maxCents)) {
    const reason = "is more than maxCents, and no record costs that. Swap the two amounts."
    return yield* new UsageAggregate.InvalidOptions({ option: "minCents", reason })
  }
  const range = yield* rangeOf({ from, last, month, to }, zone, maxDays)
  const dimensions = by === undefined || by.length === 0 ? UsageAggregate.defaultBy : [Arr.dedupe(by)]
  const options = { by: dimensions, concurrency, onDayFailure, plan, weekStartsOn, where, zone }
  return { range, options }
})

/** The days that are meant; what is wrong with them names the parameter that they begin with. */
const rangeOf = Effect.fnUntraced(function* (period: Period.Period, zone: string | undefined, maxDays: number) {
  const refuse = (reason: string) => new UsageAggregate.InvalidOptions({ option: beginning(period), reason })
  const range = yield* Period.now(period, zone).pipe(Effect.catchTag("InvalidRange", ({ reason }) => refuse(reason)))
  const days = DateRange.size(range)
  if (days > maxDays && !begins(period)) return { from: CalendarDate.addDays(range.to, 1 - maxDays), to: range.to }
  if (days > maxDays) return yield* refuse(`The range has ${days} days. Ask for at most ${maxDays} at once.`)
  return range
})

/** Whether the first day is said. Otherwise there are 30 days, or as many as may be asked for. */
function begins({ from, last, month }: Period.Period): boolean {
  return [from, last, month].some((word) => word !== undefined)
}

function beginning({ from, last, month }: Period.Period): string {
  if (last !== undefined) return "last"
  if (month !== undefined) return "month"
  return from === undefined ? "to" : "from"
}
