/**
 * How far the reading of days has come, told to a person on stderr: a bar on a terminal, a log line a day with
 * `--verbose`, and nothing otherwise.
 */
import * as UsageReport from "@varg-usage/aggregate/UsageReport"
import { Effect, References, type Scope, Stdio } from "effect"

import * as Amount from "./Amount.ts"

/** Tells that a day was read. */
export type Progress = (day: UsageReport.Day) => Effect.Effect<void>

/** The part of a writable stream that a bar is drawn on. */
export type Screen = NodeJS.WritableStream

export const make = Effect.fnUntraced(function* (
  days: number
): Effect.fn.Return<Progress, never, Scope.Scope | Stdio.Stdio> {
  const level = yield* References.MinimumLogLevel
  if (level === "Debug" || level === "Trace" || level === "All") return logged
  const { stderrIsTerminal } = yield* Stdio.Stdio
  return (yield* stderrIsTerminal) ? yield* bar(days, process.stderr) : () => Effect.void
})

/** A bar for as long as the scope is open; then the line is as it was. */
export const bar = Effect.fnUntraced(function* (
  days: number,
  screen: Screen
): Effect.fn.Return<Progress, never, Scope.Scope> {
  const { default: CliProgress } = yield* Effect.promise(() => import("cli-progress"))
  const shown = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const single = new CliProgress.SingleBar(
        {
          stream: screen,
          format: "Reading usage {bar} {value} of {total} days, {duration_formatted}",
          barsize: 30,
          clearOnComplete: true,
          hideCursor: true
        },
        CliProgress.Presets.shades_classic
      )
      single.start(days, 0)
      return single
    }),
    (single) => Effect.sync(() => single.stop())
  )
  return () => Effect.sync(() => shown.increment())
})

const logged: Progress = (day) => {
  if (day._tag === "DayFailure") return Effect.logDebug(`${day.date}: ${day.error.message}`)
  const { costCents, records } = UsageReport.dayTotal(day)
  return Effect.logDebug(`${day.date}: ${Amount.counted(records, "record")}, ${Amount.exact(costCents)} cents`)
}
