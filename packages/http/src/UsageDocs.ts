/**
 * A page for people that describes the API and asks it: Swagger UI with all of its parts inside, 2 MB.
 *
 * @since 0.1.0
 */
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiSwagger } from "effect/http-api"

import * as Mounted from "./internal/mounted.ts"

/**
 * `GET /usage/docs`, under the prefix of the API (none by default). The page holds no data and is open to whoever reaches it; what it asks, it
 * asks as its reader. It loads nothing from anywhere else, and its policy allows nothing else.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (prefix?: `/${string}`): Layer.Layer<never, never, HttpRouter.HttpRouter> => {
  const { api, path } = Mounted.at(prefix)
  return HttpApiSwagger.layer(api, { path: path("docs") }).pipe(Layer.provide(headers.layer))
}

const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const headers = HttpRouter.middleware(
  Effect.map(HttpServerResponse.setHeaders({ "content-security-policy": policy, "x-content-type-options": "nosniff" }))
)
