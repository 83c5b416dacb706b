/**
 * Answers that are well formed and lie about the records: each is a `Fault` to put on a request.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import { DateTime } from "effect"

import * as Fault from "./Fault.ts"
import * as Days from "./internal/days.ts"
import * as Shuffle from "./internal/shuffle.ts"
import type { WireRecord } from "./UsageDataset.ts"

/**
 * Whether the total is that of the true records, or adds up what is sent: a lie that can be seen, or one that can't.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** @default "true" */
  readonly total?: "true" | "sent" | undefined
}

/**
 * Every `every`-th record of a day stands twice, equal in each field.
 *
 * @category constructors
 * @since 0.1.0
 */
export const duplicated = (every: number, options?: Options): Fault.Fault =>
  tamper((records) => records.flatMap((record, index) => (index % every === 0 ? [record, record] : [record])), options)

/**
 * Every `every`-th job of a day is charged once more under its old id, for one cent, in the same instant. The total is by
 * default that of the records sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const recharged = (every: number, options?: Options): Fault.Fault =>
  tamper(
    (records) =>
      records.flatMap((record, index) =>
        index % every === 0 ? [record, { ...record, cost_cents: record.cost_cents === "1" ? "1.5" : "1" }] : [record]
      ),
    { total: options?.total ?? "sent" }
  )

/**
 * The records of each day in another order, the same for the same seed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const reordered = (seed: number | string): Fault.Fault =>
  tamper((records, { date }) => Shuffle.shuffled(records, `${seed}/${date}`), {})

/**
 * Every instant is `millis` milliseconds later (earlier when negative), which moves some of them to other days.
 *
 * @category constructors
 * @since 0.1.0
 */
export const shifted = (millis: number, options?: Options): Fault.Fault =>
  tamper(
    (records) =>
      records.map((record) => ({
        ...record,
        created_at: DateTime.formatIso(DateTime.makeUnsafe(Days.millisOf(record) + millis))
      })),
    options
  )

/**
 * The last `count` records of the day before the range stand before it, and the first `count` of the day after behind it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const neighbours = (count: number, options?: Options): Fault.Fault =>
  tamper(
    (records, { date, range, recordsOf }) => [
      ...(date === range.from ? recordsOf(CalendarDate.addDays(date, -1)).slice(-count) : []),
      ...records,
      ...(date === range.to ? recordsOf(CalendarDate.addDays(date, 1)).slice(0, count) : [])
    ],
    options
  )

/**
 * Every `every`-th record of a day is missing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const dropped = (every: number, options?: Options): Fault.Fault =>
  tamper((records) => records.filter((_, index) => index % every !== 0), options)

/**
 * No more than `limit` records are sent, whatever was asked for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const capped = (limit: number, options?: Options): Fault.Fault =>
  Fault.Tamper({ limit, totalCents: totalOf(options) })

/**
 * Records that come late: those that `late` names are not there before the `attempts`-th request for the dates, or not
 * before the instant `until`. Nothing in the answer tells. Give it each request; `undefined` once all are there. `at` and
 * `until` are in milliseconds since 1970-01-01T00:00:00Z.
 *
 * @category constructors
 * @since 0.1.0
 */
export const late = (
  request: { readonly attempt: number; readonly at: number },
  options: {
    readonly late: (record: WireRecord) => boolean
    /** @default 0 */
    readonly attempts?: number | undefined
    /** @default -Infinity */
    readonly until?: number | undefined
  }
): Fault.Fault | undefined => {
  const { attempts = 0, until = Number.NEGATIVE_INFINITY } = options
  if (request.attempt + 1 >= attempts && request.at >= until) return undefined
  return tamper((records) => records.filter((record) => !options.late(record)), { total: "sent" })
}

/**
 * The gateway cuts its days by clocks that are `offset` milliseconds ahead of UTC (behind when negative), a day at most:
 * the record of each instant is there once, but in the answer for the date that those clocks show. The total is that of the
 * records sent. Give it each request: what is later than its `at`, in milliseconds since 1970-01-01T00:00:00Z, is not there
 * yet.
 *
 * @category constructors
 * @since 0.1.0
 */
export const zoned = (request: { readonly at: number }, offset: number): Fault.Fault =>
  tamper(
    (_, { date, recordsOf }) => {
      const start = CalendarDate.toEpochMillis(date) - offset
      const end = Math.min(start + dayMillis, request.at + 1)
      const dates = new Set([-1, 0, 1].map((days) => CalendarDate.addDays(date, days)))
      return [...dates].flatMap(recordsOf).filter((record) => {
        const instant = Days.millisOf(record)
        return instant >= start && instant < end
      })
    },
    { total: "sent" }
  )

const dayMillis = 86_400_000

const tamper = (records: NonNullable<Fault.Tampering["records"]>, options: Options | undefined): Fault.Fault =>
  Fault.Tamper({ records, totalCents: totalOf(options) })

const totalOf = (options: Options | undefined): Fault.Tampering["totalCents"] =>
  options?.total === "sent" ? (_, sent) => sent : undefined
