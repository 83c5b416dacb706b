/**
 * Hours, days, weeks, months and quarters as the clocks of a place show them.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { DateTime, Option, Result, Schema } from "effect"

/**
 * The names of time dimensions.
 *
 * @category models
 * @since 0.1.0
 */
export type Unit = "hour" | "day" | "week" | "month" | "quarter"

/**
 * A day of the week by its number in ISO 8601: 1 is Monday, 7 is Sunday.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Weekday = Schema.Literals([1, 2, 3, 4, 5, 6, 7])

/** @since 0.1.0 @category models */
export type Weekday = typeof Weekday.Type

/**
 * - `zone`: an IANA name such as `Europe/Berlin`, or `UTC`.
 * - `weekStartsOn`: 1, a Monday, makes ISO weeks.
 *
 * @category models
 * @since 0.1.0
 */
export interface LocalCalendar {
  readonly zone: string
  readonly weekStartsOn: Weekday
  /** Milliseconds by which clocks are ahead of UTC at an instant (milliseconds since 1970-01-01T00:00:00Z). */
  readonly offsetAt: (instant: number) => number
}

/**
 * A time zone is not known to this machine.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownZone extends Schema.TaggedError<UnknownZone>()("UnknownZone", { zone: Schema.String }) {
  override get message(): string {
    return `"${this.zone}" is no time zone. Write it as Europe/Berlin or UTC.`
  }
}

/**
 * UTC with ISO weeks.
 *
 * @category constants
 * @since 0.1.0
 */
export const utc: LocalCalendar = { zone: "UTC", weekStartsOn: 1, offsetAt: () => 0 }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * The calendar of a zone, as this machine's time zone data has it; weeks begin on Monday by default. Fails with
 * `UnknownZone` when the data has no such zone.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (zone: string, weekStartsOn: Weekday = 1): Result.Result<LocalCalendar, UnknownZone> => {
  if (zone === "UTC") return Result.succeed({ ...utc, weekStartsOn })
  return Option.match(DateTime.zoneMakeNamed(zone), {
    onNone: () => Result.fail(new UnknownZone({ zone })),
    onSome: (named) => Result.succeed({ zone, weekStartsOn, offsetAt: offsets(named) })
  })
}

/**
 * The local date of an instant (milliseconds since 1970-01-01T00:00:00Z).
 *
 * @category getters
 * @since 0.1.0
 */
export const dateOf = (calendar: LocalCalendar, instant: number): CalendarDate.CalendarDate =>
  CalendarDate.fromEpochMillis(instant + calendar.offsetAt(instant))

/**
 * How the unit that an instant (milliseconds since 1970-01-01T00:00:00Z) lies in is written.
 *
 * @category getters
 * @since 0.1.0
 */
export const label = (calendar: LocalCalendar, unit: Unit, instant: number): string => {
  const date = dateOf(calendar, instant)
  switch (unit) {
    case "hour":
      return hourLabel(calendar, instant)
    case "day":
      return date
    case "week":
      return weekLabel(calendar.weekStartsOn, date)
    case "month":
      return date.slice(0, 7)
    case "quarter":
      return `${date.slice(0, 4)}-Q${Math.ceil(CalendarDate.month(date) / 3)}`
  }
}

/**
 * The UTC days that the local days of a range touch.
 *
 * @category conversions
 * @since 0.1.0
 */
export const utcDays = (calendar: LocalCalendar, range: DateRange.DateRange): DateRange.DateRange => {
  const { end, start } = instants(calendar, range)
  return { from: CalendarDate.fromEpochMillis(start), to: CalendarDate.fromEpochMillis(Math.max(start, end - 1)) }
}

/**
 * From the first to the last instant of a range of local days, in milliseconds since 1970-01-01T00:00:00Z: `start` is
 * included, `end` is not. A day that a zone has skipped has none: its `end` is not after its `start`. Where clocks go back
 * over midnight, an instant between the two may belong to a neighbour.
 *
 * @category conversions
 * @since 0.1.0
 */
export const instants = (
  calendar: LocalCalendar,
  range: DateRange.DateRange
): { readonly start: number; readonly end: number } => {
  if (calendar.zone === "UTC") return DateRange.toEpochMillis(range)
  const reaches = (date: CalendarDate.CalendarDate) => (instant: number) => dateOf(calendar, instant) >= date
  const first = reaches(range.from)
  const next = reaches(CalendarDate.addDays(range.to, 1))
  const from = turn(range.from, first)
  const to = turn(CalendarDate.addDays(range.to, 1), next)
  const earlier = minutes(from - 2 * hour, from).find(first)
  const later = minutes(to, to + 2 * hour).findLast((instant) => !next(instant))
  return { start: earlier ?? from, end: later === undefined ? to : later + minute }
}

/** A minute from which on the date is reached. No zone is further than a day from UTC. */
function turn(date: CalendarDate.CalendarDate, reached: (instant: number) => boolean): number {
  let before = CalendarDate.toEpochMillis(date) - day
  let after = before + 2 * day
  while (after - before > minute) {
    const middle = before + Math.floor((after - before) / minute / 2) * minute
    if (reached(middle)) after = middle
    else before = middle
  }
  return after
}

function minutes(from: number, to: number): ReadonlyArray<number> {
  return Array.from({ length: (to - from) / minute }, (_, index) => from + index * minute)
}

/** Offsets by the hour, where an hour begins and ends with the same, and by the minute in the few others. */
function offsets(zone: DateTime.TimeZone): (instant: number) => number {
  const hours = new Map<number, number | undefined>()
  const look = (instant: number) => DateTime.zonedOffset(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))
  return (instant) => {
    const index = Math.floor(instant / hour)
    if (!hours.has(index)) {
      if (hours.size >= 100_000) hours.clear()
      const offset = look(index * hour)
      hours.set(index, look(index * hour + hour - 1) === offset ? offset : undefined)
    }
    return hours.get(index) ?? look(instant)
  }
}

function hourLabel(calendar: LocalCalendar, instant: number): string {
  const offset = calendar.offsetAt(instant)
  const local = instant + offset
  const date = CalendarDate.fromEpochMillis(local)
  return `${date}T${two(Math.floor((local - CalendarDate.toEpochMillis(date)) / hour))}:00${offsetLabel(offset)}`
}

function offsetLabel(offset: number): string {
  if (offset === 0) return "Z"
  const ahead = Math.floor(Math.abs(offset) / minute)
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}

/** An ISO week belongs to the year that its Thursday lies in. */
function weekLabel(weekStartsOn: Weekday, date: CalendarDate.CalendarDate): string {
  const weekday = (((CalendarDate.toEpochDay(date) + 3) % 7) + 7) % 7
  const first = CalendarDate.addDays(date, -((weekday - weekStartsOn + 8) % 7))
  if (weekStartsOn !== 1) return first
  const thursday = CalendarDate.addDays(first, 3)
  const [newYear = thursday] = Option.toArray(CalendarDate.parse(`${thursday.slice(0, 4)}-01-01`))
  return `${thursday.slice(0, 4)}-W${two(Math.floor(CalendarDate.daysBetween(newYear, thursday) / 7) + 1)}`
}

function two(value: number): string {
  return String(value).padStart(2, "0")
}
