import { assert, describe, it } from "@effect/vitest"
import { DateRange, RetryPolicy, UsageError } from "@varg-usage/core"
import { Duration, Result, Schema } from "effect"

import * as Decision from "../src/internal/retryDecision.ts"

const window = Result.getOrThrow(DateRange.parse("2026-02-13", "2026-02-13"))
const call = (attempts: number, elapsedMillis = 0): UsageError.Call => ({
  window,
  attempts,
  elapsed: Duration.millis(elapsedMillis)
})

const limited = (attempts: number, retryAfterMillis?: number, elapsedMillis = 0) =>
  new UsageError.RateLimited({
    ...call(attempts, elapsedMillis),
    source: "none",
    ...(retryAfterMillis !== undefined && { retryAfter: Duration.millis(retryAfterMillis) })
  })

const failed = (attempts: number, elapsedMillis = 0, retryAfterMillis?: number) =>
  new UsageError.ServerError({
    ...call(attempts, elapsedMillis),
    status: 503,
    source: "none",
    ...(retryAfterMillis !== undefined && { retryAfter: Duration.millis(retryAfterMillis) })
  })

const decide = (error: UsageError.CallError, random = 0.5, seen: ReadonlyArray<UsageError.CallError> = []) =>
  Decision.decide(RetryPolicy.interactive, error, { seen: new Set(seen.map(Decision.kindOf)), random })

const wait = (error: UsageError.CallError, random?: number) => {
  const decision = decide(error, random)
  return decision._tag === "Wait" ? decision.millis : decision._tag
}

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const Chance = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

