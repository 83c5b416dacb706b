/**
 * What each endpoint does.
 */
import * as ReportJson from "@varg-usage/aggregate/ReportJson"
import type * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"
import { Effect, type Layer, Option, Schema, type Scope } from "effect"
import { HttpRouter, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"

import * as UsageHttpApi from "../UsageHttpApi.ts"
import * as Budget from "./budget.ts"
import * as DayStream from "./dayStream.ts"
import * as MediaType from "./mediaType.ts"
import * as Problem from "./problem.ts"
import * as Question from "./question.ts"
import * as Unrouted from "./unrouted.ts"

interface Asked<Query> {
  readonly query: Query
  readonly request: HttpServerRequest.HttpServerRequest
}

type Answer<R = never> = Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>

export interface Handlers {
  readonly report: (asked: Asked<Question.Parameters>) => Answer
  readonly days: (asked: Asked<Question.Parameters>) => Answer<Scope.Scope>
  readonly budget: (asked: Asked<Omit<Question.Parameters, "by"> & Budget.Limit>) => Answer
}

export const make = (aggregate: UsageAggregate.UsageAggregate["Service"], limits: Question.Limits): Handlers => ({
  report: ({ query }) =>
    answered(
      Effect.gen(function* () {
        const { options, range } = yield* Question.make(query, limits)
        const report = yield* aggregate.total(range, options)
        yield* Effect.forEach(report.failures, Problem.logDay, { discard: true })
        return json(ReportJson.render(told(report), { indent: 0 }))
      })
    ),
  days: ({ query, request }) =>
    answered(
      Effect.gen(function* () {
        const { options, range } = yield* Question.make(query, limits)
        const mediaType = MediaType.preferred(request.headers["accept"], DayStream.mediaTypes)
        if (mediaType === undefined) return Problem.toResponse(notAcceptable)
        const rest = after(range, request.headers["last-event-id"])
        // This is how server-sent events say that there is nothing to connect again for.
        if (rest === undefined) return HttpServerResponse.empty({ status: 204 })
        return yield* DayStream.response(aggregate.days(rest, options), mediaType)
      })
    ).pipe(Effect.map(HttpServerResponse.setHeader("vary", "accept"))),
  budget: ({ query: { by, limitCents, warnAt, ...query } }) =>
    answered(
      Effect.gen(function* () {
        const parameters = { ...query, ...(yield* Budget.period(query)) }
        const { options, range } = yield* Question.make(parameters, limits)
        const report = yield* aggregate.total(range, { ...options, by: [by === undefined ? [] : [by]] })
        const limit = { limitCents, ...(by !== undefined && { by }), ...(warnAt !== undefined && { warnAt }) }
        return json(JSON.stringify(encodeStatus(Budget.status(limit, report))))
      })
    )
})

/** Answers after all routes, the host's own included, and so takes none of their requests. */
export const unrouted = (options: Unrouted.Options): Layer.Layer<never, never, HttpRouter.HttpRouter> =>
  HttpRouter.middleware(
    (answer) =>
      Effect.catchIf(answer, isUnrouted, (error) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
          const problem = Unrouted.problemOf(request, options)
          return problem === undefined ? Effect.fail(error) : Effect.succeed(marked(Problem.toResponse(problem)))
        })
      ),
    { global: true }
  )

function isUnrouted(error: unknown): boolean {
  return HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"
}

/** What was spent is nobody's cache's business, and JSON is no page. */
export const marked: (answer: HttpServerResponse.HttpServerResponse) => HttpServerResponse.HttpServerResponse =
  HttpServerResponse.setHeaders({ "cache-control": "no-store", "x-content-type-options": "nosniff" })

/** The parameters of a request as they came: those that came several times as arrays. */
export const given: Effect.Effect<
  Readonly<Record<string, string | ReadonlyArray<string>>>,
  never,
  HttpServerRequest.ParsedSearchParams
> = Effect.map(HttpServerRequest.ParsedSearchParams, (parameters) => parameters)

const encodeStatus = Schema.encodeSync(UsageHttpApi.BudgetStatus)

const json = (text: string) => HttpServerResponse.text(text, { contentType: "application/json" })

const notAcceptable: Problem.Problem = {
  error: "NotAcceptable",
  message: `The days come as ${DayStream.mediaTypes.join(" or ")}. Accept one of them.`,
  statusCode: 406
}

/** Problems are told to both, in their words: to the one who asked, and to the host. */
const answered = <R>(
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse, UsageAggregate.AggregateError, R>
): Answer<R> =>
  Effect.catch(answer, (error) => Effect.as(Problem.log(error), Problem.toResponse(Problem.ofError(error))))

function told(report: UsageReport.UsageReport): UsageReport.UsageReport {
  const failures = report.failures.map((failure) => ({ ...failure, message: Problem.sentence(failure.error) }))
  return { ...report, failures }
}

/** The days after the one that came last, where that is a day of the range. */
function after(range: DateRange.DateRange, lastEventId: string | undefined): DateRange.DateRange | undefined {
  const last = Option.getOrUndefined(CalendarDate.parse(lastEventId ?? ""))
  if (last === undefined || last < range.from) return range
  return last >= range.to ? undefined : { from: CalendarDate.addDays(last, 1), to: range.to }
}
