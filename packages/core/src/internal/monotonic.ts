/**
 * Time that is never set: for measuring and waiting, where the time of day may be corrected in between.
 */
import { Clock, Effect } from "effect"

/** Milliseconds since some instant of the past, with their fractions. */
export const monotonicMillis: Effect.Effect<number> = Effect.map(
  Clock.monotonicTimeNanos,
  (nanos) => Number(nanos / 1000n) / 1000
)

/** The clock, with the time that is never set for the time of day. */
export const monotonicClock: Effect.Effect<Clock.Clock> = Effect.map(Effect.service(Clock.Clock), (clock) => {
  const millis = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
  return {
    sleep: (duration) => clock.sleep(duration),
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    currentTimeNanos: clock.monotonicTimeNanos,
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos
  }
})
