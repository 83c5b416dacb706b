/**
 * Which attempts may be made, when, and what a call may fail with. The rules are written out here once more, so that a
 * slip in the policy of the client is not copied into its judge.
 */
import type * as UsageError from "@varg-usage/core/UsageError"
import { Duration } from "effect"

import type { Remains } from "./checker.ts"
import type { Treatment } from "./oracle.ts"
import type { Exchange } from "./world.ts"

/** What became of an attempt in fact. */
interface Fate {
  readonly tags: ReadonlyArray<string>
  readonly treatment: Treatment
  readonly kind?: string | undefined
  readonly hint?: number | undefined
  /** `false` when it may also have been another one of `tags`. */
  readonly isCertain?: boolean
}

const tolerance = 0.4

/** The waits and the number of the attempts of one call. */
export const checkAttempts = (attempts: ReadonlyArray<Exchange>, { scenario }: Remains): ReadonlyArray<string> => {
  const { retry } = scenario.client
  const problems =
    attempts.length > retry.attempts ? [`retries: ${attempts.length} attempts, and ${retry.attempts} are allowed`] : []
  const seen: Array<string> = []
  /** Milliseconds of the call that can't have been waits for its turn. */
  let least = 0
  for (const [index, exchange] of attempts.entries()) {
    const next = attempts[index + 1]
    if (next === undefined) break
    const fate = fateOf(attempts, index, retry)
    problems.push(...checkRetry(exchange, next, fate, { seen, index, policy: retry }))
    seen.push(...faultsOf(fate))
    least += timeOf(exchange) + (fate === undefined || fate.isCertain === false ? 0 : leastWait(fate, index, retry))
    if (least > Duration.toMillis(retry.deadline)) problems.push(`retries #${next.index}: is sent after the deadline`)
  }
  return problems
}

type Policy = Remains["scenario"]["client"]["retry"]

const checkRetry = (
  exchange: Exchange,
  next: Exchange,
  fate: Fate | undefined,
  { index, policy, seen }: { readonly seen: ReadonlyArray<string>; readonly index: number; readonly policy: Policy }
): ReadonlyArray<string> => {
  const name = `retries #${exchange.index}`
  if (fate === undefined) return [`${name}: asked again after a good answer`]
  if (fate.isCertain === false) return []
  const waited = next.sentAt - (exchange.releasedAt ?? next.sentAt)
  return [
    ...(fate.treatment === "final" ? [`${name}: a final failure is tried again`] : []),
    ...(fate.treatment === "once" && faultsOf(fate).some((fault) => seen.includes(fault))
      ? [`${name}: is tried again twice`]
      : []),
    ...(fate.hint !== undefined && fate.hint > Duration.toMillis(policy.hintCap)
      ? [`${name}: a hint over the cap is waited for`]
      : []),
    ...(waited < leastWait(fate, index, policy) - tolerance
      ? [`${name}: is tried again after ${waited} ms, too early`]
      : [])
  ]
}

/** What is tried again once is the same fault again when its kind is the same. */
const faultsOf = (fate: Fate | undefined): ReadonlyArray<string> => fate?.tags.map((tag) => `${tag} ${fate.kind}`) ?? []

/** A throttled call waits for half of its backoff at the least, and nobody returns before the hint. */
const leastWait = (fate: Fate, index: number, { throttle }: Policy): number => {
  const backoff = Math.min(Duration.toMillis(throttle.cap), Duration.toMillis(throttle.base) * 2 ** index) / 2
  return Math.max(fate.hint ?? 0, fate.treatment === "throttle" ? backoff : 0)
}

/** How attempt number `index` ended; `undefined` for a good answer. */
const fateOf = (attempts: ReadonlyArray<Exchange>, index: number, policy: Policy): Fate | undefined => {
  const exchange = attempts[index]
  if (exchange === undefined) return undefined
  const { verdict } = exchange.plan
  const said = verdict._tag === "Counted" ? undefined : verdict
  const taken = timeOf(exchange)
  const limit = Duration.toMillis(policy.attemptTimeout)
  if (taken > limit - tolerance) return timedOut
  if (taken < Math.min(limit, leftAtLeast(attempts, index, policy)) - tolerance) return said
  // How much of the deadline was left is not known from outside: the call may have ended its attempt, or not.
  return { ...timedOut, tags: [...timedOut.tags, ...(said?.tags ?? [])], isCertain: false }
}

/** Whether the last attempt may have ended in a failure, for want of time too. */
export const mayHaveFailed = (attempts: ReadonlyArray<Exchange>, { scenario }: Pick<Remains, "scenario">): boolean =>
  fateOf(attempts, attempts.length - 1, scenario.client.retry) !== undefined

const timedOut: Fate = { tags: ["AttemptTimeout"], treatment: "transient", hint: undefined }

