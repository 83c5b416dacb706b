/**
 * The program of a page: reads a month through the gateway that the page's address names, and shows in its title what the
 * month cost, and what it cost by the books of an emulator of its own.
 */
import { UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Emulator } from "@varg-usage/emulator"
import { Effect, Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"

const address = new URLSearchParams(location.search)

const client = UsageClient.layer({
  apiKey: Redacted.make(address.get("apiKey") ?? ""),
  gatewayUrl: address.get("gatewayUrl") ?? undefined
})

const program = Effect.gen(function* () {
  const month = yield* Effect.fromResult(DateRange.month("2026-01"))
  const { totalCents } = yield* (yield* UsageAggregate.UsageAggregate).total(month)
  const { costText } = yield* (yield* Emulator.Emulator).truth(month)
  return `${Cents.format(totalCents)} of ${costText} cents`
})

const layer = Layer.merge(
  UsageAggregate.layer.pipe(Layer.provide(client), Layer.provide(FetchHttpClient.layer)),
  Emulator.layer()
)

document.title = await Effect.runPromise(Effect.provide(program, layer)).catch(String)
