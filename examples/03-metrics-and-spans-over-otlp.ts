/**
 * Sends spans and metrics over OTLP, the library's within the application's own. The collector is part of the example,
 * and prints the names that it receives.
 */
import { createServer } from "node:http"

import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { DateRange, UsageClient } from "@varg-usage/core"
import { Console, Effect, Layer, Metric } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Otlp } from "effect/observability"

const reports = Metric.counter("costs_reports_total", { incremental: true })

/** A span of the application: the library's spans are its children. */
const program = Effect.fn("costs.report")(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const report = yield* usage.total(yield* DateRange.last30Days)
  yield* Metric.update(reports, 1)
  yield* Console.log(`${report.records} records`)
})

/** Stands for the collector of your platform, which listens on port 4318. */
const received = HttpRouter.add(
  "POST",
  "*",
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const names = (yield* request.text).match(/(?:varg_usage_\w+|Usage\w+\.\w+|costs[._]\w+)/gu) ?? []
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

const App = UsageAggregate.layer.pipe(
  Layer.provide(UsageClient.layerConfig()),
  Layer.provideMerge(Telemetry),
  Layer.provideMerge(Collector),
  Layer.provide(FetchHttpClient.layer)
)

program().pipe(
  Effect.provide(App),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
