/** A month of the emulator, over a socket. */
import { createServer } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { type Vitest, assert } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import * as Emulator from "@varg-usage/emulator/Emulator"
import * as UsageDataset from "@varg-usage/emulator/UsageDataset"
import { Effect, Layer, Result } from "effect"
import { HttpServer } from "effect/http"

import { Asker } from "../Asker.ts"

const dataset = UsageDataset.make({ seed: 11, recordsPerDay: 200 })
const range = Result.getOrThrow(DateRange.parse("2025-12-01", "2025-12-31"))

const served = Emulator.layerServer({ dataset }).pipe(
  Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
)

export const emulated = (it: Vitest.MethodsNonLive<Asker>): void => {
  it.effect("[P1] [P22] reads a month of the emulator as the dataset knows it", () =>
    HttpServer.addressFormattedWith((gatewayUrl) =>
      Effect.gen(function* () {
        const { ask } = yield* Asker
        const truth = dataset.truth(range)
        const outcome = yield* ask({ gatewayUrl, apiKey: Emulator.demoKey, from: range.from, to: range.to })
        assert.deepInclude(outcome, {
          _tag: "Answered",
          agreement: "exact",
          total: truth.costText,
          records: truth.records
        })
        const refused = yield* ask({ gatewayUrl, apiKey: "varg_other", attempts: 4 })
        assert.deepInclude(refused, { _tag: "AuthError", attempts: 1 })
        assert.strictEqual(yield* (yield* Emulator.Emulator).requestCount, 2)
      })
    ).pipe(Effect.provide(served))
  )
}
