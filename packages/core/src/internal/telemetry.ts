/**
 * Feeds the metrics, and gives each attempt its span.
 */
import { Duration, Effect, Exit, Metric } from "effect"

import type { CallError } from "../UsageError.ts"
import * as UsageMetrics from "../UsageMetrics.ts"
import type { CallState } from "./call.ts"
import { monotonicMillis } from "./monotonic.ts"
import type { Retry } from "./retryDecision.ts"
import type { Facts } from "./windowReader.ts"

/** One attempt: its span, its outcome, and how long it took. */
export const attempt = <A, R>(
  endpoint: URL,
  call: CallState,
  self: Effect.Effect<A, CallError, R>
): Effect.Effect<A, CallError, R> =>
  Effect.flatMap(monotonicMillis, (began) =>
    self.pipe(
      Effect.onExit((exit) => Effect.andThen(count(exit), elapsedSince(began))),
      Effect.withSpan("UsageClient.attempt", {
        kind: "client",
        attributes: {
          "http.request.method": "GET",
          "server.address": endpoint.hostname,
          "varg.attempt": call.attempts + 1
        }
      })
    )
  )

const count = (exit: Exit.Exit<unknown, CallError>) =>
  Metric.update(Metric.withAttributes(UsageMetrics.requests, { outcome: outcomeOf(exit) }), 1)

const elapsedSince = (began: number) =>
  Effect.flatMap(monotonicMillis, (now) => Metric.update(UsageMetrics.duration, now - began))

function outcomeOf(exit: Exit.Exit<unknown, CallError>): string {
  if (Exit.isSuccess(exit)) return "ok"
  const failure = Exit.findErrorOption(exit)
  return failure._tag === "Some" ? failure.value._tag : "interrupted"
}

/** A retry that is about to be waited for. */
export const retry = ({ error, waitMillis }: Retry): Effect.Effect<void> =>
  Effect.logDebug(`Trying again in ${Duration.format(Duration.millis(waitMillis))}: ${error.message}`).pipe(
    Effect.annotateLogs({ attempt: error.attempts, reason: error._tag }),
    Effect.andThen(Metric.update(Metric.withAttributes(UsageMetrics.retries, { reason: error._tag }), 1))
  )

/** Tokens left. */
export const retryBudget = (tokens: number): Effect.Effect<void> => Metric.update(UsageMetrics.retryBudget, tokens)

/** A wait for one's turn. */
export const throttle = (millis: number): Effect.Effect<void> =>
  millis > 0 ? Metric.update(UsageMetrics.throttled, Math.ceil(millis)) : Effect.void

/** A window that was read to its end. */
export const window = (facts: Facts): Effect.Effect<void> => {
  const fates = {
    counted: facts.records,
    outOfWindow: facts.outOfWindow.records,
    rejected: facts.rejected.records,
    repeated: facts.repeats.counted === "once" ? facts.repeats.records : 0
  }
  const updates = Object.entries(fates)
    .filter(([, records]) => records > 0)
    .map(([fate, records]) => Metric.update(Metric.withAttributes(UsageMetrics.records, { fate }), records))
  return Effect.andThen(Effect.all(updates, { discard: true }), Metric.update(UsageMetrics.bytes, facts.bytes))
}
