/** Adds up several accounts: each with a key, a client and a rate limit of its own, read at the same time. */
import { NodeRuntime } from "@effect/platform-node"
import { Rollup, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { ConfigProvider, Console, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const accounts = ["design", "research"]

/** The variables of an account, such as DESIGN_VARG_API_KEY; where it has none, those without its name. */
const variablesOf = (account: string) =>
  ConfigProvider.layer(
    Effect.map(ConfigProvider.ConfigProvider, (all) =>
      ConfigProvider.orElse(ConfigProvider.nested(all, account.toUpperCase()), all)
    )
  )

const usageOf = (account: string) =>
  UsageAggregate.layer.pipe(
    Layer.provide(UsageClient.layerConfig()),
    Layer.provide(variablesOf(account)),
    Layer.provide(FetchHttpClient.layer)
  )

const by = ["capability"] as const

const read = Effect.fn("read")(
  function* (account: string) {
    const usage = yield* UsageAggregate.UsageAggregate
    const month = yield* Effect.fromResult(DateRange.month("2026-02"))
    const { rollups } = yield* usage.total(month, { by: [by], plan: "adaptive" })
    return { account, rollup: Rollup.reducer(by).combineAll(rollups) }
  },
  (effect, account) => Effect.provide(effect, usageOf(account))
)

const program = Effect.gen(function* () {
  const parts = yield* Effect.forEach(accounts, read, { concurrency: "unbounded" })
  for (const { account, rollup } of parts) {
    const { costCents, records } = Rollup.total(rollup)
    yield* Console.log(`${account}: ${Cents.format(costCents)} cents for ${records} jobs`)
  }
  // A rollup is a value that merges: in whatever order, to the same sum.
  const together = Rollup.reducer(by).combineAll(parts.map(({ rollup }) => rollup))
  for (const { costCents, key } of Rollup.byCost(together))
    yield* Console.log(`  ${key.capability}: ${Cents.format(costCents)} cents`)
  yield* Console.log(`Together: ${Cents.format(Rollup.total(together).costCents)} cents`)
})

program.pipe(
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
