/**
 * What is known of a call while it runs: over all of its attempts.
 */
import { Clock, Duration, Effect } from "effect"

import type { DateRange } from "../DateRange.ts"
import type { Call } from "../UsageError.ts"

export class CallState {
  attempts = 0
  phase: "headers" | "body" = "headers"
  requestId: string | undefined
  /** How long the words of a failed answer are worth waiting for. */
  patience = Duration.seconds(2)
  private readonly window: DateRange
  private startNanos: bigint

  constructor(window: DateRange, startNanos: bigint) {
    this.window = window
    this.startNanos = startNanos
  }

  /** Time that a call waits for its turn among others is not the gateway's to answer for. */
  waited(millis: number): void {
    this.startNanos += BigInt(Math.round(millis * 1e6))
  }

  begin(): void {
    this.attempts++
    this.phase = "headers"
    this.requestId = undefined
  }

  /** Time since the call began, without its waits for its turn, by a clock that is never set. */
  get elapsed(): Effect.Effect<Duration.Duration> {
    return Effect.map(Clock.monotonicTimeNanos, (now) =>
      Duration.millis(Math.round(Number(now - this.startNanos) / 1e6))
    )
  }

  /** Fails with an error that tells about the call so far. */
  fail<Error>(make: (call: Call) => Error): Effect.Effect<never, Error> {
    return Effect.flatMap(this.elapsed, (elapsed) => {
      const { attempts, requestId, window } = this
      return Effect.fail(make({ window, attempts, elapsed, ...(requestId !== undefined && { requestId }) }))
    })
  }
}
