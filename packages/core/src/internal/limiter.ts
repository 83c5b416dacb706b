/**
 * Lets requests through no faster than the plan allows, in the order in which they came, and no more at once than asked.
 */
import { Duration, Effect, type Scope, Semaphore } from "effect"

import type { RateHeaders } from "./hint.ts"
import { monotonicMillis } from "./monotonic.ts"
import { SlidingLog } from "./slidingLog.ts"

export interface Options {
  /** Requests in any minute; `Infinity` for no limit. */
  readonly perMinute: number
  /** Requests under way at once. */
  readonly concurrency: number
  /** The longest that the rate headers of an answer can hold us back. */
  readonly maxPause: Duration.Duration
}

export interface Limiter {
  /**
   * Waits for a place, and keeps it until the scope closes. `check` is asked when its turn has come, and takes no place
   * where it fails. Gives the milliseconds that it waited.
   */
  readonly place: <E>(check: Effect.Effect<void, E>) => Effect.Effect<number, E, Scope.Scope>
  /** Takes in what the headers of an answer say about the rate. */
  readonly observe: (headers: RateHeaders) => Effect.Effect<void>
  /** The server asks all of us to wait, for a day at the most. */
  readonly pause: (millis: number) => Effect.Effect<void>
  /** Milliseconds that are left of what the server asked for. */
  readonly pausedFor: Effect.Effect<number>
}

/** A minute. */
const windowMillis = 60_000
const dayMillis = 86_400_000

export const make = (options: Options): Limiter => {
  const log = new SlidingLog(options.perMinute, windowMillis)
  const slots = Semaphore.makeUnsafe(options.concurrency)
  /** One request at a time looks at the log, so that they go in the order in which they came. */
  const turn = Semaphore.makeUnsafe(1)

  const enter = <E>(check: Effect.Effect<void, E>): Effect.Effect<number, E> =>
    Effect.flatMap(Effect.andThen(check, monotonicMillis), (now) => {
      const wait = log.waitAt(now)
      if (wait > 0) return Effect.andThen(Effect.sleep(Duration.millis(Math.ceil(wait))), enter(check))
      log.enter(now)
      return Effect.succeed(now)
    })

  const settle = (sent: number) => Effect.map(monotonicMillis, (now) => log.settle(sent, now))

  let askedUntil = Number.NEGATIVE_INFINITY

  return {
    place: Effect.fnUntraced(function* (check) {
      const asked = yield* monotonicMillis
      yield* Effect.acquireRelease(slots.take(1), () => slots.release(1), { interruptible: true })
      const sent = yield* Effect.acquireRelease(turn.withPermits(1)(enter(check)), settle, { interruptible: true })
      return sent - asked
    }),
    observe: ({ limit, pauseMillis }) =>
      Effect.map(monotonicMillis, (now) => {
        if (limit !== undefined) log.serverLimit(limit)
        if (pauseMillis !== undefined) log.pauseUntil(now + Math.min(pauseMillis, Duration.toMillis(options.maxPause)))
      }),
    pause: (millis) =>
      Effect.map(monotonicMillis, (now) => {
        askedUntil = Math.max(askedUntil, now + Math.min(millis, dayMillis))
        log.pauseUntil(askedUntil)
      }),
    pausedFor: Effect.map(monotonicMillis, (now) => Math.max(0, askedUntil - now))
  }
}
