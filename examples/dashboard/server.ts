/** What AI generation cost, on a page: the library's routes, and the files that draw what they answer. */
import { createServer } from "node:http"

import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { UsageClient } from "@varg-usage/core"
import { UsageAccess, UsageHttp } from "@varg-usage/http"
import { Config, Console, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"

import * as Page from "./Page.ts"

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

/**
 * Whoever sits at this machine may ask; yours looks at a session. A page from elsewhere whose name leads here (DNS
 * rebinding) sends its own name as the host.
 */
const Access = UsageAccess.layer(({ headers }) =>
  Effect.succeed(/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/u.test(headers["host"] ?? "") ? "allowed" : "forbidden")
)

const Routes = Layer.merge(Page.layer, UsageHttp.layer().pipe(Layer.provide([Usage, Access])))

const Server = Layer.unwrap(
  Effect.map(Config.Int("PORT").pipe(Config.withDefault(3000)), (port) =>
    // A stream of days may take minutes: whoever ends the program does not wait for its readers.
    NodeHttpServer.layer(createServer, { host: "127.0.0.1", port, gracefulShutdownTimeout: "200 millis" })
  )
)

const Announced = Layer.effectDiscard(HttpServer.addressFormattedWith((url) => Console.log(url)))

const App = HttpRouter.serve(Routes, { disableListenLog: true, disableLogger: true }).pipe(
  Layer.merge(Announced),
  Layer.provide(Server)
)

NodeRuntime.runMain(Layer.launch(App))
