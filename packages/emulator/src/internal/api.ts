/**
 * The contract, implemented: `GET /v1/usage` over a dataset.
 *
 * Refusals are answered here and not encoded by the contract's schemas: those of a 400 and a 401 differ in nothing but
 * their status.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import * as UsageApi from "@varg-usage/core/UsageApi"
import { Context, Effect, Layer, Option, Redacted, Result, type Scope, SchemaIssue } from "effect"
import { HttpRouter, HttpServer, type HttpServerRequest, type HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiMiddleware } from "effect/http-api"

import type { UsageDataset } from "../UsageDataset.ts"
import * as Answer from "./answer.ts"
import * as Body from "./body.ts"
import { CurrentTampering } from "./tampering.ts"

/** The instant that an answer is given at, in milliseconds since 1970-01-01T00:00:00Z: later records are not there yet. */
export const CurrentInstant = Context.Reference<number>("@varg-usage/emulator/internal/api/CurrentInstant", {
  defaultValue: () => Number.POSITIVE_INFINITY
})

interface Options {
  readonly dataset: UsageDataset
  readonly apiKey: Redacted.Redacted
}

/** Answers one request. Builds the routes once. */
export const make = (
  options: Options
): Effect.Effect<
  Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest | Scope.Scope>,
  never,
  Scope.Scope
> =>
  HttpRouter.toHttpEffect(routes(options)).pipe(
    Effect.map(
      Effect.catch(() => Effect.succeed(Answer.problem(404, "NotFoundError", "There is nothing at this path")))
    )
  )

const routes = ({ apiKey, dataset }: Options) =>
  HttpApiBuilder.layer(Api).pipe(
    Layer.provide(account(dataset).pipe(Layer.provide([guard(apiKey), parameterErrors]))),
    Layer.provide(HttpServer.layerServices)
  )

const Api = UsageApi.UsageApi.prefix("/v1")

const account = (dataset: UsageDataset) =>
  HttpApiBuilder.group(Api, "Account", (handlers) =>
    handlers.handleRaw("getUsage", ({ query }) =>
      Effect.gen(function* () {
        const now = yield* CurrentInstant
        const range = rangeOf(query, CalendarDate.fromEpochMillis(now))
        if (Result.isFailure(range)) return validationError("from", range.failure.message)
        const tampering = Option.getOrUndefined(yield* CurrentTampering)
        return Answer.json(Body.chunks({ dataset, range: range.success, instant: now }, tampering))
      })
    )
  )

/**
 * The range asked for. Without `to` it ends today, or with `from` where that is later; without `from` it has 30 days.
 *
 * The gateway does not document its own defaults: these are the emulator's.
 */
const rangeOf = (
  query: { readonly from?: CalendarDate.CalendarDate; readonly to?: CalendarDate.CalendarDate },
  today: CalendarDate.CalendarDate
) => {
  const to = query.to ?? (query.from !== undefined && query.from > today ? query.from : today)
  return DateRange.make(query.from ?? CalendarDate.addDays(to, -29), to)
}

const guard = (apiKey: Redacted.Redacted) =>
  Layer.succeed(
    UsageApi.BearerAuth,
    UsageApi.BearerAuth.of({
      bearerAuth: (answer, { credential }) =>
        Redacted.value(credential) === Redacted.value(apiKey)
          ? answer
          : Effect.succeed(Answer.problem(401, "AuthError", "Invalid API key"))
    })
  )

const parameterErrors = HttpApiMiddleware.layerSchemaErrorTransform(UsageApi.ParameterErrors, (error) => {
  const [issue] = formatIssue(error.cause.issue).issues
  const field = issue?.path?.find((segment) => typeof segment === "string") ?? "query"
  return Effect.succeed(validationError(field, `${field} must be one date of the calendar, written YYYY-MM-DD`))
})

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const validationError = (field: string, message: string) => Answer.problem(400, "ValidationError", message, field)
