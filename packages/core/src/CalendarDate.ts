/**
 * A calendar date of the proleptic Gregorian calendar, written `YYYY-MM-DD`.
 *
 * Arithmetic is on whole days since 1970-01-01 and knows neither time zones nor the host's clock settings: a date
 * of this module is a UTC day wherever it meets an instant.
 *
 * @since 0.1.0
 */
import { Clock, Effect, Option, Order as order, Schema } from "effect"
import { dual } from "effect/Function"

const millisPerDay = 86_400_000

const pattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/u

/**
 * A date that exists: `2026-02-30` and `0000-01-01` are refused.
 *
 * @category models
 * @since 0.1.0
 */
export const CalendarDate = Schema.String.annotate({ format: "date" })
  .check(
    Schema.isPattern(pattern, { expected: "a date written YYYY-MM-DD" }),
    Schema.makeFilter((date: string) => (exists(date) ? undefined : "Expected a date of the calendar"))
  )
  .pipe(Schema.brand("@varg-usage/core/CalendarDate"))

/**
 * A date that exists, as the string `YYYY-MM-DD`. Comparing two as strings orders them by time.
 *
 * @category models
 * @since 0.1.0
 */
export type CalendarDate = typeof CalendarDate.Type

/**
 * The first date that the type can hold.
 *
 * @category constants
 * @since 0.1.0
 */
export const min = "0001-01-01" as CalendarDate

/**
 * The last date that the type can hold.
 *
 * @category constants
 * @since 0.1.0
 */
export const max = "9999-12-31" as CalendarDate

/**
 * Reads `YYYY-MM-DD`; `None` when the text has another form or names a day that does not exist.
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (text: string): Option.Option<CalendarDate> =>
  pattern.test(text) && exists(text) ? Option.some(text as CalendarDate) : Option.none()

/**
 * The UTC day that is `day` days after 1970-01-01, kept within {@link min} and {@link max}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromEpochDay = (day: number): CalendarDate => {
  if (!(day > minEpochDay)) return min
  if (day >= maxEpochDay) return max
  // Days to civil date: eras of 400 years that start on March 1st, so that the leap day comes last.
  const shifted = Math.floor(day) + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return format(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
}

/**
 * The UTC day of an instant given in milliseconds since 1970-01-01T00:00:00Z.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromEpochMillis = (millis: number): CalendarDate => fromEpochDay(Math.floor(millis / millisPerDay))

/**
 * Today in UTC, by the `Clock` service.
 *
 * @category constructors
 * @since 0.1.0
 */
export const today: Effect.Effect<CalendarDate> = Effect.map(Clock.currentTimeMillis, fromEpochMillis)

/**
 * Days since 1970-01-01; negative before.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toEpochDay = (date: CalendarDate): number => civilToEpochDay(year(date), month(date), dayOfMonth(date))

/**
 * The first instant of the day in UTC, in milliseconds since 1970-01-01T00:00:00Z.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toEpochMillis = (date: CalendarDate): number => toEpochDay(date) * millisPerDay

/** 1 to 9999. @since 0.1.0 @category getters */
export const year = (date: CalendarDate): number => Number(date.slice(0, 4))

/** 1 to 12. @since 0.1.0 @category getters */
export const month = (date: CalendarDate): number => Number(date.slice(5, 7))

/** 1 to 31. @since 0.1.0 @category getters */
export const dayOfMonth = (date: CalendarDate): number => Number(date.slice(8, 10))

/**
 * The date `days` days later (earlier when negative), kept within {@link min} and {@link max}.
 *
 * @category math
 * @since 0.1.0
 */
export const addDays: {
  (days: number): (date: CalendarDate) => CalendarDate
  (date: CalendarDate, days: number): CalendarDate
} = dual(2, (date: CalendarDate, days: number) => (days === 0 ? date : fromEpochDay(toEpochDay(date) + days)))

/**
 * Whole days from `from` to `to`; negative when `to` is earlier.
 *
 * @category math
 * @since 0.1.0
 */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => toEpochDay(to) - toEpochDay(from)

/**
 * The last day of the date's month.
 *
 * @category math
 * @since 0.1.0
 */
export const endOfMonth = (date: CalendarDate): CalendarDate =>
  format(year(date), month(date), daysInMonth(year(date), month(date)))

/**
 * By time.
 *
 * @category instances
 * @since 0.1.0
 */
export const Order: order.Order<CalendarDate> = order.String

function civilToEpochDay(civilYear: number, civilMonth: number, civilDay: number): number {
  const shiftedYear = civilMonth <= 2 ? civilYear - 1 : civilYear
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (civilMonth > 2 ? civilMonth - 3 : civilMonth + 9) + 2) / 5) + civilDay - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const minEpochDay = civilToEpochDay(1, 1, 1)
const maxEpochDay = civilToEpochDay(9999, 12, 31)

function daysInMonth(civilYear: number, civilMonth: number): number {
  if (civilMonth === 2) return civilYear % 4 === 0 && (civilYear % 100 !== 0 || civilYear % 400 === 0) ? 29 : 28
  return civilMonth === 4 || civilMonth === 6 || civilMonth === 9 || civilMonth === 11 ? 30 : 31
}

function exists(date: string): boolean {
  const civilYear = Number(date.slice(0, 4))
  return civilYear > 0 && Number(date.slice(8, 10)) <= daysInMonth(civilYear, Number(date.slice(5, 7)))
}

function format(civilYear: number, civilMonth: number, civilDay: number): CalendarDate {
  const pad = (value: number, width: number) => String(value).padStart(width, "0")
  return `${pad(civilYear, 4)}-${pad(civilMonth, 2)}-${pad(civilDay, 2)}` as CalendarDate
}
