/**
 * Usage records of an account that does not exist, with the exact truth about what they cost.
 *
 * A dataset is pure and is made on demand, day by day: the records of a date depend on the seed, the date and the size
 * alone, so that ten years take no memory and two processes agree without talking.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"
import type * as UsageRecord from "@varg-usage/core/UsageRecord"

import * as Account from "./internal/account.ts"
import * as Days from "./internal/days.ts"
import * as Decimal from "./internal/decimal.ts"
import * as UsageTruth from "./UsageTruth.ts"

/**
 * A record as it crosses the wire, with one difference: its cost is the text of the JSON number, since a double can't
 * hold every decimal.
 *
 * @category models
 * @since 0.1.0
 */
export interface WireRecord {
  readonly job_id: string
  /** E.g. `fal:kling-v2.5`. */
  readonly model: string
  readonly capability: UsageRecord.Capability
  /** The text of a JSON number, in cents, e.g. `12.5`. */
  readonly cost_cents: string
  readonly cache_hit: boolean
  /** An RFC 3339 instant, e.g. `2026-02-13T10:00:00Z`. */
  readonly created_at: string
}

/**
 * Records by UTC day, and the truth about them.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageDataset {
  /** The records of a UTC day, sorted by `created_at`. The same call always gives the same records. */
  readonly day: (date: CalendarDate.CalendarDate) => ReadonlyArray<WireRecord>
  /** What the records of a range cost, exactly. */
  readonly truth: (
    range: DateRange.DateRange,
    options?: {
      /**
       * Only of the records that are not later, in milliseconds since 1970-01-01T00:00:00Z: what an emulator whose clock
       * shows `until` has to tell.
       *
       * @default Infinity
       */
      readonly until?: number | undefined
    }
  ) => UsageTruth.UsageTruth
}

/**
 * Which records to make.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * Another seed is another account.
   *
   * @default 1
   */
  readonly seed?: number | string | undefined
  /**
   * Mean number of records of a weekday. A month grows from 0.8 to 1.2 of it, Saturdays have 0.35 and Sundays 0.25 of
   * a weekday, December 25th and January 1st have none.
   *
   * @default 300
   */
  readonly recordsPerDay?: number | undefined
  /**
   * The first day that has records.
   *
   * @default "0001-01-01"
   */
  readonly from?: CalendarDate.CalendarDate | undefined
  /**
   * The last day that has records.
   *
   * @default "9999-12-31"
   */
  readonly to?: CalendarDate.CalendarDate | undefined
}

/**
 * A believable account: 42 models of video, image, speech, music and transcription and now and then something that the
 * contract does not list; costs with up to four decimals; cache hits; jobs that are free without being one; jobs that
 * are charged twice under one id; on nearly every day a record at the first and one at the last millisecond.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options = {}): UsageDataset => {
  const { from = CalendarDate.min, to = CalendarDate.max } = options
  const account = { seed: options.seed ?? 1, recordsPerDay: Math.max(0, options.recordsPerDay ?? 300) }
  return fromDays((date) => (date < from || date > to ? [] : Account.records(account, date)))
}

/**
 * Records of your own, in any order. Throws when a `created_at` is no instant or a cost is not the text of a JSON number.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromRecords = (records: ReadonlyArray<WireRecord>): UsageDataset => {
  for (const { cost_cents } of records) Decimal.assertNumber(cost_cents)
  const sorted = records
    .map((record) => ({ record, millis: Days.millisOf(record) }))
    .toSorted((left, right) => left.millis - right.millis)
  const days = Map.groupBy(sorted, ({ millis }) => CalendarDate.fromEpochMillis(millis))
  return fromDays((date) => (days.get(date) ?? []).map(({ record }) => record))
}

/**
 * A dataset from a function that gives the records of a day; the function must be pure.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromDays = (day: UsageDataset["day"]): UsageDataset => ({
  day,
  truth: (range, options) => UsageTruth.make(Days.until(day, range, options?.until ?? Number.POSITIVE_INFINITY))
})
