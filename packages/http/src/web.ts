/**
 * The API as a function from `Request` to `Response`: for Hono, Next.js, Bun, Deno, workers, and whatever else speaks the
 * platform's own HTTP. With `node`, for Express and Fastify.
 *
 * @since 0.1.0
 */
import { InvalidConfig, layerOf, type UsageClient } from "@varg-usage/aggregate/promise"
import { Cause, Effect, Layer, Logger } from "effect"
import { HttpRouter } from "effect/http"

import * as Handlers from "./internal/handlers.ts"
import * as Mounted from "./internal/mounted.ts"
import * as UsageAccess from "./UsageAccess.ts"
import type * as UsageDocs from "./UsageDocs.ts"
import * as UsageHttp from "./UsageHttp.ts"

/**
 * Whose usage is served, who may ask for it, and where.
 *
 * @category models
 * @since 0.1.0
 */
export interface HandlerOptions extends UsageHttp.Options {
  /** Whom to ask: `createUsageClient` of `@varg-usage/aggregate/promise`. Its key stays with it. */
  readonly client: UsageClient
  /**
   * Who may ask. `"allowed"` answers the request, `"unauthorized"` is 401 and `"forbidden"` 403; a function that throws is
   * 500. `"unprotected"` says that whoever reaches the handler may ask. There is no default.
   */
  readonly access: "unprotected" | ((request: Request) => UsageAccess.Access | Promise<UsageAccess.Access>)
  /**
   * A page that describes the API, at `/usage/docs`: `UsageDocs.layer`. It adds 2 MB to a bundle.
   *
   * @default none
   */
  readonly docs?: typeof UsageDocs.layer | undefined
  /**
   * Is told why usage could not be read, which the one who asked is not: one line each, never with the key.
   *
   * @default console.warn
   */
  readonly log?: ((line: string) => void) | undefined
}

/**
 * Answers requests, until it is disposed of.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageHandler extends AsyncDisposable {
  /** Answers a request; it never rejects. When its signal is aborted or its body is cancelled, the reading ends. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Ends the handler. The client is not its own, and goes on. */
  readonly dispose: () => Promise<void>
}

/**
 * Makes a handler. Throws `InvalidConfig` of `@varg-usage/aggregate/promise` without a client of `createUsageClient`, and
 * without a decision who may ask, and a `TypeError` where another option can't be used.
 *
 * @category constructors
 * @since 0.1.0
 */
export const createUsageHandler = (handlerOptions: HandlerOptions): UsageHandler => {
  // Plain JavaScript may give nothing, and is told what is missing by its name.
  const { access, client, docs, log, ...options }: HandlerOptions = { ...handlerOptions }
  const routes = UsageHttp.layer(options).pipe(Layer.provide(accessLayer(access)), Layer.provide(layerOf(client)))
  const page = docs === undefined ? Layer.empty : docs(options.prefix)
  const { path, paths } = Mounted.at(options.prefix)
  const known = docs === undefined ? paths : [...paths, path("docs")]
  const app = Layer.mergeAll(routes, page, Handlers.unrouted({ below: "/", paths: known }), loggerLayer(log))
  const { dispose, handler } = HttpRouter.toWebHandler(app, { disableLogger: true })
  return { fetch: (request) => handler(request), dispose, [Symbol.asyncDispose]: dispose }
}

const accessLayer = (access: HandlerOptions["access"]): Layer.Layer<UsageAccess.UsageAccess> => {
  if (access === "unprotected") return UsageAccess.layerUnprotected
  if (typeof access !== "function") {
    const reason = 'say who may ask. Give a function of the request, or "unprotected".'
    throw new InvalidConfig(`access: ${reason}`, { _tag: "InvalidConfig", option: "access", reason })
  }
  // What the request of a web handler was made from is the one that it was given.
  return UsageAccess.layer(({ source }) =>
    Effect.flatMap(
      Effect.sync(() => access(source as Request)),
      (decision) => Effect.promise(() => Promise.resolve(decision))
    )
  )
}

const loggerLayer = (log: (line: string) => void = warn) =>
  Logger.layer([
    Logger.make(({ cause, message }) => {
      const defects = cause.reasons.length === 0 ? [] : [Cause.squash(cause)]
      log([message, defects].flat().map(String).join(" "))
    })
  ])

// oxlint-disable-next-line no-console -- a program without a logger of its own has this one
const warn = (line: string) => console.warn(line)
