/**
 * When a failed attempt is tried again, as data.
 *
 * One loop owns every retry, over the whole attempt: request, body, decoding and reconciliation, since most faults of
 * money show after the headers. The policy never asks earlier than the server allows.
 *
 * @since 0.1.0
 */
import { Duration, type Schedule } from "effect"

import { treatment } from "./internal/retryDecision.ts"
import type { CallError, UsageError } from "./UsageError.ts"

/**
 * An Effect `Schedule` in place of a policy, for those who want less: it alone says how often and when. What is final is
 * not tried again all the same, and a server that asks everybody to wait is not asked before.
 *
 * @category models
 * @since 0.1.0
 */
export type PlainSchedule = Schedule.Schedule<unknown, CallError>

/**
 * How often a call is tried, how long it waits between two attempts, and how long it may take.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryPolicy {
  /**
   * Requests per call, the first included; 1 to 10.
   *
   * Why 4: with 5 % of attempts failing, a year of 365 days completes in 99.77 % of runs; 3 would give 95.5 %.
   *
   * @default 4
   */
  readonly attempts: number
  /**
   * Wait before retry `i` (from 0) after a transient failure: a random time up to `min(cap, base * 2^i)`.
   *
   * @default base 500 milliseconds, cap 8 seconds
   */
  readonly transient: Backoff
  /**
   * Wait after a 429 without a hint: `d / 2` plus a random time up to `d / 2`, where `d = min(cap, base * 2^i)`.
   *
   * Why: the documented window is a minute; waits that may be near zero would burn all attempts inside of it.
   *
   * @default base 15 seconds, cap 60 seconds
   */
  readonly throttle: Backoff
  /**
   * The longest hint that is waited for. A longer one fails at once and is told to the caller.
   *
   * @default 120 seconds
   */
  readonly hintCap: Duration.Duration
  /**
   * The longest that one attempt may take, from making the connection to the end of the body. A transport may have a
   * shorter limit on connecting: `UsageError.AttemptTimeout` tells which.
   *
   * @default 30 seconds
   */
  readonly attemptTimeout: Duration.Duration
  /**
   * The longest that a call may take, waits between attempts included. No wait is begun that would end after it. Time
   * that a call waits for its turn under the rate limit does not count: it is not the gateway's to answer for.
   *
   * @default 120 seconds
   */
  readonly deadline: Duration.Duration
}

/**
 * A wait that grows: `base * 2^i` before retry `i` (from 0), and never more than `cap`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Backoff {
  readonly base: Duration.Duration
  readonly cap: Duration.Duration
}

/**
 * For calls that somebody waits for.
 *
 * @category constants
 * @since 0.1.0
 */
export const interactive: RetryPolicy = {
  attempts: 4,
  transient: { base: Duration.millis(500), cap: Duration.seconds(8) },
  throttle: { base: Duration.seconds(15), cap: Duration.seconds(60) },
  hintCap: Duration.seconds(120),
  attemptTimeout: Duration.seconds(30),
  deadline: Duration.seconds(120)
}

/**
 * For long runs that nobody watches: more attempts, and longer waits for a server that asks for them.
 *
 * @category constants
 * @since 0.1.0
 */
export const backfill: RetryPolicy = {
  ...interactive,
  attempts: 6,
  hintCap: Duration.minutes(15),
  deadline: Duration.minutes(30)
}

/**
 * Never tries again.
 *
 * @category constants
 * @since 0.1.0
 */
export const none: RetryPolicy = { ...interactive, attempts: 1 }

/**
 * Whether another try may help: what an application asks that retries on its own, later. A policy itself also bounds how
 * often.
 *
 * @category predicates
 * @since 0.1.0
 */
export const isRetryable = (error: UsageError): boolean => error._tag !== "InvalidRange" && treatment(error) !== "final"
