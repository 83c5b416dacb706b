/**
 * One attempt at one window, in one scope: send, status gate, content-type gate, bounded body, decode, fold, reconcile.
 * Whatever ends it, success, failure or interruption, the connection is given back or cut.
 */
import { Clock, Duration, Effect, Exit, Option, type Redacted, Scope, type Stream } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import type { HttpClientError } from "effect/http"

import type { DateRange } from "../DateRange.ts"
import type { RetryPolicy } from "../RetryPolicy.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import * as E from "../UsageError.ts"
import * as Body from "./body.ts"
import type { CallState } from "./call.ts"
import * as Hint from "./hint.ts"
import type { Limiter } from "./limiter.ts"
import { monotonicMillis } from "./monotonic.ts"
import { contentTypeGate, isJson, originGate, statusGate } from "./refusal.ts"
import { scrub } from "./scrub.ts"
import * as Telemetry from "./telemetry.ts"
import * as Transport from "./transport.ts"

/** Where and as whom to ask. */
export interface Gateway {
  readonly client: HttpClient.HttpClient
  /** The endpoint, without a query. */
  readonly endpoint: URL
  readonly apiKey: Redacted.Redacted
  /** What each request says beside its dates: the key, who asks, and which compressions can be undone. */
  readonly request: HttpClientRequest.HttpClientRequest
  readonly limiter: Limiter
  /** Once a key is refused, nothing more is asked with it. */
  readonly latch: { refused: boolean }
}

/** Where a server names the request: the vendor's own, then the network's in front of it. */
const requestIdHeaders = ["x-request-id", "cf-ray"] as const

/** Asks for a window and folds the answer, in a place of the limiter's. */
export const fold = <S>(
  gateway: Gateway,
  ask: Body.Ask<S>,
  turn: Turn,
  call: CallState
): Effect.Effect<Body.Answer<S>, E.CallError> => {
  const attempt = Effect.flatMap(open(gateway, ask.window, call), (response) => Body.read(ask, response, call))
  return Effect.scoped(Effect.andThen(place(gateway, turn, call), within(gateway, turn, call, Effect.scoped(attempt))))
}

/** Asks for a window, and gives its batches as they arrive. What is read stays open until the scope closes. */
export const stream = (
  gateway: Gateway,
  ask: Body.StreamAsk,
  turn: Turn,
  call: CallState
): Effect.Effect<Stream.Stream<UsageBatch, E.CallError>, E.CallError, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(yield* Effect.scope)
    const response = yield* place(gateway, turn, call).pipe(
      Effect.andThen(within(gateway, turn, call, open(gateway, ask.window, call))),
      Scope.provide(scope),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
    return Body.stream(ask, response, turn.limits, call)
  })

export type Limits = Pick<RetryPolicy, "attemptTimeout" | "deadline" | "hintCap">

/** What an attempt may do: how long it may take, and whether it may still be sent when its turn has come. */
export interface Turn {
  readonly limits: Limits
  readonly mayStillSend: Effect.Effect<void, E.CallError>
}

/** Waits for a place among all calls of the client, unless nothing is to be sent any more. */
const place = (gateway: Gateway, { limits, mayStillSend }: Turn, call: CallState) => {
  const check = notRefused(gateway, call).pipe(
    Effect.andThen(mayStillSend),
    Effect.andThen(notPaused(gateway, limits, call))
  )
  return Effect.flatMap(gateway.limiter.place(check), (waited) => {
    call.waited(waited)
    return Telemetry.throttle(waited)
  })
}

/** Fails where the key has been refused before: nothing more is asked with it. */
const notRefused = (gateway: Gateway, call: CallState): Effect.Effect<void, E.AuthError> =>
  Effect.suspend(() => (gateway.latch.refused ? call.fail((about) => new E.AuthError(about)) : Effect.void))

/** Fails where the server has asked for a longer wait than the policy has patience for. */
const notPaused = (gateway: Gateway, limits: Limits, call: CallState): Effect.Effect<void, E.RateLimited> =>
  Effect.flatMap(gateway.limiter.pausedFor, (millis) => {
    if (millis <= Duration.toMillis(limits.hintCap)) return Effect.void
    const retryAfter = Duration.millis(Math.ceil(millis))
    return call.fail((about) => new E.RateLimited({ ...about, source: "none", retryAfter }))
  })

/** The attempt within its own time and what is left of the call's. */
const within = <A, R>(gateway: Gateway, { limits }: Turn, call: CallState, attempt: Effect.Effect<A, E.CallError, R>) =>
  Effect.flatMap(call.elapsed, (elapsed) => {
    const limit = Duration.min(limits.attemptTimeout, Duration.subtract(limits.deadline, elapsed))
    call.patience = Duration.min(Duration.seconds(2), Duration.times(limit, 0.5))
    const timed = Effect.timeoutOrElse(attempt, {
      duration: limit,
      orElse: () => call.fail((about) => new E.AttemptTimeout({ ...about, phase: call.phase, limit }))
    })
    return Telemetry.attempt(gateway.endpoint, call, timed)
  })

/** Sends the request, and lets a 200 with JSON through. The body is cancelled when the scope closes. */
const open = Effect.fnUntraced(function* (gateway: Gateway, window: DateRange, call: CallState) {
  call.begin()
  const response = yield* send(gateway, window, call)
  call.phase = "body"
  yield* Effect.annotateCurrentSpan("http.response.status_code", response.status)
  const requestId = requestIdHeaders.map((name) => response.headers[name]).find((id) => id !== undefined)
  if (requestId !== undefined) call.requestId = scrub(requestId, gateway.apiKey)
  const now = yield* Clock.currentTimeMillis
  yield* gateway.limiter.observe(Hint.readRate({ headers: response.headers, now }))
  // A proxy's page may say 401 as well, and says nothing of the key.
  if (response.status === 401 && isJson(response)) gateway.latch.refused = true
  yield* originGate(gateway, response, call)
  yield* statusGate(gateway, response, call)
  yield* contentTypeGate(gateway, response, call)
  return response
})

const send = Effect.fnUntraced(function* (gateway: Gateway, window: DateRange, call: CallState) {
  const request = HttpClientRequest.setUrlParams(gateway.request, { from: window.from, to: window.to })
  const began = yield* monotonicMillis
  const fetchInit = Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({}))
  return yield* HttpClient.withScope(gateway.client)
    .execute(request)
    .pipe(
      // `fetch` would follow a redirect, with the key.
      // A cache would answer with what was true once.
      Effect.provideService(FetchHttpClient.RequestInit, { ...fetchInit, redirect: "manual", cache: "no-store" }),
      // Effect's own span would hold the request with the key, and send trace headers to the gateway.
      Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
      Effect.catch((error) => answerOf(error, call, began))
    )
})

/** A client given to us may take statuses for errors: then its error holds the answer. */
function answerOf({ reason }: HttpClientError.HttpClientError, call: CallState, began: number) {
  return reason._tag === "StatusCodeError"
    ? Effect.succeed(reason.response)
    : Effect.flatMap(monotonicMillis, (now) => noAnswer(Transport.classify(reason), now - began, call))
}

function noAnswer(
  failure: Transport.TimedOut | Transport.Failed,
  millis: number,
  call: CallState
): Effect.Effect<never, E.TransportError | E.AttemptTimeout> {
  if ("kind" in failure) return call.fail((about) => new E.TransportError({ ...about, ...failure }))
  // The transport does not say which limit it has.
  const limit = Duration.millis(Math.round(millis))
  return call.fail((about) => new E.AttemptTimeout({ ...about, phase: failure.phase, limit }))
}
