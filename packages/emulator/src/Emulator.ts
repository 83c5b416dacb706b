/**
 * The usage API without the API: the contract of `@varg-usage/core`, served over a dataset.
 *
 * `layerHttpClient` answers in process, in the fiber that asks, so that a test on virtual time stays on it.
 * `layerServer` answers over any HTTP server of Effect. Both speak the same bytes: exact decimals, the contract's
 * errors, and faults where a script asks for them.
 *
 * Today is by the `Clock` service: a record is not there before its `created_at`. A test on `TestClock`, which starts
 * in 1970, first sets the time it wants to be.
 *
 * @since 0.1.0
 */
import type { DateRange } from "@varg-usage/core/DateRange"
import { Clock, Context, Effect, Layer, Redacted, type Scope, Stream } from "effect"
import {
  HttpBody,
  HttpClient,
  HttpClientError,
  type HttpClientRequest,
  HttpMiddleware,
  HttpServer,
  HttpServerRequest,
  HttpServerResponse
} from "effect/http"

import * as Fault from "./Fault.ts"
import * as Answer from "./internal/answer.ts"
import * as Api from "./internal/api.ts"
import * as Journal from "./internal/journal.ts"
import * as UsageDataset from "./UsageDataset.ts"
import type { UsageTruth } from "./UsageTruth.ts"

/**
 * The key that an emulator takes when it is given no other.
 *
 * @category constants
 * @since 0.1.0
 */
export const demoKey = "varg_test_emulator"

/**
 * A request as it arrived. Of its query only the two dates are kept, and none of its headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageRequest {
  /** 0 for the first request to this emulator. */
  readonly index: number
  /** How often the same path and dates had been asked for before: 0 the first time, 1 on a first retry. */
  readonly attempt: number
  /** When it arrived, by the `Clock` service, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The text of the parameter, whatever it is. */
  readonly from: string | undefined
  /** The text of the parameter, whatever it is. */
  readonly to: string | undefined
}

/**
 * A request and what became of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestEntry extends UsageRequest {
  /** `undefined` as long as there is no answer, and for good when the connection broke before one. */
  readonly status: number | undefined
}

/**
 * How an emulator behaves.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * The records that it serves.
   *
   * @default UsageDataset.make()
   */
  readonly dataset?: UsageDataset.UsageDataset | undefined
  /**
   * The one key that it takes.
   *
   * @default Redacted.make(demoKey)
   */
  readonly apiKey?: Redacted.Redacted | undefined
  /**
   * What goes wrong with a request; several faults are applied in their order. It is asked once for each request, so
   * that `({ attempt }) => attempt === 0 ? Fault.error(503, "InternalError", "Try again") : undefined` fails every
   * first attempt.
   *
   * @default () => undefined
   */
  readonly faults?: ((request: UsageRequest) => Fault.Fault | ReadonlyArray<Fault.Fault> | undefined) | undefined
  /**
   * Is told at once what becomes of each request, for tests that look at how many are under way.
   *
   * @default () => undefined
   */
  readonly observe?: ((event: RequestEvent) => void) | undefined
}

/**
 * - `asked`: a request has arrived. `answered`: the head of its answer is there, or (without a `status`) its connection
 *   is broken.
 * - `released`: who asked has closed the scope of the request. Only of requests in process that have a scope.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestEvent {
  readonly type: "asked" | "answered" | "released"
  readonly request: RequestEntry
}

/**
 * One emulator: what it serves and what it was asked.
 *
 * @category services
 * @since 0.1.0
 */
