import { assert, describe, it } from "@effect/vitest"
import { DateRange, RetryPolicy, UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Duration, Effect, Fiber, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

const noon = Date.UTC(2026, 2, 15, 12)
const year = Result.getOrThrow(DateRange.parse("2025-03-01", "2026-02-28"))
const [day = year] = DateRange.windows(year, 1)
const count: UsageClient.Fold<number> = { initial: () => 0, step: (rows, batch) => rows + batch.size }

const client = (options: Partial<UsageClient.Options>, emulator: Emulator.Options) =>
  UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), ...options }).pipe(
    Layer.provideMerge(Emulator.layerHttpClient(emulator))
  )

/** Lets virtual time pass in small steps, so that what is woken can ask and be answered in between. */
const pass = (duration: Duration.Duration, step = Duration.seconds(1)) =>
  Effect.repeat(TestClock.adjust(step), { times: Math.ceil(Duration.toMillis(duration) / Duration.toMillis(step)) - 1 })

const requests = Effect.flatMap(Emulator.Emulator, (emulator) => emulator.requests)

const readAll = (concurrency: number) =>
  Effect.flatMap(UsageClient.UsageClient, (usage) =>
    Effect.forEach(DateRange.windows(year, 1), (window) => Effect.result(usage.foldWindow(window, count)), {
      concurrency
    })
  )

