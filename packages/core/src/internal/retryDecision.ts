/**
 * What follows a failed attempt.
 */
import { Cause, Duration, Effect, Random, Schedule } from "effect"

import type { PlainSchedule, RetryPolicy } from "../RetryPolicy.ts"
import { type CallError, DeadlineExceeded, RetryBudgetExhausted } from "../UsageError.ts"

/**
 * How a failure is treated: tried again after a short wait, tried again when the server allows, tried again once, or
 * final.
 */
export type Treatment = "transient" | "throttle" | "once" | "final"

/** What a retry counts as, where all retries of a client are bounded together. */
export type Cost = Exclude<Treatment, "final">

export const treatment = (error: CallError): Treatment => {
  switch (error._tag) {
    case "RateLimited":
      return error.retryVetoed === true || error.attempts === 0 ? "final" : "throttle"
    case "ServerError":
      return error.retryVetoed === true ? "final" : "transient"
    case "AttemptTimeout":
    case "BodyTruncated":
      return "transient"
    case "TransportError":
      return transportTreatment(error.kind, error.code)
    case "MalformedBody":
      return error.kind === "json" || error.kind === "empty" ? "once" : "final"
    case "TotalMismatch":
      return "once"
    default:
      return "final"
  }
}

function transportTreatment(kind: string, code: string | undefined): Treatment {
  if (kind === "tls") return "final"
  return code === "ENOTFOUND" ? "once" : "transient"
}

export type Decision =
  | { readonly _tag: "Wait"; readonly millis: number; readonly cost: Cost }
  | { readonly _tag: "GiveUp" }
  | { readonly _tag: "OutOfTime" }

const giveUp: Decision = { _tag: "GiveUp" }

/** What a policy may ask for at the most. */
export const maxAttempts = 10

/**
 * Decides what follows a failure, which itself tells how many requests were sent and how much time has passed. Pure:
 * chance comes in as `random`, a number from 0 to 1; `seen` holds the {@link kindOf} of the call's earlier failures.
 */
export const decide = (
  policy: RetryPolicy,
  error: CallError,
  context: { readonly seen: ReadonlySet<string>; readonly random: number }
): Decision => {
  const how = treatment(error)
  if (how === "final" || error.attempts >= Math.min(policy.attempts, maxAttempts)) return giveUp
  if (isFinal(error, context.seen, policy.hintCap)) return giveUp
  const hint = hintMillis(error)
  const backoff = backoffMillis(policy, how, error.attempts - 1, context.random)
  // Never earlier than the hint; a little later, so that callers do not return in step.
  const millis = Math.ceil(
    hint === undefined ? backoff : Math.max(hint, backoff) + context.random * Math.min(hint / 10, 5000)
  )
  const inTime = Duration.toMillis(error.elapsed) + millis < Duration.toMillis(policy.deadline)
  if (inTime) return { _tag: "Wait", millis, cost: how }
  return hint === undefined ? { _tag: "OutOfTime" } : giveUp
}

/** Whether no schedule at all may try again: it can't help, has been tried once, or the server asks for too long a wait. */
const isFinal = (error: CallError, seen: ReadonlySet<string>, hintCap: Duration.Duration): boolean => {
  const how = treatment(error)
  return (
    how === "final" ||
    (how === "once" && seen.has(kindOf(error))) ||
    (hintMillis(error) ?? 0) > Duration.toMillis(hintCap)
  )
}

/** Two failures of one kind are the same fault again. */
export const kindOf = (error: CallError): string =>
  [error._tag, "kind" in error ? error.kind : "", "code" in error ? error.code : ""].join(" ")

/** A retry that is about to be waited for. */
export interface Retry {
  readonly error: CallError
  readonly cost: Cost
  readonly waitMillis: number
}

/**
 * A policy as an Effect `Schedule` over the failures of attempts. `permit` is asked before each wait whether all calls
 * together may still retry.
 */
export const schedule = (
  policy: RetryPolicy,
  permit: (retry: Retry) => Effect.Effect<boolean>
): Schedule.Schedule<number, CallError, DeadlineExceeded | RetryBudgetExhausted> =>
  Schedule.fromStep(
    Effect.sync(() => {
      const seen = new Set<string>()
      return Effect.fnUntraced(function* (_now: number, error: CallError) {
        const decision = decide(policy, error, { seen, random: yield* Random.next })
        seen.add(kindOf(error))
        switch (decision._tag) {
          case "Wait": {
            const { cost, millis } = decision
            if (!(yield* permit({ error, cost, waitMillis: millis }))) {
              return yield* new RetryBudgetExhausted(ending(error))
            }
            return [millis, Duration.millis(millis)] as [number, Duration.Duration]
          }
          case "GiveUp":
            return yield* Cause.done(error.attempts)
          case "OutOfTime":
            return yield* new DeadlineExceeded({ ...ending(error), limit: policy.deadline })
        }
      })
    })
  )

/** A plain schedule, kept from what no schedule may do: its waits are never shorter than what the server asked for. */
export const plainSchedule = (
  given: PlainSchedule,
  hintCap: Duration.Duration,
  permit: (retry: Retry) => Effect.Effect<boolean>
): Schedule.Schedule<unknown, CallError> => {
  const seen = new Set<string>()
  return given.pipe(
    Schedule.while(({ input }) => {
      const final = isFinal(input, seen, hintCap)
      seen.add(kindOf(input))
      return Effect.succeed(!final)
    }),
    Schedule.modifyDelay(({ duration, input }) => {
      const waitMillis = Math.max(Duration.toMillis(duration), hintMillis(input) ?? 0)
      const how = treatment(input)
      const told = how === "final" ? Effect.void : permit({ error: input, cost: how, waitMillis })
      return Effect.as(told, Duration.millis(waitMillis))
    })
  )
}

function backoffMillis(policy: RetryPolicy, how: Treatment, retry: number, random: number): number {
  const { base, cap } = how === "throttle" ? policy.throttle : policy.transient
  const ceiling = Math.min(Duration.toMillis(cap), Duration.toMillis(base) * 2 ** retry)
  return how === "throttle" ? ceiling / 2 + (random * ceiling) / 2 : random * ceiling
}

function hintMillis(error: CallError): number | undefined {
  if (error._tag !== "RateLimited" && error._tag !== "ServerError") return undefined
  return error.retryAfter && Duration.toMillis(error.retryAfter)
}

/** What the last error of a call is about. */
function ending(error: CallError) {
  const { attempts, elapsed, requestId, window } = error
  const retryAfter = "retryAfter" in error ? error.retryAfter : undefined
  return {
    window,
    attempts,
    elapsed,
    ...(requestId !== undefined && { requestId }),
    last: { tag: error._tag, message: error.message, ...(retryAfter !== undefined && { retryAfter }) }
  }
}
