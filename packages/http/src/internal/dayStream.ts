/**
 * Days as a body that grows while they are read.
 */
import * as DayJson from "@varg-usage/aggregate/DayJson"
import type * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import { type Array as Arr, Duration, Effect, Pull, type Scope, Stream } from "effect"
import { HttpServerResponse } from "effect/http"

import type * as UsageHttpApi from "../UsageHttpApi.ts"
import * as Patience from "./patience.ts"
import * as Problem from "./problem.ts"

/** The forms, that for those who have no preference first. */
export const mediaTypes = ["application/x-ndjson", "text/event-stream"] as const

export type MediaType = (typeof mediaTypes)[number]

type Days = Stream.Stream<UsageReport.Day, UsageAggregate.AggregateError>

/** So long an answer waits for its first day: a question that fails at once has a status of its own. */
const toBegin = Duration.seconds(5)

/** So long nothing is sent. Proxies cut what is idle for a minute, some for half of one. */
const idle = Duration.seconds(15)

/** What is sent while there is nothing to send: a comment, or the space that may stand before any JSON. */
const keepAlive: Readonly<Record<MediaType, string>> = {
  "application/x-ndjson": " ",
  "text/event-stream": ":\n\n"
}

/**
 * Begins once the first day is there, or has not come for a while. No more is read ahead of the reader than the concurrency
 * allows: a slow one slows the days down, and one who leaves ends the requests.
 */
export const response = Effect.fnUntraced(function* (
  days: Days,
  mediaType: MediaType
): Effect.fn.Return<HttpServerResponse.HttpServerResponse, UsageAggregate.AggregateError, Scope.Scope> {
  const next = yield* Effect.flatMap(Stream.toPull(Stream.tap(days, logged)), Patience.make)
  const first = yield* Pull.catchDone(next(toBegin), () => Effect.die("A range has no days"))
  const rest = Effect.map(next(idle), orNothing)
  let count = 0
  const lines = Stream.concat(Stream.fromIterable(orNothing(first)), Stream.fromPull(Effect.succeed(rest))).pipe(
    Stream.map((day) => {
      if (day === nothing) return nothing
      count += 1
      return told(day)
    }),
    Stream.concat(Stream.sync((): UsageHttpApi.Line => ({ _tag: "End", days: count }))),
    Stream.catch((error) =>
      Effect.as(
        Problem.log(error),
        Stream.succeed<UsageHttpApi.Line>({ _tag: "Failure", ...Problem.ofError(error) })
      ).pipe(Stream.unwrap)
    )
  )
  const render = mediaType === "text/event-stream" ? event : text
  const body = Stream.encodeText(Stream.map(lines, (line) => (line === nothing ? keepAlive[mediaType] : render(line))))
  // The header keeps nginx from waiting for the end.
  return HttpServerResponse.stream(body, { contentType: mediaType, headers: { "x-accel-buffering": "no" } })
})

/** In the place of a day that has not come yet. */
const nothing = "nothing"

function orNothing<Day>(
  days: Arr.NonEmptyReadonlyArray<Day> | undefined
): Arr.NonEmptyReadonlyArray<Day | typeof nothing> {
  return days ?? [nothing]
}

/** Tells the host why a day could not be read. */
function logged(day: UsageReport.Day): Effect.Effect<void> {
  if (day._tag === "DayRollup") return Effect.void
  return Problem.logDay({ date: day.date, error: day.error._tag, message: day.error.message })
}

/** The day in our words, where it could not be read. */
function told(day: UsageReport.Day): UsageHttpApi.Line {
  const json = DayJson.make(day)
  return json._tag === "DayFailure" ? { ...json, message: Problem.sentence(json.error) } : json
}

function text(line: UsageHttpApi.Line): string {
  return line._tag === "DayRollup" || line._tag === "DayFailure" ? DayJson.render(line) : `${JSON.stringify(line)}\n`
}

/** JSON has no line breaks, so that a line is the data of one event. */
function event(line: UsageHttpApi.Line): string {
  return `${"date" in line ? `id: ${line.date}\n` : ""}data: ${text(line)}\n`
}
