/**
 * The one loop that owns every retry of a client, inside its circuit breaker and on its budget.
 */
import { Duration, Effect, Schedule, type Scope } from "effect"

import * as RetryPolicy from "../RetryPolicy.ts"
import { type CallError, CircuitOpen } from "../UsageError.ts"
import type { Limits } from "./attempt.ts"
import * as Breaker from "./breaker.ts"
import type { CallState } from "./call.ts"
import { monotonicMillis } from "./monotonic.ts"
import { RetryBudget } from "./retryBudget.ts"
import { type Cost, plainSchedule, type Retry, schedule } from "./retryDecision.ts"
import * as Telemetry from "./telemetry.ts"

export interface Retrying {
  /**
   * Runs attempts until one succeeds or the policy ends. An attempt asks `mayStillSend` when its turn has come.
   */
  readonly run: <A, R>(
    call: CallState,
    attempt: (mayStillSend: Effect.Effect<void, CallError>) => Effect.Effect<A, CallError, R>
  ) => Effect.Effect<A, CallError, R>
  readonly limits: Limits
}

/** A plain schedule says when to try again, and nothing of how long an attempt may take. */
const scheduleLimits: Limits = { ...RetryPolicy.interactive, deadline: Duration.infinity }

export const make = (
  retry: RetryPolicy.RetryPolicy | RetryPolicy.PlainSchedule
): Effect.Effect<Retrying, never, Scope.Scope> =>
  Effect.map(Breaker.make, (breaker) => {
    const attempts = Schedule.isSchedule(retry) ? bySchedule(retry) : byPolicy(retry)
    return {
      run: (call, attempt) =>
        breaker.guard(
          (stillClosed) => attempts(attempt(stillClosed)),
          (retryAfter) => call.fail((about) => new CircuitOpen({ ...about, retryAfter }))
        ),
      limits: Schedule.isSchedule(retry) ? scheduleLimits : retry
    }
  })

type Attempts = <A, R>(attempt: Effect.Effect<A, CallError, R>) => Effect.Effect<A, CallError, R>

const bySchedule =
  (given: RetryPolicy.PlainSchedule): Attempts =>
  (attempt) =>
    Effect.suspend(() => {
      const permit = (retry: Retry) => Effect.as(Telemetry.retry(retry), true)
      return Effect.retry(attempt, plainSchedule(given, scheduleLimits.hintCap, permit))
    })

const byPolicy = (policy: RetryPolicy.RetryPolicy): Attempts => {
  const budget = new RetryBudget()
  return (attempt) =>
    Effect.suspend(() => {
      let paid: Cost | undefined
      const permit = (retry: Retry) =>
        Effect.flatMap(monotonicMillis, (now) => {
          if (!budget.take(retry.cost, now)) return Effect.succeed(false)
          paid = retry.cost
          return Telemetry.retry(retry).pipe(
            Effect.andThen(Telemetry.retryBudget(budget.levelAt(now))),
            Effect.as(true)
          )
        })
      return attempt.pipe(
        Effect.retry(schedule(policy, permit)),
        Effect.tap(() => Effect.map(monotonicMillis, (now) => budget.refund(paid, now)))
      )
    })
}
