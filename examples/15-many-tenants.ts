/** One program, many tenants: each has a key, a client and a rate limit of its own, made when it is first asked for. */
import { NodeRuntime } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { Console, Effect, Layer, LayerMap, Redacted } from "effect"

/** Here each tenant is an emulator of its own. Yours have their keys in a database, and one `FetchHttpClient.layer`. */
const gatewayOf = (tenant: string) => Emulator.layerHttpClient({ dataset: UsageDataset.make({ seed: tenant }) })

const keyOf = (_tenant: string) => Effect.succeed(Redacted.make(Emulator.demoKey))

const clientOf = (tenant: string) =>
  Layer.unwrap(Effect.map(keyOf(tenant), (apiKey) => UsageClient.layer({ apiKey, plan: "pro" })))

class Tenants extends LayerMap.Service<Tenants>()("examples/Tenants", {
  lookup: (tenant: string) =>
    UsageAggregate.layer.pipe(Layer.provide(clientOf(tenant)), Layer.provide(gatewayOf(tenant))),
  // One that nobody asks for gives back its memory, and reads its key again.
  idleTimeToLive: "10 minutes"
}) {}

/** Requires `Tenants` and no client: which one it is follows from the tenant. */
const costs = Effect.fn("costs")(
  function* (tenant: string, month: string) {
    const usage = yield* UsageAggregate.UsageAggregate
    const { totalCents } = yield* usage.total(yield* Effect.fromResult(DateRange.month(month)), { plan: "adaptive" })
    return `${tenant}, ${month}: ${Cents.format(totalCents)} cents`
  },
  (effect, tenant) => Effect.provide(effect, Tenants.get(tenant))
)

const program = Effect.gen(function* () {
  const asked = [
    costs("acme", "2026-01"),
    costs("globex", "2026-01"),
    // Known by now: asks nobody.
    costs("acme", "2026-01")
  ]
  for (const line of yield* Effect.all(asked)) yield* Console.log(line)
  // A tenant with a new key.
  yield* Tenants.invalidate("acme")
})

program.pipe(
  Effect.provide(Tenants.layer),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
