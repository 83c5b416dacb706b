/**
 * Which windows to ask for, so that together they cover a range once.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageError } from "@varg-usage/core/UsageError"

/**
 * - `daily`: one window for each UTC day. Each day is proved on its own, and costs a request.
 * - `adaptive`: windows of up to 31 days, cut in halves where one looks cut short, too large or too slow, down to days.
 *   The same days at a fraction of the requests; what is proved is the window.
 *
 * Of either plan, windows that are in doubt since the gateway cuts its days elsewhere cost a request more.
 *
 * @category models
 * @since 0.1.0
 */
export type UsagePlan = "daily" | "adaptive"

/**
 * Days of the widest window of an adaptive plan.
 *
 * @category constants
 * @since 0.1.0
 */
export const widest = 31

/**
 * The windows that a plan begins with, in order.
 *
 * @category constructors
 * @since 0.1.0
 */
export const windows = (plan: UsagePlan, range: DateRange.DateRange): ReadonlyArray<DateRange.DateRange> =>
  DateRange.windows(range, plan === "daily" ? 1 : widest)

/**
 * The two halves of a window, the first no shorter than the second; `undefined` for a single day.
 *
 * @category combinators
 * @since 0.1.0
 */
export const bisect = (
  window: DateRange.DateRange
): readonly [DateRange.DateRange, DateRange.DateRange] | undefined => {
  const size = DateRange.size(window)
  if (size === 1) return undefined
  const to = CalendarDate.addDays(window.from, Math.ceil(size / 2) - 1)
  return [
    { from: window.from, to },
    { from: CalendarDate.addDays(to, 1), to: window.to }
  ]
}

/**
 * Whether a failed window may succeed in halves: it was cut short, too large or too slow.
 *
 * @category predicates
 * @since 0.1.0
 */
export const mayBeTooWide = (error: UsageError): boolean => {
  switch (error._tag) {
    case "TotalMismatch":
    case "BodyTooLarge":
    case "BodyTruncated":
    case "DeadlineExceeded":
      return true
    case "AttemptTimeout":
      return error.phase !== "connect"
    default:
      return false
  }
}

/**
 * Whether a number of rows is one at which gateways cut answers short: 50, 100, 200, 500, 1000 and so on. The vendor's
 * newer endpoint cuts at 50, and does not say so.
 *
 * @category predicates
 * @since 0.1.0
 */
export const looksCapped = (rows: number): boolean => rows >= 50 && /^[125]0+$/u.test(String(rows))