describe("RetryPolicy", () => {
  it.prop(
    "[P11] a hint that the call has time for is waited for, never cut, and little longer",
    [between(0, 40_000), between(1, 3), Chance, between(0, 10_000), Schema.Boolean],
    ([hint, attempts, random, elapsed, throttled]) => {
      const millis = wait(throttled ? limited(attempts, hint, elapsed) : failed(attempts, elapsed, hint), random)
      assert.isNumber(millis)
      assert.isAtLeast(Number(millis), hint)
      const backoff = throttled ? 15_000 * 2 ** (attempts - 1) : 500 * 2 ** (attempts - 1)
      assert.isAtMost(Number(millis), Math.max(hint, backoff) + Math.min(hint / 10, 5000) + 1)
    },
    { timeout: 60_000, arbitrary: { runs: 100_000 } }
  )

  it.prop(
    "[P11] never waits past the cap or the deadline, nor before a hint, whatever the call has been through",
    [between(0, 400_000), between(1, 12), Chance, between(0, 200_000)],
    ([hint, attempts, random, elapsed]) => {
      const decision = decide(limited(attempts, hint, elapsed), random)
      if (decision._tag !== "Wait") return
      assert.isAtLeast(decision.millis, hint)
      assert.isAtMost(hint, 120_000)
      assert.isBelow(elapsed + decision.millis, 120_000)
      assert.isBelow(attempts, 4)
    },
    { arbitrary: { runs: 20_000 } }
  )

  it("[P11] backs off from a failing server at random below a doubling bound", () => {
    assert.deepStrictEqual(
      [1, 2, 3].map((attempt) => wait(failed(attempt), 1)),
      [500, 1000, 2000]
    )
    assert.deepStrictEqual(
      [1, 2, 3].map((attempt) => wait(failed(attempt), 0)),
      [0, 0, 0]
    )
    const patient = { ...RetryPolicy.interactive, attempts: 10 }
    const decision = Decision.decide(patient, failed(9), { seen: new Set(), random: 1 })
    assert.deepStrictEqual(decision, { _tag: "Wait", millis: 8000, cost: "transient" })
  })

  it("[P11] waits for most of the documented minute after a 429 without a hint", () => {
    assert.deepStrictEqual(
      [1, 2, 3].map((attempt) => wait(limited(attempt), 0)),
      [7500, 15_000, 30_000]
    )
    assert.deepStrictEqual(
      [1, 2, 3].map((attempt) => wait(limited(attempt), 1)),
      [15_000, 30_000, 60_000]
    )
  })

  it("[P11] stops after the last attempt, and never sends more than ten", () => {
    assert.deepStrictEqual(decide(failed(4)), { _tag: "GiveUp" })
    const endless = { ...RetryPolicy.interactive, attempts: 1000, deadline: Duration.hours(10) }
    assert.deepStrictEqual(Decision.decide(endless, failed(10), { seen: new Set(), random: 0 }), { _tag: "GiveUp" })
    assert.deepStrictEqual(Decision.decide(RetryPolicy.none, failed(1), { seen: new Set(), random: 0 }), {
      _tag: "GiveUp"
    })
  })

  it("[P11] gives a hint that is too long to the caller at once", () => {
    assert.deepStrictEqual(decide(limited(1, 120_001)), { _tag: "GiveUp" })
    assert.deepStrictEqual(decide(limited(1, 60_000, 70_000)), { _tag: "GiveUp" })
    assert.deepStrictEqual(decide(failed(1, 119_999)), { _tag: "OutOfTime" })
  })

  it("[P11] tries faults that a proxy may have caused once more, and only once", () => {
    const malformed = (kind: "json" | "empty") => new UsageError.MalformedBody({ ...call(1), kind })
    const transport = (kind: "dns" | "reset", code: string) => new UsageError.TransportError({ ...call(2), kind, code })
    assert.strictEqual(decide(malformed("json"))._tag, "Wait")
    assert.strictEqual(decide(malformed("json"), 0, [malformed("json")])._tag, "GiveUp")
    assert.strictEqual(decide(malformed("json"), 0, [malformed("empty")])._tag, "Wait")
    const unknown = transport("dns", "ENOTFOUND")
    assert.strictEqual(decide(unknown, 0, [transport("reset", "ECONNRESET")])._tag, "Wait")
    assert.strictEqual(decide(unknown, 0, [unknown])._tag, "GiveUp")
    const busy = transport("dns", "EAI_AGAIN")
    assert.strictEqual(decide(busy, 0, [busy])._tag, "Wait")
  })

  it("[P11] leaves off where the server asks for no other try, and takes its invitation for nothing", () => {
    for (const retryVetoed of [true, false]) {
      const how = retryVetoed ? "GiveUp" : "Wait"
      assert.strictEqual(decide(new UsageError.RateLimited({ ...call(1), source: "none", retryVetoed }))._tag, how)
      assert.strictEqual(
        decide(new UsageError.ServerError({ ...call(1), status: 503, source: "none", retryVetoed }))._tag,
        how
      )
    }
  })

  it("[P12] treats everything that another try can't change as final", () => {
    const about = call(1)
    const final: ReadonlyArray<UsageError.CallError> = [
      new UsageError.AuthError(about),
      new UsageError.InsufficientBalance(about),
      new UsageError.Forbidden(about),
      new UsageError.EdgeBlocked(about),
      new UsageError.EndpointRetired({ ...about, status: 404 }),
      new UsageError.BadRequest({ ...about, status: 400 }),
      new UsageError.UnexpectedStatus({ ...about, status: 501 }),
      new UsageError.UnexpectedRedirect({ ...about, status: 301 }),
      new UsageError.TransportError({ ...about, kind: "tls" }),
      new UsageError.MalformedBody({ ...about, kind: "contentType" }),
      new UsageError.MalformedBody({ ...about, kind: "duplicateKey" }),
      new UsageError.BodyTooLarge({ ...about, limit: 1 }),
      new UsageError.LimitExceeded({ ...about, what: "record", limit: 1 }),
      new UsageError.SchemaMismatch({ ...about, path: "usage", expected: "an array" }),
      new UsageError.CallbackError({ ...about, cause: new Error("x") })
    ]
    for (const error of final) {
      assert.deepStrictEqual(decide(error), { _tag: "GiveUp" }, error._tag)
      assert.isFalse(RetryPolicy.isRetryable(error))
    }
    assert.isTrue(RetryPolicy.isRetryable(failed(1)))
  })
})
