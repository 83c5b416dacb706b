/** Adds up several accounts: each with a key, a client and a rate limit of its own, read at the same time. */
import { NodeRuntime } from "@effect/platform-node"
import { Rollup, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Array as Arr, Config, ConfigProvider, Console, Effect, Equal, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const accounts = ["design", "research"]

/** The key of an account from its variables, such as DESIGN_VARG_API_KEY; where it has none, from those without its name. */
const accountOf = (name: string) =>
  Effect.gen(function* () {
    const all = yield* ConfigProvider.ConfigProvider
    const own = ConfigProvider.orElse(ConfigProvider.nested(all, name.toUpperCase()), all)
    const apiKey = yield* Config.Redacted("VARG_API_KEY").parse(own)
    const gatewayUrl = yield* Config.String("VARG_GATEWAY_URL").pipe(Config.withDefault(undefined)).parse(own)
    return { name, apiKey, gatewayUrl }
  })

type Account = Effect.Success<ReturnType<typeof accountOf>>

const usageOf = (account: Account) =>
  UsageAggregate.layer.pipe(Layer.provide(UsageClient.layer(account)), Layer.provide(FetchHttpClient.layer))

const by = ["capability"] as const
const read = Effect.fn("read")(
  function* ({ name }: Account) {
    const usage = yield* UsageAggregate.UsageAggregate
    const month = yield* Effect.fromResult(DateRange.month("2026-02"))
    const { rollups } = yield* usage.total(month, { by: [by], plan: "adaptive" })
    return { name, rollup: Rollup.reducer(by).combineAll(rollups) }
  },
  (effect, account) => Effect.provide(effect, usageOf(account))
)

const program = Effect.gen(function* () {
  const all = yield* Effect.forEach(accounts, accountOf)
  // An account with the key of another would count what that one has spent again.
  const own = Arr.dedupeWith(all, (one, other) => Equal.equals({ ...one, name: "" }, { ...other, name: "" }))
  for (const { name } of Arr.difference(all, own))
    yield* Console.error(`${name} is left out: ${name.toUpperCase()}_VARG_API_KEY is not set.`)
  const parts = yield* Effect.forEach(own, read, { concurrency: "unbounded" })
  for (const { name, rollup } of parts) {
    const { costCents, records } = Rollup.total(rollup)
    yield* Console.log(`${name}: ${Cents.format(costCents)} cents for ${records} jobs`)
  }
  // Rollups merge, in whatever order, to the same sum.
  const together = Rollup.reducer(by).combineAll(parts.map(({ rollup }) => rollup))
  for (const { costCents, key } of Rollup.byCost(together))
    yield* Console.log(`  ${key.capability}: ${Cents.format(costCents)} cents`)
  yield* Console.log(`Together: ${Cents.format(Rollup.total(together).costCents)} cents`)
})

program.pipe(
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
