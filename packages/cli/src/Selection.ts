/**
 * Which days a report is about, by the flags that select them.
 */
import * as Period from "@varg-usage/aggregate/Period"
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { Option, Result } from "effect"

/** The flags as they were typed. */
export interface Flags {
  readonly from: Option.Option<string>
  readonly to: Option.Option<string>
  readonly last: Option.Option<number>
  readonly month: Option.Option<string>
}

/** The days that the flags select, by the UTC date `today`. */
export const range = (
  flags: Flags,
  today: CalendarDate.CalendarDate
): Result.Result<DateRange.DateRange, DateRange.InvalidRange> => {
  const period: Period.Period = {
    from: Option.getOrUndefined(flags.from),
    to: Option.getOrUndefined(flags.to),
    last: Option.getOrUndefined(flags.last),
    month: Option.getOrUndefined(flags.month)
  }
  return Result.mapError(Period.range(period, today), asFlags)
}

/** The date that a flag gives, or what is wrong with it. */
export const date = (flag: string, text: string): Result.Result<CalendarDate.CalendarDate, DateRange.InvalidRange> =>
  Result.mapError(Period.date(flag, text), asFlags)

/** What is wrong, with the names of options as they are typed. */
function asFlags(error: Period.PeriodError): DateRange.InvalidRange {
  if (error._tag === "InvalidRange") return error
  const flags = error.option.split(", ").map((name) => `--${name}`)
  return new DateRange.InvalidRange({ reason: `${flags.join(" and ")}${flags.length > 1 ? "" : ":"} ${error.reason}` })
}
