import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate, UsageServices } from "@varg-usage/aggregate"
import { Emulator } from "@varg-usage/emulator"
import { Effect, Layer } from "effect"

import { month } from "./emulated.ts"
import { fetched } from "./fetched.ts"

describe("UsageServices", () => {
  it.live("asks over the fetch that it was given, though another one is in use in the same program", () =>
    Effect.gen(function* () {
      const memoMap = yield* Layer.makeMemoMap
      const counts = yield* Effect.forEach([1, 2], () =>
        Effect.gen(function* () {
          const { emulator, fetch } = yield* fetched()
          const layer = UsageServices.layer({ apiKey: Emulator.demoKey, gatewayUrl: "http://localhost", fetch })
          const services = yield* Layer.buildWithMemoMap(layer, memoMap, yield* Effect.scope)
          const report = Effect.flatMap(UsageAggregate.UsageAggregate, (aggregate) => aggregate.total(month))
          yield* Effect.provideContext(report, services)
          return yield* emulator.requestCount
        })
      )
      assert.deepStrictEqual(counts, [28, 28])
    }).pipe(Effect.scoped)
  )
})