const timeOf = (exchange: Exchange): number => (exchange.releasedAt ?? Number.POSITIVE_INFINITY) - exchange.sentAt

/** What is left of the deadline if every wait counts; waits for a turn among other calls do not. */
const leftAtLeast = (attempts: ReadonlyArray<Exchange>, index: number, policy: Policy): number =>
  Duration.toMillis(policy.deadline) - ((attempts[index]?.sentAt ?? 0) - (attempts[0]?.sentAt ?? 0))

/** Whether the call had to fail, and with this. */
export const checkFailure = (
  error: UsageError.UsageError,
  at: number,
  attempts: ReadonlyArray<Exchange>,
  remains: Remains
): ReadonlyArray<string> => {
  const name = `failure ${error._tag}`
  if (error._tag === "InvalidRange") return [`${name}: the range is valid`]
  return [
    ...(error.attempts === attempts.length
      ? []
      : [`${name}: says ${error.attempts} attempts, and there were ${attempts.length}`]),
    ...checkReason(error, at, attempts, remains).map((problem) => `${name} of ${error.window.from}: ${problem}`)
  ]
}

const checkReason = (
  error: UsageError.CallError,
  at: number,
  attempts: ReadonlyArray<Exchange>,
  remains: Remains
): ReadonlyArray<string> => {
  const policy = remains.scenario.client.retry
  const last = fateOf(attempts, attempts.length - 1, policy)
  const before = (test: (exchange: Exchange) => boolean) =>
    remains.exchanges.filter((exchange) => (exchange.answeredAt ?? exchange.sentAt) <= at && test(exchange)).length
  switch (error._tag) {
    case "AuthError":
      return before(({ plan }) => plan.name === "401") > 0 ? [] : ["no key was refused"]
    case "CircuitOpen":
      return before(failed) >= 5 ? [] : ["fewer than five requests have failed"]
    case "RetryBudgetExhausted":
      return isRetryable(last) && before(failed) >= 8 ? [] : ["fewer than eight requests have failed"]
    case "DeadlineExceeded":
      return isRetryable(last) && spent(attempts, at) + longestWait(last, policy) >= Duration.toMillis(policy.deadline)
        ? []
        : ["there was time left"]
    case "RateLimited":
      return isSilenced(error, at, remains) ? [] : checkTag(error, last, at, attempts, policy)
    default:
      return checkTag(error, last, at, attempts, policy)
  }
}

const checkTag = (
  error: UsageError.CallError,
  last: Fate | undefined,
  at: number,
  attempts: ReadonlyArray<Exchange>,
  policy: Policy
): ReadonlyArray<string> => {
  if (last === undefined) return ["the last answer was good"]
  if (!last.tags.includes(error._tag)) return [`the last attempt was ${last.tags.join(" or ")}`]
  return mayGiveUp(last, at, attempts, policy) ? [] : ["gave up too early"]
}

/**
 * Whether a server had asked all calls to wait for longer than a call may: then one can fail without being sent. How long
 * is left says when that was, which may be some time before it is reported.
 */
const isSilenced = ({ retryAfter }: UsageError.RateLimited, at: number, { exchanges, scenario }: Remains): boolean => {
  const left = retryAfter === undefined ? 0 : Duration.toMillis(retryAfter)
  return exchanges.some(({ answeredAt = Number.POSITIVE_INFINITY, plan: { pause = 0 } }) => {
    const failedAt = answeredAt + pause - left
    return left > Duration.toMillis(scenario.client.retry.hintCap) && failedAt > answeredAt - 1 && failedAt < at + 1
  })
}

const failed = ({ plan }: Exchange): boolean => plan.verdict._tag === "Refused"

const isRetryable = (fate: Fate | undefined): fate is Fate => fate !== undefined && fate.treatment !== "final"

/** Milliseconds since the first request of the call. */
const spent = (attempts: ReadonlyArray<Exchange>, at: number): number => at - (attempts[0]?.sentAt ?? at)

const longestWait = (fate: Fate, { throttle, transient }: Policy): number =>
  Math.max(fate.hint ?? 0, Duration.toMillis(fate.treatment === "throttle" ? throttle.cap : transient.cap)) + 5001

const mayGiveUp = (last: Fate, at: number, attempts: ReadonlyArray<Exchange>, policy: Policy): boolean => {
  if (last.isCertain === false || last.treatment === "final" || attempts.length >= policy.attempts) return true
  if (last.hint !== undefined && last.hint > Duration.toMillis(policy.hintCap)) return true
  if (last.hint !== undefined && spent(attempts, at) + longestWait(last, policy) >= Duration.toMillis(policy.deadline))
    return true
  const earlier = new Set(attempts.slice(0, -1).flatMap((_, index) => faultsOf(fateOf(attempts, index, policy))))
  return last.treatment === "once" && faultsOf(last).some((fault) => earlier.has(fault))
}
