import { Rollup, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const report = yield* usage.total(yield* DateRange.last30Days)
  for (const { costCents, key } of report.rollups.flatMap(Rollup.byCost))
    yield* Console.log(key, Cents.format(costCents))
  yield* Console.log(`${Cents.format(report.totalCents)} cents for ${report.records} jobs`)
})

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(Effect.provide(program, Usage))
