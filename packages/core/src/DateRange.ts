/**
 * A range of calendar dates, both ends included.
 *
 * @since 0.1.0
 */
import { Effect, Option, Result, Schema } from "effect"
import { dual } from "effect/Function"

import * as CalendarDate from "./CalendarDate.ts"
import * as SafeText from "./SafeText.ts"

/**
 * The longest range that can be asked for, in days: ten years.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxDays = 3660

/**
 * A range of dates could not be used. Nothing was asked of the gateway.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRange extends Schema.TaggedError<InvalidRange>()("InvalidRange", {
  /** What is wrong, as a sentence that says what to do. */
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/**
 * `from` and `to` are the first and the last day, both included, and `from` is never after `to`.
 *
 * @category models
 * @since 0.1.0
 */
export const DateRange = Schema.Struct({
  from: CalendarDate.CalendarDate,
  to: CalendarDate.CalendarDate
}).check(
  Schema.makeFilter((range) => problem(range.from, range.to), { expected: `1 to ${maxDays} days, from first to last` })
)

/**
 * `from` and `to` are the first and the last day, both included.
 *
 * @category models
 * @since 0.1.0
 */
export interface DateRange {
  readonly from: CalendarDate.CalendarDate
  readonly to: CalendarDate.CalendarDate
}

/**
 * The range from `from` to `to`. Fails with `InvalidRange` when it runs backwards or is longer than {@link maxDays}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  from: CalendarDate.CalendarDate,
  to: CalendarDate.CalendarDate
): Result.Result<DateRange, InvalidRange> => {
  const reason = problem(from, to)
  return reason === undefined ? Result.succeed({ from, to }) : Result.fail(new InvalidRange({ reason }))
}

/**
 * Reads a range from two texts written `YYYY-MM-DD`. Fails with `InvalidRange` when one of them is no date, and as
 * {@link make} does.
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (from: string, to: string): Result.Result<DateRange, InvalidRange> =>
  Result.flatMap(parseDate(from), (first) => Result.flatMap(parseDate(to), (last) => make(first, last)))

/**
 * The month written `YYYY-MM`, from its first to its last day. Fails with `InvalidRange` when the text is no month.
 *
 * @category constructors
 * @since 0.1.0
 */
export const month = (text: string): Result.Result<DateRange, InvalidRange> =>
  Option.match(CalendarDate.parse(`${text}-01`), {
    onNone: () => Result.fail(new InvalidRange({ reason: `${quote(text)} is not a month. Write it as YYYY-MM.` })),
    onSome: (first) => make(first, CalendarDate.endOfMonth(first))
  })

/**
 * The `count` days that end with `today`. Fails with `InvalidRange` unless `count` is a whole number from 1 to
 * {@link maxDays}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const lastDays = (count: number, today: CalendarDate.CalendarDate): Result.Result<DateRange, InvalidRange> =>
  Number.isInteger(count) && count >= 1
    ? make(CalendarDate.addDays(today, 1 - count), today)
    : Result.fail(new InvalidRange({ reason: `A number of days must be a whole number from 1, not ${count}.` }))

/**
 * The range as it can be asked for on the day `today`: a later end is moved to `today`, a later start fails with
 * `InvalidRange`.
 *
 * Why: how the gateway treats the future is not documented, so it is never asked about it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const clampToToday: {
  (today: CalendarDate.CalendarDate): (range: DateRange) => Result.Result<DateRange, InvalidRange>
  (range: DateRange, today: CalendarDate.CalendarDate): Result.Result<DateRange, InvalidRange>
} = dual(2, (range: DateRange, today: CalendarDate.CalendarDate) => {
  if (range.from > today) {
    return Result.fail(
      new InvalidRange({ reason: `${range.from} is in the future (today is ${today} in UTC). Ask for a past range.` })
    )
  }
  return Result.succeed(range.to > today ? { from: range.from, to: today } : range)
})

/**
 * The range as it may be asked for now: dates checked, and {@link clampToToday} by the `Clock` service. Plain JavaScript
 * can build any range; this is where it fails with `InvalidRange`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const askable = (range: DateRange): Effect.Effect<DateRange, InvalidRange> =>
  Effect.flatMap(CalendarDate.today, (today) => {
    const { from, to }: Partial<Record<keyof DateRange, unknown>> = { ...range }
    return Effect.fromResult(Result.flatMap(parse(String(from), String(to)), (valid) => clampToToday(valid, today)))
  })

/**
 * The range of the last 30 days by the `Clock` service, today included: what is asked for when nothing is named.
 *
 * @category constructors
 * @since 0.1.0
 */
export const last30Days: Effect.Effect<DateRange> = Effect.map(CalendarDate.today, (today) => ({
  from: CalendarDate.addDays(today, -29),
  to: today
}))

/** Days in the range, both ends counted. @since 0.1.0 @category getters */
export const size = (range: DateRange): number =>
  range.from === range.to ? 1 : CalendarDate.daysBetween(range.from, range.to) + 1

/** The dates of the range, in order. @since 0.1.0 @category getters */
export const days = (range: DateRange): ReadonlyArray<CalendarDate.CalendarDate> =>
  Array.from({ length: size(range) }, (_, index) => CalendarDate.addDays(range.from, index))

/**
 * Cuts the range into windows of `length` days, in order; the last one may be shorter. Together they cover each day
 * once.
 *
 * @category combinators
 * @since 0.1.0
 */
export const windows: {
  (length: number): (range: DateRange) => ReadonlyArray<DateRange>
  (range: DateRange, length: number): ReadonlyArray<DateRange>
} = dual(2, (range: DateRange, length: number) => {
  const step = Math.max(1, Math.floor(length))
  return Array.from({ length: Math.ceil(size(range) / step) }, (_, index) => {
    const from = CalendarDate.addDays(range.from, index * step)
    const to = CalendarDate.addDays(from, step - 1)
    return { from, to: to > range.to ? range.to : to }
  })
})

/**
 * Instants of the range in milliseconds since 1970-01-01T00:00:00Z: `start` is included, `end` is not.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toEpochMillis = (range: DateRange): { readonly start: number; readonly end: number } => ({
  start: CalendarDate.toEpochMillis(range.from),
  end: (CalendarDate.toEpochDay(range.to) + 1) * 86_400_000
})

/** `2026-02-01` for one day, `2026-02-01..2026-02-28` for more. @since 0.1.0 @category conversions */
export const format = (range: DateRange): string =>
  range.from === range.to ? range.from : `${range.from}..${range.to}`

function problem(from: CalendarDate.CalendarDate, to: CalendarDate.CalendarDate): string | undefined {
  if (from > to) return `The range starts on ${from}, after its end ${to}. Swap the two dates.`
  const length = CalendarDate.daysBetween(from, to) + 1
  if (length > maxDays) return `${from} to ${to} is ${length} days. Ask for at most ${maxDays} at once.`
  return undefined
}

function parseDate(text: string): Result.Result<CalendarDate.CalendarDate, InvalidRange> {
  return Result.fromOption(
    CalendarDate.parse(text),
    () => new InvalidRange({ reason: `${quote(text)} is not a date of the calendar. Write it as YYYY-MM-DD.` })
  )
}

/** What a person typed, in quotes and safe to show. */
function quote(text: string): string {
  return `"${SafeText.visible(text, 40)}"`
}
