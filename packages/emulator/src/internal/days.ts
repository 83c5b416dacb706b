/**
 * The records of a dataset as they are there at an instant.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { DateTime } from "effect"

import type { WireRecord } from "../UsageDataset.ts"

/** The days of a range with their records, in order, without what is later than `instant` (milliseconds since 1970). */
export function* until(
  day: (date: CalendarDate.CalendarDate) => ReadonlyArray<WireRecord>,
  range: DateRange.DateRange,
  instant: number
): Generator<readonly [date: CalendarDate.CalendarDate, records: ReadonlyArray<WireRecord>]> {
  const today = Number.isFinite(instant) ? CalendarDate.fromEpochMillis(instant) : CalendarDate.max
  for (const date of DateRange.days(range)) {
    if (date > today) return
    yield [date, date < today ? day(date) : day(date).filter((record) => millisOf(record) <= instant)]
  }
}

/** Throws when the record's instant is none. */
export const millisOf = (record: WireRecord): number => DateTime.makeUnsafe(record.created_at).epochMilliseconds
