import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { DateRange, UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Effect, Fiber, Layer, Redacted, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { month, noon } from "./emulated.ts"

const slow: Emulator.Options = { faults: () => Fault.Delay({ duration: "1 second" }) }

const shared = (emulator: Emulator.Options, options?: UsageAggregate.LayerOptions) =>
  UsageAggregate.layerWith(options ?? {}).pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY })),
    Layer.provideMerge(Emulator.layerHttpClient(emulator))
  )

const total = (range: DateRange.DateRange, options?: UsageAggregate.Options) =>
  Effect.flatMap(UsageAggregate.UsageAggregate, (service) => service.total(range, options))

const requestCount = Effect.flatMap(Emulator.Emulator, (emulator) => emulator.requestCount)

/** Lets time pass in steps, so that what is woken can go on in between. */
const pass = (seconds: number) => Effect.repeat(TestClock.adjust("1 second"), { times: seconds - 1 })

describe("UsageAggregate, shared", () => {
  it.effect("[P28] a hundred equal questions at once are one request a day, and all have the same answer", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const fiber = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 100 }), () => total(month), { concurrency: "unbounded" })
      )
      yield* pass(20)
      const reports = yield* Fiber.join(fiber)
      assert.strictEqual(yield* requestCount, 28)
      const encode = Schema.encodeEffect(UsageReport.UsageReport)
      const texts = yield* Effect.forEach(reports, (report) =>
        Effect.map(encode(report), (value) => JSON.stringify(value))
      )
      assert.strictEqual(new Set(texts).size, 1)
    }).pipe(Effect.provide(shared(slow)))
  )

  it.effect("[P28] asks again for what is not settled, for what is old, and for what is asked otherwise", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const asked = (use: ReturnType<typeof total>) =>
        Effect.gen(function* () {
          const before = yield* requestCount
          yield* use
          return (yield* requestCount) - before
        })
      const recent = Result.getOrThrow(DateRange.parse("2026-03-11", "2026-03-15"))
      assert.strictEqual(yield* asked(total(recent)), 5)
      assert.strictEqual(yield* asked(total(recent)), 3, "today and the two days before")
      assert.strictEqual(yield* asked(total(recent, { by: [["provider"]] })), 5)
      assert.strictEqual(yield* asked(total(recent, { where: { cacheHit: true } })), 5)
      yield* TestClock.adjust("61 minutes")
      assert.strictEqual(yield* asked(total(recent)), 5)
    }).pipe(Effect.provide(shared({})))
  )

  it.effect("[P28] keeps no more windows than it may", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      yield* total(month)
      yield* total(month)
      assert.strictEqual(yield* requestCount, 2 * 28, "the first ten were dropped before they were asked for again")
    }).pipe(Effect.provide(shared({}, { keptWindows: 18 })))
  )

  it.effect("[P20] who leaves early leaves the others their answer, and the last to leave ends the requests", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const ask = Effect.flatMap(UsageAggregate.UsageAggregate, (service) => Stream.runCount(service.days(month)))
      const first = yield* Effect.forkChild(ask)
      const second = yield* Effect.forkChild(ask)
      yield* TestClock.adjust("500 millis")
      yield* Fiber.interrupt(first)
      yield* pass(20)
      assert.strictEqual(yield* Fiber.join(second), 28)
      assert.strictEqual(yield* requestCount, 28)
      const lonely = yield* Effect.forkChild(total(month, { by: [["day"]] }))
      yield* TestClock.adjust("500 millis")
      yield* Fiber.interrupt(lonely)
      const left = yield* requestCount
      yield* pass(20)
      assert.strictEqual(yield* requestCount, left)
    }).pipe(Effect.provide(shared(slow)))
  )

  it.effect("a failure is shared by those who wait for it, and not kept", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const day = { from: month.from, to: month.from }
      const errors = yield* Effect.all([Effect.flip(total(day)), Effect.flip(total(day))], { concurrency: 2 })
      assert.deepStrictEqual(
        errors.map(({ _tag }) => _tag),
        ["BadRequest", "BadRequest"]
      )
      assert.strictEqual(yield* requestCount, 1)
      yield* total(day)
      assert.strictEqual(yield* requestCount, 2)
    }).pipe(
      Effect.provide(
        shared({ faults: ({ index }) => (index === 0 ? Fault.error(400, "ValidationError", "No") : undefined) })
      )
    )
  )
})
