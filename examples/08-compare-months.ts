/** What changed from one month to another, and how much of that is more jobs, other models, or other prices. */
import { NodeRuntime } from "@effect/platform-node"
import { Comparison, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { BigDecimal, Console, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const [before = "2026-07", after = "2026-08"] = process.argv.slice(2)

/** Cache hits are free: kept apart, they don't lower the price of their model. */
const by = [["model", "cacheHit"]] as const

const monthOf = Effect.fn(function* (month: string) {
  const usage = yield* UsageAggregate.UsageAggregate
  const { rollups } = yield* usage.total(yield* Effect.fromResult(DateRange.month(month)), { by, plan: "adaptive" })
  return yield* Effect.fromNullishOr(rollups[0])
})

const program = Effect.gen(function* () {
  const rollups = yield* Effect.all([monthOf(before), monthOf(after)], { concurrency: 2 })
  const comparison = yield* Effect.fromResult(Comparison.compare(...rollups))

  yield* Console.log([`${before} to ${after}`.padEnd(32), ...columns.map(([title]) => title.padStart(12))].join(""))
  for (const change of Comparison.byDifference(comparison).slice(0, 8))
    yield* Console.log(row(`${change.key.model}${change.key.cacheHit === "hit" ? " (cached)" : ""}`, change))
  yield* Console.log(row("All models", comparison.total))
})

const columns = [
  ["change", "differenceCents"],
  ["= volume", "volumeCents"],
  ["+ mix", "mixCents"],
  ["+ price", "priceCents"]
] as const

const row = (name: string, change: Comparison.Change) =>
  [name.padEnd(32), ...columns.map(([, effect]) => rounded(change[effect]).padStart(12))].join("")

/** Exact in the comparison, shown to the cent. */
const rounded = (cents: BigDecimal.BigDecimal) => Cents.format(BigDecimal.round(cents, { scale: 0 }))

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(
  Effect.provide(Usage),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
