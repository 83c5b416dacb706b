/**
 * The HTTP API that a host mounts, declared once: the routes serve it, OpenAPI is generated from it, and Effect's
 * `HttpApiClient` asks it.
 *
 * Parameters have the names of the options that they are. Amounts are exact decimals in cents, as text.
 *
 * @since 0.1.0
 */
import * as Budget from "@varg-usage/aggregate/Budget"
import * as DayJson from "@varg-usage/aggregate/DayJson"
import * as Dimension from "@varg-usage/aggregate/Dimension"
import * as LocalCalendar from "@varg-usage/aggregate/LocalCalendar"
import * as UsageReport from "@varg-usage/aggregate/UsageReport"
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import * as UsageApi from "@varg-usage/core/UsageApi"
import { Schema } from "effect"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiMiddleware, HttpApiSchema, OpenApi } from "effect/http-api"

import * as OpenApiDocument from "./internal/openApi.ts"
import { UsageAccess } from "./UsageAccess.ts"

/**
 * What a request that gets no answer is told, in the shape of the gateway's own errors: `error` is the tag of what went
 * wrong, `field` the parameter at fault. It never holds what the gateway said, nor its key.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Problem = UsageApi.ErrorResponse

/** @since 0.1.0 @category models */
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

const problem = (httpApiStatus: number, identifier: string, description: string) =>
  Problem.annotate({ identifier, description, httpApiStatus })

const InvalidParameter = problem(400, "InvalidParameter", "A parameter can't be used; `field` names it.")
const InternalError = problem(500, "InternalError", "Something went wrong that should not be able to.")
const GatewayFailed = problem(502, "GatewayFailed", "The gateway refused this server or gave no answer that counts.")
const GatewayBusy = problem(503, "GatewayBusy", "The gateway asks to wait. `Retry-After` says how many seconds.")
const GatewayTimeout = problem(504, "GatewayTimeout", "The gateway took too long.")

/**
 * Answers a request whose parameters can't be read.
 *
 * @category middleware
 * @since 0.1.0
 */
export class ParameterErrors extends HttpApiMiddleware.Service<ParameterErrors>()(
  "@varg-usage/http/UsageHttpApi/ParameterErrors",
  { error: InvalidParameter }
) {}

const parameter = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(schema).pipe(Schema.annotateKey({ description }))

const names = (description: string) => parameter(Schema.Array(Schema.String), description)

const cents = (description: string) => Cents.CentsFromString.pipe(Schema.annotateEncoded({ description }))

const text = (description: string, pattern: RegExp) =>
  Schema.String.annotate({ description }).check(Schema.isPattern(pattern))

const wholeNumber = (description: string) =>
  text(description, /^[1-9]\d*$/u).pipe(Schema.decodeTo(Schema.FiniteFromString), Schema.check(Schema.isInt()))

const notNegative = (description: string) =>
  text(description, /^(?:0|[1-9]\d*)(?:\.\d+)?$/u).pipe(Schema.decodeTo(Cents.CentsFromString))

/** The parameters that say which records are meant. */
const selection = {
  from: parameter(
    Schema.String.annotate({ format: "date" }),
    "First day, `YYYY-MM-DD`. Default: 30 days up to `to`, or as many as may be asked for."
  ),
  to: parameter(Schema.String.annotate({ format: "date" }), "Last day, included. Default: today."),
  last: Schema.optionalKey(wholeNumber("The last N days, today included.")),
  month: parameter(Schema.String, "A month up to today, `YYYY-MM`."),
  zone: parameter(
    Schema.String,
    "Whose days they are: `UTC`, or an IANA zone such as `Europe/Berlin`. Default: `UTC`."
  ),
  plan: parameter(
    Schema.Literals(["daily", "adaptive"]),
    "Ask the gateway day by day, or for wide windows that are halved where they look cut short. Default: `daily`."
  ),
  model: names("Only these models: patterns in which `*` stands for any characters and `?` for one. May be repeated."),
  provider: names("Only these providers. May be repeated."),
  capability: names("Only these capabilities. May be repeated."),
  cacheHit: parameter(Schema.Boolean, "Only cache hits, or only misses."),
  minCents: Schema.optionalKey(cents("The least that a record costs, in cents.")),
  maxCents: Schema.optionalKey(cents("The most that a record costs, in cents."))
}

/** The parameters that say how the records are grouped, and what a day does that can't be read. */
const grouping = {
  by: parameter(
    Schema.Array(Dimension.Dimension),
    "Group by this, and by more when repeated. Default: by model, and by capability."
  ),
  weekStartsOn: parameter(LocalCalendar.Weekday, "The day that weeks begin on, from 1 (Monday) to 7. Default: 1."),
  onDayFailure: parameter(
    Schema.Literals(["fail", "collect"]),
    "Whether a day that can't be read ends everything, or is told and left out. Default: `fail`."
  )
}

/**
 * What stands at the end of a stream of days. A stream without it was cut.
 *
 * @category schemas
 * @since 0.1.0
 */
