/**
 * Puts the days of a report in their order, as soon as all windows that a day touches have been read.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageError } from "@varg-usage/core/UsageError"

import * as LocalCalendar from "../LocalCalendar.ts"
import * as Rollup from "../Rollup.ts"
import type { Day, DayFailure, DayRollup, WindowReconciliation } from "../UsageReport.ts"
import { settlingMillis } from "./sharedReadings.ts"
import type { DayPart, Question } from "./windowRollups.ts"

/** A window that was read, or could not be. */
export type Reading =
  | {
      readonly window: DateRange.DateRange
      readonly parts: ReadonlyArray<DayPart>
      readonly reconciled: WindowReconciliation
    }
  | FailedWindow

export interface FailedWindow {
  readonly window: DateRange.DateRange
  readonly error: UsageError
}

/** The windows that a plan has to cover: the UTC days of those local days that are not known, without an overlap. */
export const rangesToRead = (
  range: DateRange.DateRange,
  calendar: LocalCalendar.LocalCalendar,
  today: CalendarDate.CalendarDate,
  isKnown: (date: CalendarDate.CalendarDate) => boolean
): ReadonlyArray<DateRange.DateRange> => {
  const ranges: Array<DateRange.DateRange> = []
  for (const date of DateRange.days(range)) {
    if (isKnown(date)) continue
    const { from, to } = utcDaysOf(date, calendar, today)
    const last = ranges.at(-1)
    if (last !== undefined && from <= CalendarDate.addDays(last.to, 1))
      ranges.push({ from: ranges.pop()?.from ?? from, to: to > last.to ? to : last.to })
    else ranges.push({ from, to })
  }
  return ranges
}

/** Up to today in UTC: east of it, local days begin before their last UTC day does. */
function utcDaysOf(
  date: CalendarDate.CalendarDate,
  calendar: LocalCalendar.LocalCalendar,
  today: CalendarDate.CalendarDate
): DateRange.DateRange {
  const { from, to } = LocalCalendar.utcDays(calendar, { from: date, to: date })
  return { from, to: to > today ? today : to }
}

export class DaySequence {
  private readonly question: Question
  private readonly known: ReadonlyMap<CalendarDate.CalendarDate, DayRollup>
  /** Now, in milliseconds since 1970-01-01T00:00:00Z. */
  private readonly now: number
  private readonly dates: ReadonlyArray<CalendarDate.CalendarDate>
  private readonly wanted: ReadonlySet<CalendarDate.CalendarDate>
  private next = 0
  /** What is known of each UTC day; its parts are kept only until their local days are complete. */
  private readonly read = new Map<CalendarDate.CalendarDate, Reading>()
  private readonly parts = new Map<CalendarDate.CalendarDate, Array<DayPart>>()

  constructor(
    range: DateRange.DateRange,
    question: Question,
    known: ReadonlyMap<CalendarDate.CalendarDate, DayRollup>,
    now: number
  ) {
    this.question = question
    this.known = known
    this.now = now
    this.dates = DateRange.days(range)
    this.wanted = new Set(this.dates)
  }

  /** Takes a window in; gives the days that are complete now. */
  add(reading: Reading): ReadonlyArray<Day> {
    const known = "parts" in reading ? { ...reading, parts: [] } : reading
    for (const date of DateRange.days(reading.window)) this.read.set(date, known)
    for (const part of "parts" in reading ? reading.parts : []) {
      if (this.wanted.has(part.date)) this.parts.set(part.date, [...(this.parts.get(part.date) ?? []), part])
    }
    return this.complete()
  }

  /** The days that are complete, from the first that has not been given yet. */
  complete(): ReadonlyArray<Day> {
    const days: Array<Day> = []
    for (; this.next < this.dates.length; this.next++) {
      const date = this.dates[this.next]
      const day = date === undefined ? undefined : (this.known.get(date) ?? this.day(date))
      if (day === undefined) break
      days.push(day)
    }
    return days
  }

  private day(date: CalendarDate.CalendarDate): Day | undefined {
    const { calendar } = this.question
    const touched = DateRange.days(utcDaysOf(date, calendar, CalendarDate.fromEpochMillis(this.now)))
    const readings = new Set<Reading>()
    for (const utcDate of touched) {
      const reading = this.read.get(utcDate)
      if (reading === undefined) return undefined
      readings.add(reading)
    }
    const failed = [...readings].find((reading) => "error" in reading)
    return failed === undefined ? this.rollUp(date, readings) : failure(date, failed)
  }

  private rollUp(date: CalendarDate.CalendarDate, readings: Iterable<Reading>): DayRollup {
    const { by, calendar } = this.question
    const parts = this.parts.get(date) ?? []
    this.parts.delete(date)
    return {
      _tag: "DayRollup",
      date,
      zone: calendar.zone,
      provisional: LocalCalendar.instants(calendar, { from: date, to: date }).end > this.now - settlingMillis,
      rollups: by.map((dimensions, index) => {
        const [first = Rollup.empty(dimensions), ...others] = parts.flatMap((part) => part.rollups[index] ?? [])
        return others.length === 0 ? first : Rollup.reducer(dimensions).combineAll([first, ...others])
      }),
      windows: [...readings].flatMap((reading) => ("reconciled" in reading ? [reading.reconciled] : []))
    }
  }
}

function failure(date: CalendarDate.CalendarDate, { error }: { readonly error: UsageError }): DayFailure {
  return { _tag: "DayFailure", date, error }
}
