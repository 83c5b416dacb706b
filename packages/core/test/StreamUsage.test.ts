import { assert, describe, it } from "@effect/vitest"
import { DateRange, UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Effect, Fiber, Layer, Redacted, Result, Stream } from "effect"
import { TestClock } from "effect/testing"

const noon = Date.UTC(2026, 2, 15, 12)
const month = Result.getOrThrow(DateRange.parse("2026-02-01", "2026-02-28"))

const run = <A, E>(
  use: Effect.Effect<A, E, UsageClient.UsageClient | Emulator.Emulator>,
  emulator: Emulator.Options = {},
  settings: Partial<UsageClient.Options> = {}
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const fiber = yield* Effect.forkChild(Effect.result(use))
    yield* Effect.repeat(TestClock.adjust("10 seconds"), { times: 20 })
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(
      UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY, ...settings }).pipe(
        Layer.provideMerge(Emulator.layerHttpClient(emulator))
      )
    )
  )

const sizes = Effect.gen(function* () {
  const client = yield* UsageClient.UsageClient
  const seen: Array<number> = []
  const error = yield* client.streamUsage(month).pipe(
    Stream.runForEach((batch) => Effect.sync(() => seen.push(batch.size))),
    Effect.flip,
    Effect.option
  )
  const { records } = yield* (yield* Emulator.Emulator).truth(month)
  const requests = yield* (yield* Emulator.Emulator).requestCount
  return {
    seen,
    rows: seen.reduce((sum, size) => sum + size, 0),
    records,
    error: error._tag === "Some" ? error.value._tag : "none",
    requests
  }
})

describe("UsageClient.streamUsage", () => {
  it.effect("gives every record once, in batches", () =>
    Effect.gen(function* () {
      const { error, records, requests, rows, seen } = Result.getOrThrow(yield* run(sizes))
      assert.strictEqual(error, "none")
      assert.strictEqual(rows, records)
      assert.isAbove(seen.length, 10)
      assert.strictEqual(requests, 1)
    })
  )

  it.effect("[P3] tries again as long as nothing has been given, and never after", () =>
    Effect.gen(function* () {
      const flaky = Result.getOrThrow(
        yield* run(sizes, {
          faults: ({ attempt }) => (attempt < 2 ? Fault.error(503, "InternalError", "Again") : undefined)
        })
      )
      assert.deepInclude(flaky, { error: "none", requests: 3 })
      const cut = Result.getOrThrow(yield* run(sizes, { faults: () => Fault.CutAfter({ bytes: 200_000 }) }))
      assert.deepInclude(cut, { error: "BodyTruncated", requests: 1 })
      assert.isAbove(cut.rows, 0)
    })
  )

  it.effect("[P2] fails in the end when the batches were not the truth", () =>
    Effect.gen(function* () {
      const short = Result.getOrThrow(
        yield* run(sizes, { faults: () => Fault.Tamper({ totalCents: (total) => `1${total}` }) })
      )
      assert.deepInclude(short, { error: "TotalMismatch", requests: 1 })
      assert.strictEqual(short.rows, short.records)
    })
  )

  it.effect("[P20] leaving the stream early ends its request and gives its place to the next", () =>
    Effect.gen(function* () {
      const outcome = yield* run(
        Effect.gen(function* () {
          const client = yield* UsageClient.UsageClient
          for (let turn = 0; turn < 5; turn++) yield* client.streamUsage(month).pipe(Stream.take(1), Stream.runDrain)
          return yield* (yield* Emulator.Emulator).requestCount
        }),
        {},
        { concurrency: 1 }
      )
      assert.deepStrictEqual(outcome, Result.succeed(5))
    })
  )

  it.effect("[P13] gives up when the body stalls", () =>
    Effect.gen(function* () {
      const stalled = yield* run(sizes, { faults: () => Fault.SlowBody({ bytes: 100_000, every: "1 hour" }) })
      assert.strictEqual(Result.getOrThrow(stalled).error, "AttemptTimeout")
    })
  )
})
