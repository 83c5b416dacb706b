/**
 * Stops asking a gateway that is down. The one file that knows Effect's circuit breaker.
 *
 * Five failed calls in a row open the circuit for 15 seconds, twice as long each time it opens again, up to 2 minutes or
 * what the server asked for; then one call probes. A call is one outcome, however many attempts it made.
 */
import { Clock, Duration, Effect, Exit, Metric, Result, Schedule, type Scope, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"

import type { CallError } from "../UsageError.ts"
import * as UsageMetrics from "../UsageMetrics.ts"
import { monotonicClock } from "./monotonic.ts"

export interface Breaker {
  /**
   * Runs the call, or `rejected` with the time until the next probe. The call asks `stillClosed` when its turn to send
   * has come: it may have waited while others failed.
   */
  readonly guard: <A, R>(
    call: (stillClosed: Effect.Effect<void, CallError>) => Effect.Effect<A, CallError, R>,
    rejected: (retryAfter: Duration.Duration) => Effect.Effect<never, CallError>
  ) => Effect.Effect<A, CallError, R>
}

const maxOpen = Duration.minutes(2)
const key = "gateway"

const states = { Closed: 0, HalfOpen: 1, Open: 2 } as const

/** A probe is under way: its answer is near. */
const probing = Duration.seconds(1)

/** Effect's store reads the time of day, and a correction of it must not keep a circuit open. */
const monotonicStore = Effect.gen(function* () {
  const store = yield* CircuitBreaker.CircuitBreakerStore
  const clock = yield* monotonicClock
  const timed = Effect.provideService(Clock.Clock, clock)
  return CircuitBreaker.CircuitBreakerStore.of({
    admit: (name) => timed(store.admit(name)),
    record: (outcome) => timed(store.record(outcome)),
    state: (name) => timed(store.state(name))
  })
}).pipe(Effect.provide(CircuitBreaker.layerStoreMemory()))

export const make: Effect.Effect<Breaker, never, Scope.Scope> = Effect.gen(function* () {
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(5),
    openDuration: Schedule.exponential("15 seconds").pipe(
      Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, maxOpen)))
    ),
    maxOpenDuration: maxOpen
  })
  yield* Metric.update(UsageMetrics.circuit, states.Closed)
  yield* Effect.forkScoped(
    Stream.runForEach(breaker.transitions, ({ to }) => Metric.update(UsageMetrics.circuit, states[to]))
  )
  const state = Effect.orElseSucceed(breaker.state(key), () => undefined)

  const guard: Breaker["guard"] = (call, rejected) => {
    const guarded = Effect.flatMap(state, (admittedIn) => {
      const isProbe = admittedIn?._tag === "HalfOpen"
      const stillClosed = Effect.flatMap(state, (now) => {
        if (now === undefined || now._tag === "Closed" || isProbe) return Effect.void
        return rejected(now._tag === "Open" ? now.retryAfter : probing)
      })
      return Effect.result(call(stillClosed))
    })
    return breaker.execute(guarded, { key, classify }).pipe(
      Effect.catch(({ reason }) => rejected(reason._tag === "CircuitOpen" ? reason.retryAfter : probing)),
      Effect.flatMap(Effect.fromResult)
    )
  }
  return { guard }
}).pipe(Effect.provideServiceEffect(CircuitBreaker.CircuitBreakerStore, monotonicStore))

/** What a call says about the gateway's health: answers do, even refusals; whatever is ours says nothing. */
function classify(exit: Exit.Exit<Result.Result<unknown, CallError>>): CircuitBreaker.Outcome {
  if (!Exit.isSuccess(exit)) return CircuitBreaker.ignored
  const result = exit.value
  if (Result.isSuccess(result)) return CircuitBreaker.success
  switch (result.failure._tag) {
    case "ServerError":
      return CircuitBreaker.failure({ retryAfter: result.failure.retryAfter })
    case "TransportError":
    case "AttemptTimeout":
    case "DeadlineExceeded":
    case "BodyTruncated":
      return CircuitBreaker.failure()
    case "RetryBudgetExhausted":
      return result.failure.last.tag === "RateLimited" ? CircuitBreaker.ignored : CircuitBreaker.failure()
    case "CallbackError":
    case "CircuitOpen":
    case "RateLimited":
      return CircuitBreaker.ignored
    default:
      return CircuitBreaker.success
  }
}
