/**
 * What an aggregation must make of a day, given the answers for it, for the days beside it, and for it and these days
 * together. The rules are written out here once more, over the rows that were sent.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { BigDecimal } from "effect"

import type { WireRecord } from "../../UsageDataset.ts"
import * as Oracle from "./oracle.ts"
import type { Exchange } from "./world.ts"

/** What is known of the answers of a run. */
export interface Answers {
  /** The last answer that was taken for these dates. */
  readonly taken: (window: DateRange.DateRange) => Oracle.Expected | undefined
  /** Whether something was counted for the day. */
  readonly isReported: (date: CalendarDate.CalendarDate) => boolean
  /** The requests for a day and one or both beside it. */
  readonly around: (date: CalendarDate.CalendarDate) => ReadonlyArray<Exchange>
  /** Whether the last of these requests may have been given up, whatever its answer. */
  readonly isUncertain: (attempts: ReadonlyArray<Exchange>) => boolean
  /** Whether every request of the run had an answer that could be taken, and all days that were read are over. */
  readonly isCalm: boolean
}

export type Counted = Pick<Oracle.Expected, "records" | "sumCents" | "totalCents" | "byModel">

interface Sides {
  readonly start: boolean
  readonly end: boolean
}

interface Possible {
  readonly counted: ReadonlyArray<Counted>
  readonly problems: ReadonlyArray<string>
}

/** What may have been counted for a day of a range that was read in the order of its days. */
export const possible = (date: CalendarDate.CalendarDate, range: DateRange.DateRange, answers: Answers): Possible => {
  const next = CalendarDate.addDays(date, 1)
  const known = possibleWith(date, range, answers)
  if (next > range.to || answers.isReported(next)) return known
  // The run ended before the next day was reported, and perhaps before all of its answer was there.
  const alone = possibleWith(date, range, {
    ...answers,
    taken: (window) => (window.from === next ? undefined : answers.taken(window))
  })
  const isFine = known.problems.length === 0 || alone.problems.length === 0
  return { counted: [...known.counted, ...alone.counted], problems: isFine ? [] : known.problems }
}

const possibleWith = (date: CalendarDate.CalendarDate, range: DateRange.DateRange, answers: Answers): Possible => {
  const own = answers.taken(dayOf(date))
  if (own === undefined) return { counted: [], problems: ["counted an answer that had to be refused"] }
  const attempts = answers.around(date)
  const wide = attempts.at(-1)
  const doubt = doubtOf(date, range, CalendarDate.addDays(date, 1), answers)
  if (!doubt.start && !doubt.end) {
    const ever = doubtOf(date, range, range.to, answers)
    const idle = wide !== undefined && !ever.start && !ever.end
    return { counted: [own], problems: idle ? ["asked once more without a doubt"] : [] }
  }
  if (wide === undefined) {
    return { counted: [own], problems: answers.isCalm ? ["not asked once more, for all its doubt"] : [] }
  }
  const { verdict } = wide.plan
  const united = verdict._tag === "Counted" ? unite(date, own, verdict.expected, wide.range, doubt, answers) : undefined
  if (united === undefined) return { counted: [own], problems: [] }
  return { counted: answers.isUncertain(attempts) ? [united, own] : [united], problems: [] }
}

/** The ends of a day at which records may be missing, as far as the answers up to `until` show. */
const doubtOf = (
  date: CalendarDate.CalendarDate,
  range: DateRange.DateRange,
  until: CalendarDate.CalendarDate,
  { taken }: Answers
): Sides => {
  const at = (day: CalendarDate.CalendarDate) => (day < range.from || day > range.to ? undefined : taken(dayOf(day)))
  const seen = DateRange.days(range).filter((day) => day <= until)
  const shows = (day: CalendarDate.CalendarDate, days: number) => besides(day, at(day), days).length > 0
  const before = CalendarDate.addDays(date, -1)
  const after = CalendarDate.addDays(date, 1)
  return {
    start: shows(date, 1) || (at(before) === undefined ? seen.some((day) => shows(day, 1)) : shows(before, 1)),
    end: shows(date, -1) || (at(after) === undefined ? seen.some((day) => shows(day, -1)) : shows(after, -1))
  }
}

/** The day out of the wide answer, if that proves it. */
const unite = (
  date: CalendarDate.CalendarDate,
  own: Oracle.Expected,
  wide: Oracle.Expected,
  window: DateRange.DateRange,
  doubt: Sides,
  { taken }: Answers
): Counted | undefined => {
  const near = besides(date, own, -1).length + besides(date, own, 1).length
  if (wide.agreement !== "exact" && wide.agreement !== "explained") return undefined
  if (wide.rejected.records > 0 || near < own.outside.length) return undefined
  if ((doubt.start && window.from === date) || (doubt.end && window.to === date)) return undefined
  const rows = rowsOf(wide.rows, date)
  const neighbours = [-1, 1].map((days) => {
    const day = CalendarDate.addDays(date, days)
    return besides(day, taken(dayOf(day)), -days)
  })
  const refunds = own.negativeCosts + wide.negativeCosts > 0
  const twice = wide.repeats.counted === "once" ? wide.repeats : undefined
  if (!holds(rows, own.rows, spanOf(own.rows), refunds)) return undefined
  for (const [index, seen] of neighbours.entries()) {
    const { end: last, start: first } = DateRange.toEpochMillis(dayOf(date))
    const [least, most] = spanOf(seen)
    if (!holds(rows, seen, index === 0 ? [first, most] : [least, last], refunds, twice)) return undefined
  }
  const { byModel, part } = Oracle.sumUp(rows)
  return { records: part.records, sumCents: part.cents, totalCents: part.cents, byModel }
}

/** Whether the rows of a time can hold these, by their numbers and sums; `twice` may have been taken out of them. */
const holds = (
  rows: ReadonlyArray<WireRecord>,
  seen: ReadonlyArray<WireRecord>,
  [first, last]: readonly [number, number],
  refunds: boolean,
  twice?: Oracle.Part
): boolean => {
  if (seen.length === 0) return true
  const all = Oracle.sumUp(rows.filter((row) => Oracle.instantOf(row) >= first && Oracle.instantOf(row) <= last))
  const some = Oracle.sumUp(seen)
  const unknown = all.unknownCosts - some.unknownCosts
  const known = all.part.records + (twice?.records ?? 0) - some.part.records - unknown
  const cents = BigDecimal.subtract(
    BigDecimal.sumAll([all.part.cents, ...(twice ? [twice.cents] : [])]),
    some.part.cents
  )
  if (unknown < 0 || known < 0) return false
  return known === 0 ? BigDecimal.isZero(cents) : refunds || !BigDecimal.isNegative(cents)
}

const spanOf = (rows: ReadonlyArray<WireRecord>): readonly [number, number] => {
  const instants = rows.map(Oracle.instantOf)
  return [Math.min(...instants), Math.max(...instants)]
}

/** The rows of the day so many days later that an answer for one day has set aside. */
const besides = (date: CalendarDate.CalendarDate, answer: Oracle.Expected | undefined, days: number) =>
  rowsOf(answer?.outside ?? [], CalendarDate.addDays(date, days))

const rowsOf = (rows: ReadonlyArray<WireRecord>, date: CalendarDate.CalendarDate): ReadonlyArray<WireRecord> =>
  rows.filter((row) => CalendarDate.fromEpochMillis(Oracle.instantOf(row)) === date)

const dayOf = (date: CalendarDate.CalendarDate): DateRange.DateRange => ({ from: date, to: date })