export const End = Schema.TaggedStruct("End", {
  days: Schema.Int.annotate({ description: "Days in this stream" })
}).annotate({ identifier: "End" })

/**
 * What stands at the end of a stream of days that could not be read further.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Failure = Schema.TaggedStruct("Failure", Problem.fields).annotate({ identifier: "Failure" })

/**
 * A line of the stream of days, or the data of an event.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Line = Schema.Union([DayJson.DayRollup, DayJson.DayFailure, End, Failure])

/** @since 0.1.0 @category models */
export type Line = typeof Line.Type

/**
 * How spending stands against a limit: one status in all, or one for each value of `by`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const BudgetStatus = Schema.Struct({
  from: CalendarDate.CalendarDate,
  to: CalendarDate.CalendarDate,
  zone: Schema.String,
  provisional: Schema.Array(CalendarDate.CalendarDate),
  statuses: Schema.Array(Budget.Status)
}).annotate({ identifier: "BudgetStatus" })

/** @since 0.1.0 @category models */
export interface BudgetStatus extends Schema.Schema.Type<typeof BudgetStatus> {}

const error = [InvalidParameter, InternalError, GatewayFailed, GatewayBusy, GatewayTimeout] as const

/**
 * `GET /usage/report`: what a range of days cost, as one JSON document. `last` is a number of days.
 *
 * @category endpoints
 * @since 0.1.0
 */
export const report = HttpApiEndpoint.get("report", "/usage/report", {
  query: { ...selection, ...grouping },
  success: UsageReport.UsageReport,
  error
}).annotateMerge(
  OpenApi.annotations({
    summary: "What a range of days cost",
    description: "One JSON document, once all days are read."
  })
)

/**
 * `GET /usage/days`: one element a day, in the order of the dates, as they are read: as NDJSON, or as server-sent events.
 * `last` is a number of days.
 *
 * @category endpoints
 * @since 0.1.0
 */
export const days = HttpApiEndpoint.get("days", "/usage/days", {
  query: { ...selection, ...grouping },
  success: [
    HttpApiSchema.StreamNdjson({ schema: Line }),
    Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/event-stream" })),
    HttpApiSchema.NoContent
  ],
  error: [...error, problem(406, "NotAcceptable", "`Accept` allows neither form.")]
}).annotateMerge(
  OpenApi.annotations({
    summary: "What each day cost, as it is read",
    transform: OpenApiDocument.takeLastEventId,
    description:
      "One JSON object a day, in the order of the dates: as lines (`application/x-ndjson`), or as the data of server-sent events where `Accept` prefers `text/event-stream`. The last object has the `_tag` `End`, or `Failure` when a day could not be read; a stream without either was cut. While there is nothing to send, a comment (events) or a space before the next object (lines) is sent now and then. An event's id is its date: who connects again with it in `Last-Event-ID` gets the days after it, and 204 when there are none."
  })
)

/**
 * `GET /usage/budget`: how spending stands against a limit. `last` is a number of days, and `warnAt` a part of the limit, from
 * 0 to 1.
 *
 * @category endpoints
 * @since 0.1.0
 */
export const budget = HttpApiEndpoint.get("budget", "/usage/budget", {
  query: {
    ...selection,
    by: parameter(Dimension.Dimension, "Hold the limit against each value of this by itself, such as each `day`."),
    limitCents: notNegative("The most that may be spent, in cents."),
    warnAt: parameter(
      Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
      "The part of the limit from which on to warn, from 0 to 1. Default: 0.8."
    )
  },
  success: BudgetStatus,
  error
}).annotateMerge(
  OpenApi.annotations({
    summary: "How spending stands against a limit",
    description: "Without `from`, `to`, `last` or `month`: of the month that today lies in."
  })
)

/**
 * The endpoints, behind the decision of the host who may ask.
 *
 * A parameter that is not declared is refused: one that is written wrong would be answered with other days. `last` is a number
 * of days, and `warnAt` a part of the limit, from 0 to 1.
 *
 * @category apis
 * @since 0.1.0
 */
export class UsageGroup extends HttpApiGroup.make("usage")
  .add(report, days, budget)
  .annotate(HttpApi.QueryParseOptions, { onExcessProperty: "error" })
  .middleware(ParameterErrors)
  .middleware(UsageAccess)
  .annotateMerge(OpenApi.annotations({ description: "What AI generation cost" })) {}

/**
 * The group as an API of its own.
 *
 * @category apis
 * @since 0.1.0
 */
export class UsageHttpApi extends HttpApi.make("varg-usage")
  .add(UsageGroup)
  .annotateMerge(
    OpenApi.annotations({
      title: "Usage and cost",
      version: "0.1.0",
      description: "What AI generation cost. Amounts are exact decimals in cents, as text.",
      transform: (document) => OpenApiDocument.describeAccess(OpenApiDocument.describeParameters(document))
    })
  ) {}
