/**
 * Who may ask: the host's decision, without which the API does not start.
 *
 * @since 0.1.0
 */
import * as UsageApi from "@varg-usage/core/UsageApi"
import { Effect, Layer } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiMiddleware } from "effect/http-api"

import * as Problem from "./internal/problem.ts"

/**
 * - `allowed`: the request is answered.
 * - `unauthorized`: 401, the host does not know who asks.
 * - `forbidden`: 403, it does, and they may not.
 *
 * @category models
 * @since 0.1.0
 */
export type Access = "allowed" | "unauthorized" | "forbidden"

const Unauthorized = UsageApi.ErrorResponse.annotate({
  identifier: "Unauthorized",
  description: "The host does not know who asks.",
  httpApiStatus: 401
})

const Forbidden = UsageApi.ErrorResponse.annotate({
  identifier: "Forbidden",
  description: "Who asks may not.",
  httpApiStatus: 403
})

/**
 * The middleware of every endpoint. There is no default.
 *
 * @category middleware
 * @since 0.1.0
 */
export class UsageAccess extends HttpApiMiddleware.Service<UsageAccess>()("@varg-usage/http/UsageAccess", {
  error: [Unauthorized, Forbidden]
}) {}

/**
 * Decides by the request. A decision that fails to be made is none: the request is answered with a 500.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = <E, R>(
  decide: (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<Access, E, R>
): Layer.Layer<UsageAccess, never, R> =>
  Layer.effect(
    UsageAccess,
    Effect.map(
      Effect.context<R>(),
      (context) => (answer) =>
        Effect.gen(function* () {
          const request = yield* HttpServerRequest.HttpServerRequest
          const access = yield* Effect.orDie(Effect.provideContext(decide(request), context))
          if (access === "allowed") return yield* answer
          return Problem.toResponse(access === "unauthorized" ? unauthorized : forbidden)
        })
    )
  )

/**
 * Whoever reaches the routes may ask: for a host that decides in front of them.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerUnprotected: Layer.Layer<UsageAccess> = Layer.succeed(UsageAccess, (answer) => answer)

const unauthorized = { error: "Unauthorized", message: "Sign in to ask about usage.", statusCode: 401 }

const forbidden = { error: "Forbidden", message: "You may not ask about usage.", statusCode: 403 }
