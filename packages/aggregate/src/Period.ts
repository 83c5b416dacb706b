/**
 * Which days are asked about, as people say it: by dates, by a month, or as the last days.
 *
 * The command line, the Promise interface and the HTTP API read these words with this one module.
 *
 * @since 0.1.0
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { Clock, Effect, Result } from "effect"

import * as LocalCalendar from "./LocalCalendar.ts"
import { InvalidOptions } from "./UsageAggregate.ts"

/**
 * One of `last`, `month`, or `from` and `to`; nothing is the last 30 days.
 *
 * @category models
 * @since 0.1.0
 */
export interface Period {
  /**
   * First day, `YYYY-MM-DD`.
   *
   * @default 30 days up to `to`
   */
  readonly from?: string | undefined
  /**
   * Last day, included, `YYYY-MM-DD`. A day in the future becomes today.
   *
   * @default today
   */
  readonly to?: string | undefined
  /** The last so many days, today included. */
  readonly last?: number | undefined
  /** A month up to today, `YYYY-MM`. */
  readonly month?: string | undefined
}

/**
 * `InvalidOptions` names the word at fault, or several separated by a comma.
 *
 * @category errors
 * @since 0.1.0
 */
export type PeriodError = DateRange.InvalidRange | InvalidOptions

type Range = Result.Result<DateRange.DateRange, PeriodError>

/** Days of a period for which none were named, or only the last one. */
const defaultDays = 30

/**
 * The days of a period on the day `today`. Fails with a `PeriodError` when there are no such days.
 *
 * @category conversions
 * @since 0.1.0
 */
export const range = (period: Period, today: CalendarDate.CalendarDate): Range => {
  const ways = waysOf(period)
  if (ways.length > 1) return refuse(ways.join(", "), "each select the days. Use one of them.")
  return Result.flatMap(selected(period, today), (days) => DateRange.clampToToday(days, today))
}

/**
 * The days of a period as of now, by the `Clock` service and the calendar of a zone: an IANA zone, by default `UTC`.
 * Fails with `PeriodError` where the period is none: several ways at once, dates that are none, or a zone that is not known.
 *
 * @category conversions
 * @since 0.1.0
 */
export const now = (period: Period, zone = "UTC"): Effect.Effect<DateRange.DateRange, PeriodError> =>
  Effect.flatMap(Clock.currentTimeMillis, (instant) =>
    Effect.fromResult(
      LocalCalendar.make(zone).pipe(
        Result.mapError((error) => new InvalidOptions({ option: "zone", reason: error.message })),
        Result.flatMap((calendar) => range(period, LocalCalendar.dateOf(calendar, instant)))
      )
    )
  )

/**
 * The date that an option gives; `InvalidOptions` where it is no date of the calendar.
 *
 * @category constructors
 * @since 0.1.0
 */
export const date = (option: string, text: string): Result.Result<CalendarDate.CalendarDate, InvalidOptions> =>
  Result.map(named(option, DateRange.parse(text, text)), ({ from }) => from)

function waysOf({ from, last, month, to }: Period): ReadonlyArray<string> {
  const ways: Array<string> = []
  if (from !== undefined) ways.push("from")
  else if (to !== undefined) ways.push("to")
  if (last !== undefined) ways.push("last")
  if (month !== undefined) ways.push("month")
  return ways
}

function selected({ from, last, month, to }: Period, today: CalendarDate.CalendarDate): Range {
  if (last !== undefined) return named("last", DateRange.lastDays(last, today))
  if (month !== undefined) return named("month", DateRange.month(month))
  return Result.gen(function* () {
    const end = to === undefined ? today : yield* date("to", to)
    if (from === undefined) return yield* DateRange.lastDays(defaultDays, end)
    const start = yield* date("from", from)
    // An end that nobody named can't be the mistake: a start in the future is refused as such.
    return yield* DateRange.make(start, to === undefined && start > end ? start : end)
  })
}

function named<A>(option: string, result: Result.Result<A, DateRange.InvalidRange>): Result.Result<A, InvalidOptions> {
  return Result.mapError(result, ({ reason }) => new InvalidOptions({ option, reason }))
}

function refuse(option: string, reason: string): Range {
  return Result.fail(new InvalidOptions({ option, reason }))
}
