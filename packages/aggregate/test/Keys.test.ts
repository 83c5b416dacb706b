import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate } from "@varg-usage/aggregate"
import { Cents, UsageClient } from "@varg-usage/core"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { Effect, Layer, LayerMap, Redacted } from "effect"
import { TestClock } from "effect/testing"

import { month, noon, total } from "./emulated.ts"

const accounts = ["design", "research"]
const datasetOf = (account: string) => UsageDataset.make({ seed: account, recordsPerDay: 20 })
const truths = accounts.map((account) => datasetOf(account).truth(month).costText)

/** One client for each account, under one layer of the aggregation, which is the same value for all. */
const usageOf = (account: string) =>
  UsageAggregate.layer.pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY })),
    Layer.provide(Emulator.layerHttpClient({ dataset: datasetOf(account) }))
  )

const cents = Effect.map(total(month), ({ totalCents }) => Cents.format(totalCents))

describe("several keys in one program", () => {
  it.effect("[P28] what was read with one is never given to another: in a LayerMap", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const tenants = yield* LayerMap.make(usageOf, { idleTimeToLive: "1 hour" })
      const ask = (account: string) => Effect.provide(cents, tenants.get(account))
      assert.deepStrictEqual(yield* Effect.forEach(accounts, ask), truths)
      assert.deepStrictEqual(yield* Effect.forEach(accounts, ask, { concurrency: "unbounded" }), truths)
    })
  )

  it.effect("[P28] what was read with one is never given to another: in a part that is provided with its own", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const inner = Effect.provide(cents, usageOf("research"))
      const outer = Effect.all([cents, inner]).pipe(Effect.provide(usageOf("design")))
      assert.deepStrictEqual(yield* outer, truths)
    })
  )
})