describe("politeness", () => {
  it.effect("[P25] all calls of a client share the plan's ten requests a minute", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      yield* Effect.forkChild(readAll(50))
      yield* pass(Duration.minutes(5))
      const times = (yield* requests).map(({ at }) => at)
      assert.isAtLeast(times.length, 41)
      assert.isTrue(times.every((time, index) => index < 10 || time - (times[index - 10] ?? 0) >= 60_000))
    }).pipe(Effect.provide(client({}, {})))
  )

  it.effect("[P25] no more requests are under way than the plan's places", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      yield* Effect.forkChild(readAll(50))
      yield* TestClock.adjust("9 seconds")
      assert.lengthOf(yield* requests, 2)
      yield* pass(Duration.seconds(2))
      assert.lengthOf(yield* requests, 4)
    }).pipe(Effect.provide(client({}, { faults: () => Fault.Delay({ duration: "10 seconds" }) })))
  )

  it.effect("[P25] when one call is asked to wait, the others wait as well", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      yield* Effect.forkChild(readAll(1))
      yield* Effect.forkChild(readAll(1))
      yield* pass(Duration.seconds(39))
      assert.isAtMost((yield* requests).length, 2)
      yield* pass(Duration.seconds(10))
      assert.isAtLeast((yield* requests).length, 5)
    }).pipe(
      Effect.provide(
        client(
          { plan: "pro" },
          { faults: ({ index }) => (index < 1 ? Fault.rateLimited(40, { "retry-after": "40" }) : undefined) }
        )
      )
    )
  )

  it.effect(
    "[P25] a server that says nothing remains is not asked before its reset, hostile headers hold nobody for long",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        yield* Effect.forkChild(readAll(1))
        yield* pass(Duration.seconds(119))
        assert.lengthOf(yield* requests, 1)
        yield* pass(Duration.seconds(3))
        assert.lengthOf(yield* requests, 2)
      }).pipe(
        Effect.provide(
          client(
            { plan: "pro" },
            {
              faults: () =>
                Fault.Respond({
                  status: 200,
                  headers: {
                    "x-ratelimit-remaining": "0",
                    "x-ratelimit-limit": "1e9",
                    "x-ratelimit-reset": "2093-01-01T00:00:00Z"
                  },
                  body: '{"usage":[],"total_cents":0}'
                })
            }
          )
        )
      )
  )

  it.effect("[P12] a year with a bad key costs no more requests than are under way at once", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const fiber = yield* Effect.forkChild(readAll(50))
      yield* pass(Duration.seconds(30))
      const results = yield* Fiber.join(fiber)
      assert.isTrue(results.every((result) => Result.isFailure(result) && result.failure._tag === "AuthError"))
      assert.isAtMost((yield* requests).length, 4)
    }).pipe(
      Effect.provide(
        client(
          { plan: "pro" },
          { apiKey: Redacted.make("varg_other"), faults: () => Fault.Delay({ duration: "1 second" }) }
        )
      )
    )
  )

  it.effect.each([4, 50])(
    "[P11] a dead gateway, asked for a year by %s at once, gets at most 20 requests in the first minute, then probes",
    (callers) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        yield* Effect.forkChild(Effect.forever(Effect.andThen(readAll(callers), Effect.sleep("10 seconds"))))
        yield* pass(Duration.minutes(1))
        const first = (yield* requests).length
        assert.isAtMost(first, 20)
        yield* pass(Duration.minutes(9))
        assert.isAtMost((yield* requests).length - first, 12)
      }).pipe(Effect.provide(client({ plan: "pro" }, { faults: () => Fault.error(503, "InternalError", "Down") })))
  )

  it.effect("[P11] nobody asks before a time that is longer than anybody waits", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const usage = yield* UsageClient.UsageClient
      const tags: Array<string> = []
      for (let call = 0; call < 5; call++) {
        const result = yield* Effect.result(usage.foldWindow(day, count))
        if (Result.isFailure(result))
          tags.push(`${result.failure._tag} ${"attempts" in result.failure ? result.failure.attempts : ""}`)
        yield* TestClock.adjust("10 minutes")
      }
      assert.deepStrictEqual(tags, [
        "RateLimited 1",
        "RateLimited 0",
        "RateLimited 0",
        "RateLimited 0",
        "RateLimited 0"
      ])
      yield* TestClock.adjust("10 minutes")
      assert.isTrue(Result.isSuccess(yield* Effect.result(usage.foldWindow(day, count))))
    }).pipe(
      Effect.provide(
        client({ plan: "pro" }, { faults: ({ index }) => (index === 0 ? Fault.rateLimited(3600) : undefined) })
      )
    )
  )

  it.effect("[P11] an open circuit says when it will be tried again, and one probe closes it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const usage = yield* UsageClient.UsageClient
      const ask = Effect.result(usage.foldWindow(day, count))
      for (let call = 0; call < 5; call++) yield* ask
      const rejected = yield* ask
      assert.isTrue(
        Result.isFailure(rejected) &&
          rejected.failure._tag === "CircuitOpen" &&
          Duration.toSeconds(rejected.failure.retryAfter) === 15
      )
      assert.lengthOf(yield* requests, 5)
      yield* TestClock.adjust("15 seconds")
      assert.isTrue(Result.isSuccess(yield* ask))
      assert.isTrue(Result.isSuccess(yield* ask))
    }).pipe(
      Effect.provide(
        client(
          { plan: Number.POSITIVE_INFINITY, retry: RetryPolicy.none },
          { faults: ({ index }) => (index < 5 ? Fault.error(503, "InternalError", "Down") : undefined) }
        )
      )
    )
  )

  it.effect("[P11] refusals and rate limits do not open the circuit", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const usage = yield* UsageClient.UsageClient
      for (let call = 0; call < 20; call++) {
        const result = yield* Effect.result(usage.foldWindow(day, count))
        assert.include(["BadRequest", "RateLimited"], Result.isFailure(result) ? result.failure._tag : "accepted")
      }
    }).pipe(
      Effect.provide(
        client(
          { plan: Number.POSITIVE_INFINITY, retry: RetryPolicy.none },
          { faults: ({ index }) => (index % 2 ? Fault.error(400, "ValidationError", "No") : Fault.rateLimited(0)) }
        )
      )
    )
  )

  it.effect("[P11] waiting for one's turn does not count against the deadline of a call", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const fiber = yield* Effect.forkChild(readAll(400))
      yield* pass(Duration.minutes(40), Duration.seconds(5))
      const results = yield* Fiber.join(fiber)
      assert.isTrue(results.every(Result.isSuccess))
      assert.isTrue(results.every((result) => Result.isSuccess(result) && result.success.summary.attempts === 1))
    }).pipe(Effect.provide(client({}, {})))
  )
})
