import { assert, describe, it } from "@effect/vitest"
import { CacheSavings, type Dimension, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { Effect, Fiber, Layer, Order, Redacted, Result, Schema } from "effect"
import { TestClock } from "effect/testing"

import { exactSum, Records, rollupOf } from "./records.ts"

const estimate = (records: ReadonlyArray<Dimension.Key>) =>
  Result.getOrThrow(CacheSavings.estimate(rollupOf(CacheSavings.by, records)))
const hits = (model: string | null, count: number) =>
  Array.from({ length: count }, () => ({ model, cacheHit: "hit", cost: "0" }) as const)
const paid = (model: string | null, ...costs: ReadonlyArray<string>) =>
  costs.map((cost) => ({ model, cacheHit: "miss", cost }) as const)
const saved = (savings: CacheSavings.CacheSavings) =>
  savings.models.map((own) => [
    own.model,
    own.hits,
    own.paidRecords,
    ...[own.medianCents, own.savedCents].map(Cents.format)
  ])

/** Savings by a method of their own: every price in a list, sorted. In 10^-30 cent; `undefined` without a price. */
const naive = (records: ReadonlyArray<Dimension.Key>, model: string) => {
  const own = records.filter((record) => record.model === model)
  const prices = own
    .filter(({ cacheHit, cost }) => cacheHit !== "hit" && cost !== null && exactSum([cost ?? null]) > 0n)
    .map(({ cost }) => exactSum([cost ?? null]))
    .toSorted(Order.BigInt)
  const cached = own.filter(({ cacheHit }) => cacheHit === "hit")
  const median = prices[Math.floor((prices.length - 1) / 2)]
  return median === undefined
    ? undefined
    : median * BigInt(cached.length) - exactSum(cached.map(({ cost }) => cost ?? null))
}

describe("CacheSavings", () => {
  it.prop(
    "[P18] equals the median taken from a list of all prices, and the models add up to the total",
    [Records],
    ([records]) => {
      const savings = estimate(records)
      for (const { model, savedCents } of savings.models) {
        assert.strictEqual(exactSum([Cents.format(savedCents)]), naive(records, model))
      }
      assert.strictEqual(
        exactSum(savings.models.map(({ savedCents }) => Cents.format(savedCents))),
        exactSum([Cents.format(savings.savedCents)])
      )
      for (const { model } of savings.notEstimable)
        assert.isUndefined(model === null ? undefined : naive(records, model))
      const listed = [...savings.models, ...savings.notEstimable]
      assert.strictEqual(
        listed.reduce((sum, own) => sum + own.hits, 0),
        records.filter(({ cacheHit }) => cacheHit === "hit").length
      )
      assert.lengthOf(new Set(listed.map(({ model }) => model)), listed.length)
      assert.strictEqual(savings.hits, records.filter(({ cacheHit }) => cacheHit === "hit").length)
    },
    { arbitrary: { runs: 500 } }
  )

  it("takes the lower of two middle prices, and no price of nothing", () => {
    const records = [...hits("a", 3), ...paid("a", "9", "1.5", "0", "0", "0", "2.5", "2.25")]
    assert.deepStrictEqual(saved(estimate(records)), [["a", 3, 4, "2.25", "6.75"]])
    assert.deepStrictEqual(saved(estimate([...records, ...paid("a", "3")])), [["a", 3, 5, "2.5", "7.5"]])
  })

  it("[P29] lists models without a price apart, and counts them as nothing known rather than nothing saved", () => {
    const savings = estimate([...hits("free", 2), ...paid("free", "0"), ...hits("a", 1), ...paid("a", "4")])
    assert.deepStrictEqual(saved(savings), [["a", 1, 1, "4", "4"]])
    assert.deepStrictEqual(savings.notEstimable, [{ model: "free", hits: 2 }])
    assert.strictEqual(savings.hits, 3)
  })

  it("has no price for hits without a model, whatever others without a model cost", () => {
    assert.deepStrictEqual(estimate([...hits(null, 1), ...paid(null, "4")]).notEstimable, [{ model: null, hits: 1 }])
  })

  it("[P8] takes no unknown cost for a price, and counts it", () => {
    const savings = estimate([...hits("a", 1), ...paid("a", "4"), { model: "a", cacheHit: "miss", cost: null }])
    assert.deepStrictEqual([saved(savings), savings.unknownCosts], [[["a", 1, 1, "4", "4"]], 1])
  })

  it("takes what a hit did cost off what it saved", () => {
    const savings = estimate([...hits("a", 1), { model: "a", cacheHit: "hit", cost: "1.5" }, ...paid("a", "4")])
    assert.deepStrictEqual(saved(savings), [["a", 2, 1, "4", "6.5"]])
  })

  it("sums up further dimensions, and refuses a rollup without prices", () => {
    const rollup = rollupOf(
      ["capability", ...CacheSavings.by],
      [...hits("a", 1), ...paid("a", "4")].map((record) => ({ ...record, capability: "video" as const }))
    )
    assert.deepStrictEqual(saved(Result.getOrThrow(CacheSavings.estimate(rollup))), [["a", 1, 1, "4", "4"]])
    const refusal = CacheSavings.estimate(rollupOf(["model"], []))
    assert.deepStrictEqual(Result.isFailure(refusal) && refusal.failure.dimensions, ["cacheHit", "cost"])
    assert.strictEqual(
      Result.isFailure(refusal) && refusal.failure.message,
      "A rollup is not grouped by cacheHit, cost. Ask for one that is."
    )
  })

  it("[P29] says in its value and its encoding that it is an estimate, and how it was made", () => {
    assert.deepStrictEqual(Schema.encodeSync(CacheSavings.CacheSavings)(estimate([])), {
      estimate: "hits at the lower median paid price of their model",
      savedCents: "0",
      hits: 0,
      models: [],
      notEstimable: [],
      unknownCosts: 0
    })
  })

  it.effect("agrees with the records of an emulated week, read through the client", () =>
    Effect.gen(function* () {
      const week = Result.getOrThrow(DateRange.parse("2026-02-02", "2026-02-08"))
      yield* TestClock.setTime(Date.UTC(2026, 2, 15))
      const layer = UsageAggregate.layer.pipe(
        Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY })),
        Layer.provide(Emulator.layerHttpClient())
      )
      const fiber = yield* Effect.flatMap(UsageAggregate.UsageAggregate, (service) =>
        service.total(week, { by: [CacheSavings.by] })
      ).pipe(Effect.provide(layer), Effect.forkChild)
      yield* TestClock.adjust("10 minutes")
      const [rollup] = (yield* Fiber.join(fiber)).rollups
      const savings = Result.getOrThrow(CacheSavings.estimate(rollup ?? assert.fail("no rollup")))
      const dataset = UsageDataset.make()
      const records = DateRange.days(week)
        .flatMap((date) => dataset.day(date))
        .map(({ cache_hit, cost_cents, model }) => ({
          model,
          cacheHit: cache_hit ? ("hit" as const) : ("miss" as const),
          cost: cost_cents
        }))
      assert.isAbove(savings.models.length, 1)
      for (const { model, savedCents } of savings.models) {
        assert.strictEqual(exactSum([Cents.format(savedCents)]), naive(records, model))
      }
      assert.strictEqual(savings.hits, records.filter(({ cacheHit }) => cacheHit === "hit").length)
    })
  )
})
