/**
 * The routes: what a host mounts on its `HttpRouter`.
 *
 * Answers are marked `no-store`, since what was spent is nobody's cache's business, and `nosniff`. A request below `/usage/`
 * that no route takes, be it of the host's, is a 404, and another method than GET a 405.
 *
 * @since 0.1.0
 */
import * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import { Cause, Effect, Layer } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"

import * as Handlers from "./internal/handlers.ts"
import * as Mounted from "./internal/mounted.ts"
import * as ParameterErrors from "./internal/parameterErrors.ts"
import * as Problem from "./internal/problem.ts"
import type * as UsageAccess from "./UsageAccess.ts"

/**
 * Where the API is mounted, and what it may be asked.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * What the paths begin with, such as `/api`.
   *
   * @default "/"
   */
  readonly prefix?: `/${string}` | undefined
  /**
   * The most days that one request may ask for. One that names none asks for the last 30, or for as many.
   *
   * @default 366
   */
  readonly maxDays?: number | undefined
  /**
   * Windows that are read at the same time for one request.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined
}

/**
 * `GET /usage/report`, `/usage/days`, `/usage/budget`, and their OpenAPI document at `/usage/openapi.json`. It needs the
 * host's decision who may ask: a layer of `UsageAccess`. Throws a `TypeError` where an option can't be used.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({ concurrency = 4, maxDays = 366, prefix }: Options = {}): Layer.Layer<
  never,
  never,
  HttpRouter.HttpRouter | UsageAccess.UsageAccess | UsageAggregate.UsageAggregate
> => {
  const { api, path, paths } = Mounted.at(prefix)
  for (const [option, value] of Object.entries({ concurrency, maxDays })) {
    if (!(value >= 1))
      throw new TypeError(`${option}: must be 1 or more, and is ${value}. Leave it away for the default.`)
  }
  const handlers = HttpApiBuilder.group(api, "usage", (group) =>
    Effect.map(UsageAggregate.UsageAggregate, (aggregate) =>
      group.handleAll(Handlers.make(aggregate, { concurrency, maxDays }))
    )
  )
  return HttpApiBuilder.layer(api, { openapiPath: path("openapi.json") }).pipe(
    Layer.provide(handlers),
    Layer.provide(ParameterErrors.layer),
    Layer.provide(answers.layer),
    // For answers that are files, of which there are none.
    Layer.provide(HttpServer.layerServices),
    Layer.merge(Handlers.unrouted({ below: path(""), paths }))
  )
}

/** A defect is told to the host, and to the one who asked as a 500. */
const answers = HttpRouter.middleware((answer) =>
  answer.pipe(
    Effect.catchDefect((defect) =>
      Effect.as(Effect.logError("Usage was not read:", Cause.die(defect)), Problem.toResponse(Problem.internal))
    ),
    Effect.map(Handlers.marked)
  )
)
