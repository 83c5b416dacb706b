/**
 * Which days a report is about, by the flags that select them.
 */
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

type Range = Result.Result<DateRange.DateRange, DateRange.InvalidRange>

/** Days of a report for which none were selected, or only the last one. */
const defaultDays = 30

/**
 * The days that the flags select, by the UTC date `today`: one of `--last`, `--month`, or `--from` and `--to`. Nothing
 * is the last 30 days, `--from` alone ends today, and `--to` alone ends 30 days. An end in the future becomes today.
 */
export const range = (flags: Flags, today: CalendarDate.CalendarDate): Range => {
  const ways = waysOf(flags)
  if (ways.length > 1) return refuse(`${ways.join(" and ")} each select the days. Use one of them.`)
  return Result.flatMap(selected(flags, today), (days) => DateRange.clampToToday(days, today))
}

/** The date that a flag gives, or what is wrong with it. */
export const date = (flag: string, text: string): Result.Result<CalendarDate.CalendarDate, DateRange.InvalidRange> =>
  Result.map(named(flag, DateRange.parse(text, text)), ({ from }) => from)

function waysOf({ from, last, month, to }: Flags): ReadonlyArray<string> {
  const ways: Array<string> = []
  if (Option.isSome(from) || Option.isSome(to)) ways.push("--from/--to")
  if (Option.isSome(last)) ways.push("--last")
  if (Option.isSome(month)) ways.push("--month")
  return ways
}

function selected({ from, last, month, to }: Flags, today: CalendarDate.CalendarDate): Range {
  if (Option.isSome(last)) return named("--last", DateRange.lastDays(last.value, today))
  if (Option.isSome(month)) return named("--month", DateRange.month(month.value))
  return Result.gen(function* () {
    const end = Option.isSome(to) ? yield* date("--to", to.value) : today
    if (Option.isNone(from)) return yield* DateRange.lastDays(defaultDays, end)
    const start = yield* date("--from", from.value)
    // An end that nobody typed can't be the mistake: a start in the future is refused as such.
    return yield* DateRange.make(start, Option.isNone(to) && start > end ? start : end)
  })
}

function named(flag: string, result: Range): Range {
  return Result.mapError(result, ({ reason }) => new DateRange.InvalidRange({ reason: `${flag}: ${reason}` }))
}

function refuse(reason: string): Range {
  return Result.fail(new DateRange.InvalidRange({ reason }))
}
