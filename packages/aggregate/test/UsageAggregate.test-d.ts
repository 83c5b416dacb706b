/** The types of the aggregation, exactly as they are documented: compiled with all else, and never run. */
import {
  Budget,
  type Comparison,
  type Forecast,
  type Rollup,
  type Selection,
  UsageAggregate,
  type UsageReport
} from "@varg-usage/aggregate"
import { type DateRange, UsageClient, type UsageError } from "@varg-usage/core"
import { type BigDecimal, Effect, Layer, LayerMap, type Redacted, type Result, type Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { expectTypeOf } from "vitest"

declare const usage: UsageAggregate.UsageAggregate["Service"]
declare const limitCents: BigDecimal.BigDecimal
declare const range: DateRange.DateRange
declare const rollup: Rollup.Rollup

// Layers: nothing can go wrong, and a client is all that they require.
type UsageLayer = Layer.Layer<UsageAggregate.UsageAggregate, never, UsageClient.UsageClient>
expectTypeOf(UsageAggregate.layer).toEqualTypeOf<UsageLayer>()
expectTypeOf(UsageAggregate.layerWith({ keptFor: "1 day" })).toEqualTypeOf<UsageLayer>()

// Methods: every failure is in the type, and nothing is required.
expectTypeOf<UsageAggregate.AggregateError>().toEqualTypeOf<UsageError.UsageError | UsageAggregate.InvalidOptions>()
expectTypeOf(usage.days(range)).toEqualTypeOf<Stream.Stream<UsageReport.Day, UsageAggregate.AggregateError>>()
expectTypeOf(usage.running(range)).toEqualTypeOf<
  Stream.Stream<UsageReport.UsageReport, UsageAggregate.AggregateError>
>()
expectTypeOf(usage.total(range)).toEqualTypeOf<Effect.Effect<UsageReport.UsageReport, UsageAggregate.AggregateError>>()
// @ts-expect-error usage is not grouped by the weather
void usage.total(range, { by: [["weather"]] })

// One client for each tenant: what a program requires is the map, and never a client.
class Tenants extends LayerMap.Service<Tenants>()("@varg-usage/aggregate/test/Tenants", {
  lookup: (apiKey: Redacted.Redacted) => UsageAggregate.layer.pipe(Layer.provide(UsageClient.layer({ apiKey }))),
  dependencies: [FetchHttpClient.layer]
}) {}

const costs = Effect.fn(
  function* (_apiKey: Redacted.Redacted) {
    const { total } = yield* UsageAggregate.UsageAggregate
    return (yield* total(range)).totalCents
  },
  (effect, apiKey) => Effect.provide(effect, Tenants.get(apiKey))
)

expectTypeOf(Tenants.layer).toEqualTypeOf<Layer.Layer<Tenants>>()
expectTypeOf(costs).toEqualTypeOf<
  (
    apiKey: Redacted.Redacted
  ) => Effect.Effect<BigDecimal.BigDecimal, UsageAggregate.AggregateError | UsageError.InvalidConfig, Tenants>
>()

// What is asked of rollups is a value that says what was wrong with the question.
expectTypeOf(Budget.check({ limitCents }, { rollup, complete: true })).toEqualTypeOf<
  Result.Result<Budget.Status, Budget.InvalidLimit | Selection.MissingDimension>
>()
expectTypeOf<ReturnType<typeof Comparison.compare>>().toEqualTypeOf<
  Result.Result<Comparison.Comparison, Selection.MissingDimension>
>()
expectTypeOf<ReturnType<typeof Forecast.make>>().toEqualTypeOf<
  Result.Result<Forecast.Forecast, Forecast.ForecastRefused | DateRange.InvalidRange>
>()
