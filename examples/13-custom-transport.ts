/** A transport of your own: undici with limits of its own, and a line on stderr for each request. */
import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Duration, Effect, Layer } from "effect"
import { HttpClient, UrlParams } from "effect/http"

/** Whatever is an `HttpClient` will do: undici, `fetch`, `node:http`, one that goes through a proxy. */
const Undici = NodeHttpClient.layerUndiciOptions({ connections: 4, connect: { timeout: 3000 } })

/** Tells each request. Not its headers: they hold the key. */
const Telling = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.transform((response, { method, url, urlParams }) =>
      Effect.timed(response).pipe(
        Effect.tap(([took, { status }]) =>
          Console.error(
            `${method} ${new URL(url).pathname}?${UrlParams.toString(urlParams)}: ${status} in ${Math.round(Duration.toMillis(took))} ms`
          )
        ),
        Effect.map(([, answer]) => answer)
      )
    )
  )
)

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const week = yield* Effect.fromResult(DateRange.parse("2026-02-09", "2026-02-15"))
  const { records, totalCents } = yield* usage.total(week)
  yield* Console.log(`${DateRange.format(week)}: ${Cents.format(totalCents)} cents for ${records} jobs`)
})

// Retries, limits and timeouts stay with the client: a transport that retries as well would multiply them.
const Usage = UsageAggregate.layer.pipe(
  Layer.provide(UsageClient.layerConfig({ concurrency: 4 })),
  Layer.provide(Telling),
  Layer.provide(Undici)
)

program.pipe(
  Effect.provide(Usage),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
