/** Sends the client's metrics and spans over OTLP, here to a collector of its own that prints their names. */
import { createServer } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { DateRange, UsageClient } from "@varg-usage/core"
import { Console, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Otlp } from "effect/observability"

/** Stands for the collector of your platform, which listens on port 4318. */
const received = HttpRouter.add(
  "POST",
  "*",
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const names = (yield* request.text).match(/(?:varg_usage_\w+|Usage\w+\.\w+)/gu) ?? []
    yield* Console.log(request.url, [...new Set(names)].toSorted().join(" "))
    return HttpServerResponse.empty()
  })
)

const Collector = HttpRouter.serve(received, { disableLogger: true, disableListenLog: true }).pipe(
  Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 }))
)

const Telemetry = Layer.unwrap(
  Effect.map(HttpServer.HttpServer, ({ address }) => {
    const port = "port" in address ? address.port : 4318
    return Otlp.layerJson({ baseUrl: `http://127.0.0.1:${port}`, resource: { serviceName: "costs" } })
  })
)

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const report = yield* usage.total(yield* DateRange.last30Days)
  yield* Console.log(`${report.records} records`)
})

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()))

const App = Usage.pipe(
  Layer.provideMerge(Telemetry),
  Layer.provideMerge(Collector),
  Layer.provide(FetchHttpClient.layer)
)

await Effect.runPromise(Effect.provide(program, App))
