/**
 * Days as a body that grows while they are read.
 */
import * as DayJson from "@varg-usage/aggregate/DayJson"
import type * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import { Effect, Pull, type Scope, Stream } from "effect"
import { HttpServerResponse } from "effect/http"

import type * as UsageHttpApi from "../UsageHttpApi.ts"
import * as Problem from "./problem.ts"

/** The forms, that for those who have no preference first. */
export const mediaTypes = ["application/x-ndjson", "text/event-stream"] as const

export type MediaType = (typeof mediaTypes)[number]

type Days = Stream.Stream<UsageReport.Day, UsageAggregate.AggregateError>

/**
 * Begins once the first day is there, so that a question that fails at once has a status of its own. No more is read ahead
 * of the reader than the concurrency allows: a slow one slows the days down, and one who leaves ends the requests.
 */
export const response = Effect.fnUntraced(function* (
  days: Days,
  mediaType: MediaType
): Effect.fn.Return<HttpServerResponse.HttpServerResponse, UsageAggregate.AggregateError, Scope.Scope> {
  const pull = yield* Stream.toPull(days)
  const first = yield* Pull.catchDone(pull, () => Effect.die("A range has no days"))
  let count = 0
  const lines = Stream.concat(Stream.fromIterable(first), Stream.fromPull(Effect.succeed(pull))).pipe(
    Stream.map((day) => {
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
  const body = Stream.encodeText(Stream.map(lines, mediaType === "text/event-stream" ? event : text))
  // The header keeps nginx from waiting for the end.
  return HttpServerResponse.stream(body, { contentType: mediaType, headers: { "x-accel-buffering": "no" } })
})

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
