import { assert, describe, it } from "@effect/vitest"
import { type Dimension, Reconciliation, Rollup, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Effect, Fiber, Redacted, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { aggregate, month, noon, requests, run, total, truth } from "./emulated.ts"

const amounts = (rollup: Rollup.Rollup | undefined, dimension: Dimension.Dimension) =>
  new Map(rollup?.cells.map((cell) => [cell.key[dimension] ?? undefined, Cents.format(cell.costCents)]))

const texts = <K>(tallies: ReadonlyMap<K, { readonly costText: string }>) =>
  new Map([...tallies].map(([key, { costText }]) => [key, costText]))

describe("UsageAggregate", () => {
  it.effect(
    "[P1] a month per model, capability, provider and day equals the truth to the last fraction of a cent",
    () =>
      Effect.gen(function* () {
        const by = [["model"], ["capability"], ["provider"], ["day"], []] as const
        const [report, expected] = Result.getOrThrow(yield* run(Effect.all([total(month, { by }), truth])))
        const [models, capabilities, providers, days, all] = report.rollups
        assert.deepStrictEqual(amounts(models, "model"), texts(expected.byModel))
        assert.deepStrictEqual(amounts(capabilities, "capability"), texts(expected.byCapability))
        assert.deepStrictEqual(amounts(providers, "provider"), texts(expected.byProvider))
        assert.deepStrictEqual(amounts(days, "day"), texts(expected.byDay))
        assert.strictEqual(Cents.format(report.totalCents), expected.costText)
        assert.deepInclude(all && Rollup.total(all), {
          records: expected.records,
          cacheHits: expected.cacheHits,
          zeroCostMisses: expected.zeroCostMisses,
          unknownCosts: 0
        })
        assert.isTrue(report.complete && Reconciliation.isReconciled(report.reconciliation))
      })
  )

  it.effect("[P16] asks for each day of the range once", () =>
    Effect.gen(function* () {
      const asked = Result.getOrThrow(yield* run(Effect.andThen(total(month), requests)))
      assert.deepStrictEqual(
        asked.map(({ from }) => from ?? "").toSorted((left, right) => left.localeCompare(right)),
        [...DateRange.days(month)]
      )
      assert.isTrue(asked.every(({ from, to }) => from === to))
    })
  )

  it.effect("[P19] gives days in the order of their dates, and reads no more at once than asked", () =>
    Effect.gen(function* () {
      const dates = Result.getOrThrow(
        yield* run(
          Effect.gen(function* () {
            const service = yield* UsageAggregate.UsageAggregate
            return yield* Stream.runCollect(Stream.map(service.days(month, { concurrency: 3 }), ({ date }) => date))
          }),
          // The earlier a day, the longer it takes.
          { faults: ({ from }) => Fault.Delay({ duration: `${29 - Number(from?.slice(8))} seconds` }) }
        )
      )
      assert.deepStrictEqual(dates, DateRange.days(month))
    })
  )

  it.effect("[P19] keeps as many requests under way as asked, and never more", () =>
    Effect.gen(function* () {
      const asked = Result.getOrThrow(
        yield* run(Effect.andThen(total(month, { concurrency: 3 }), requests), {
          faults: () => Fault.Delay({ duration: "1 second" })
        })
      )
      const perSecond = Map.groupBy(asked, ({ at }) => at)
      assert.isAtMost(Math.max(...[...perSecond.values()].map(({ length }) => length)), 3)
      assert.strictEqual(perSecond.size, Math.ceil(28 / 3))
    })
  )

  it.effect("[P20] asks for nothing more once it is interrupted", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const program = Effect.gen(function* () {
        const { requestCount } = yield* Emulator.Emulator
        const fiber = yield* Effect.forkChild(total(month, { concurrency: 3 }))
        yield* TestClock.adjust("1500 millis")
        const before = yield* requestCount
        yield* Fiber.interrupt(fiber)
        yield* TestClock.adjust("1 minute")
        return [before, yield* requestCount]
      })
      const [before = 0, after] = yield* Effect.provide(
        program,
        aggregate({ faults: () => Fault.Delay({ duration: "1 second" }) })
      )
      assert.isAbove(before, 2)
      assert.strictEqual(after, before)
    })
  )

  it.effect("[P20] a stream that is left early asks for no further days", () =>
    Effect.gen(function* () {
      const count = Result.getOrThrow(
        yield* run(
          Effect.gen(function* () {
            const service = yield* UsageAggregate.UsageAggregate
            yield* service.days(month, { concurrency: 2 }).pipe(Stream.take(3), Stream.runDrain)
            return yield* Effect.flatMap(Emulator.Emulator, ({ requestCount }) => requestCount)
          }),
          { faults: () => Fault.Delay({ duration: "1 second" }) }
        )
      )
      assert.isAtMost(count, 5)
    })
  )

  it.effect("the running report grows day by day, and its last one is the total", () =>
    Effect.gen(function* () {
      const [reports, whole] = Result.getOrThrow(
        yield* run(
          Effect.gen(function* () {
            const service = yield* UsageAggregate.UsageAggregate
            return yield* Effect.all([Stream.runCollect(service.running(month)), service.total(month)])
          })
        )
      )
      const encode = Schema.encodeEffect(UsageReport.UsageReport)
      assert.deepStrictEqual(
        reports.map(({ reconciliation }) => reconciliation.windows),
        DateRange.days(month).map((_, index) => index + 1)
      )
      assert.deepStrictEqual(
        reports.map(({ complete }) => complete),
        DateRange.days(month).map((_, index) => index === 27)
      )
      assert.deepStrictEqual(yield* encode(reports.at(-1) ?? whole), yield* encode(whole))
    })
  )

  it.effect("[P3] a month whose every day fails at first comes to the same", () =>
    Effect.gen(function* () {
      const flaky: Emulator.Options["faults"] = ({ attempt, index }) =>
        [
          Fault.CutAfter({ bytes: 1000 + index }),
          Fault.error(503, "InternalError", "Try again"),
          Fault.Disconnect(),
          Fault.Tamper({ records: (records) => records.filter(({ cost_cents }) => cost_cents === "0") }),
          Fault.Respond({ status: 200, body: "" })
        ].filter((_, place) => attempt === 0 && index % 5 === place)
      const [report, expected] = Result.getOrThrow(yield* run(Effect.all([total(month), truth]), { faults: flaky }))
      assert.strictEqual(Cents.format(report.totalCents), expected.costText)
      assert.strictEqual(report.records, expected.records)
    })
  )

  it.effect("[P12] a refused key ends the whole range, after no more requests than are under way at once", () =>
    Effect.gen(function* () {
      const [error, count] = Result.getOrThrow(
        yield* run(
          Effect.all([
            Effect.flip(total(month, { concurrency: 4 })),
            Effect.flatMap(Emulator.Emulator, ({ requestCount }) => requestCount)
          ]),
          { apiKey: Redacted.make("varg_other") }
        )
      )
      assert.strictEqual(error._tag, "AuthError")
      assert.isAtMost(count, 4)
    })
  )

  it.effect("[P15] refuses a range that can't be, before anything is asked", () =>
    Effect.gen(function* () {
      const backwards = { from: month.to, to: month.from }
      const outcome = Result.getOrThrow(
        yield* run(
          Effect.gen(function* () {
            const service = yield* UsageAggregate.UsageAggregate
            const errors = yield* Effect.all([
              Effect.flip(service.total(backwards)),
              Effect.flip(Stream.runDrain(service.days(backwards))),
              Effect.flip(Stream.runDrain(service.running(backwards)))
            ])
            return { tags: errors.map(({ _tag }) => _tag), count: yield* (yield* Emulator.Emulator).requestCount }
          })
        )
      )
      assert.deepStrictEqual(outcome, { tags: ["InvalidRange", "InvalidRange", "InvalidRange"], count: 0 })
    })
  )

  it.effect("[P15] ends with today where a range goes on into the future", () =>
    Effect.gen(function* () {
      const long = Result.getOrThrow(DateRange.parse("2026-03-10", "2026-04-30"))
      const report = Result.getOrThrow(yield* run(total(long)))
      assert.strictEqual(`${report.from} to ${report.to}`, "2026-03-10 to 2026-03-15")
      assert.isTrue(report.complete)
    })
  )
})