export class Emulator extends Context.Service<
  Emulator,
  {
    readonly dataset: UsageDataset.UsageDataset
    /** The key that it takes. */
    readonly apiKey: Redacted.Redacted
    /**
     * Answers a request; any origin will do, the path is what counts. Fails with `ConnectionCut` when a fault breaks the
     * connection. The `signal` tells when the one who asks has no more use for the answer.
     */
    readonly respond: (
      request: HttpServerRequest.HttpServerRequest,
      signal?: AbortSignal
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse, Fault.ConnectionCut>
    /** The exact truth about a range as it is now: what untouched answers for it add up to. */
    readonly truth: (range: DateRange) => Effect.Effect<UsageTruth>
    /** The last 10,000 requests in order of arrival. */
    readonly requests: Effect.Effect<ReadonlyArray<RequestEntry>>
    /** How many requests there were. CORS preflights are not counted. */
    readonly requestCount: Effect.Effect<number>
  }
>()("@varg-usage/emulator/Emulator") {}

/**
 * An emulator that lives as long as the scope.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options = {}
): Effect.fn.Return<Emulator["Service"], never, Scope.Scope> {
  const { apiKey = Redacted.make(demoKey), dataset = UsageDataset.make(), faults = none, observe = none } = options
  const journal = new Journal.Journal()
  const answer = yield* Api.make({ apiKey, dataset })

  const respond = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, signal?: AbortSignal) {
    const now = yield* Clock.currentTimeMillis
    const entry = journal.open(request, now)
    observe({ type: "asked", request: entry })
    signal?.addEventListener("abort", () => observe({ type: "released", request: entry }), { once: true })
    const response = yield* [faults({ ...entry }) ?? []]
      .flat()
      .reduce(
        Answer.withFault,
        answer.pipe(
          Effect.provideService(HttpServerRequest.HttpServerRequest, request),
          Effect.provideService(Api.CurrentInstant, now),
          Effect.scoped
        )
      )
      .pipe(Effect.tapError(() => Effect.sync(() => observe({ type: "answered", request: entry }))))
    entry.status = response.status
    observe({ type: "answered", request: entry })
    return HttpServerResponse.setHeader(response, "x-request-id", `req_${String(entry.index).padStart(8, "0")}`)
  })

  return Emulator.of({
    apiKey,
    dataset,
    respond,
    truth: (range) => Effect.map(Clock.currentTimeMillis, (until) => dataset.truth(range, { until })),
    requests: Effect.sync(() => journal.all),
    requestCount: Effect.sync(() => journal.count)
  })
})

const none = () => undefined

/**
 * An emulator that nothing asks yet: for a transport of one's own.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options?: Options): Layer.Layer<Emulator> => Layer.effect(Emulator, make(options))

/**
 * An `HttpClient` whose every request is answered by an emulator in the same process, whatever its origin. There is no
 * socket and no other fiber: time is the caller's, interruption stops the answer, an aborted body fails.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttpClient = (options?: Options): Layer.Layer<Emulator | HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, Effect.map(Emulator, clientOf)).pipe(Layer.provideMerge(layer(options)))

/**
 * An emulator on an HTTP server of Effect, such as `NodeHttpServer.layer(createServer, { port: 0 })`. The API is under
 * `/v1`, and a page of any origin may call it.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerServer = (options?: Options): Layer.Layer<Emulator, never, HttpServer.HttpServer> =>
  Layer.unwrap(Effect.map(Emulator, (emulator) => HttpServer.serve(serverOf(emulator)))).pipe(
    Layer.provideMerge(layer(options))
  )

const clientOf = (emulator: Emulator["Service"]): HttpClient.HttpClient =>
  HttpClient.make((request, _url, signal) =>
    emulator.respond(HttpServerRequest.fromClientRequest(request), signal).pipe(
      Effect.map((response) => toClient(response, request, signal)),
      Effect.mapError(
        (cause) =>
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, cause })
          })
      )
    )
  )

const toClient = (
  response: HttpServerResponse.HttpServerResponse,
  request: HttpClientRequest.HttpClientRequest,
  signal: AbortSignal
) =>
  HttpServerResponse.toClientResponse(
    HttpServerResponse.omitsBody(response, request.method === "HEAD")
      ? HttpServerResponse.setBody(response, HttpBody.empty)
      : Answer.mapBytes(
          response,
          Stream.tap(() => (signal.aborted ? Effect.fail(signal.reason) : Effect.void))
        ),
    { request }
  )

const serverOf = (emulator: Emulator["Service"]) =>
  HttpServerRequest.HttpServerRequest.pipe(
    Effect.flatMap((request) =>
      emulator.respond(request).pipe(
        Effect.map((response) => (response.body._tag === "Stream" ? resetting(response, request) : response)),
        Effect.catchTag("ConnectionCut", ({ reset }) => breakConnection(request, reset))
      )
    ),
    Effect.interruptible,
    HttpMiddleware.cors({
      allowedMethods: ["GET", "HEAD"],
      exposedHeaders: ["x-request-id", "retry-after", "retry-after-ms"],
      maxAge: 600
    })
  )

/** A body that is cut by a reset breaks the connection itself; Node's server would close it. */
const resetting = (
  response: HttpServerResponse.HttpServerResponse,
  { source }: HttpServerRequest.HttpServerRequest
): HttpServerResponse.HttpServerResponse =>
  Answer.mapBytes(
    response,
    Stream.tapError((error) => Effect.sync(() => error instanceof Fault.ConnectionCut && error.reset && reset(source)))
  )

/**
 * Effect has no way to break a connection. The request of Node's servers has one, which is looked for by its name since
 * no module of Node is imported here; elsewhere the closest is an empty 503.
 */
const breakConnection = ({ source }: HttpServerRequest.HttpServerRequest, hard: boolean) =>
  Effect.sync(() => {
    if (!(hard && reset(source)) && has(source, "destroy")) source.destroy()
    return HttpServerResponse.empty({ status: 503, headers: { connection: "close" } })
  })

/** Sends an RST where the source has a socket that can. */
const reset = (source: object): boolean => {
  const socket = "socket" in source ? source.socket : undefined
  if (typeof socket !== "object" || socket === null || !has(socket, "resetAndDestroy")) return false
  socket.resetAndDestroy()
  return true
}

const has = <Name extends string>(source: object, name: Name): source is Readonly<Record<Name, () => void>> =>
  name in source && typeof (source as Record<string, unknown>)[name] === "function"
