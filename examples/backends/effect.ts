/** Usage in a backend on Effect. */
import { createServer } from "node:http"

import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { UsageAggregate } from "@varg-usage/aggregate"
import { UsageClient } from "@varg-usage/core"
import { UsageAccess, UsageDocs, UsageHttp } from "@varg-usage/http"
import { Config, Console, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"

import { access } from "./access.ts"

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

const Access = UsageAccess.layer(({ headers }) => Effect.succeed(access(headers["authorization"])))

const Routes = Layer.merge(UsageHttp.layer(), UsageDocs.layer()).pipe(Layer.provide([Usage, Access]))

const Server = Layer.unwrap(
  Effect.map(Config.Int("PORT").pipe(Config.withDefault(3000)), (port) =>
    NodeHttpServer.layer(createServer, { host: "127.0.0.1", port })
  )
)

const Announced = Layer.effectDiscard(HttpServer.addressFormattedWith((url) => Console.log(url)))

const App = HttpRouter.serve(Routes, { disableListenLog: true, disableLogger: true }).pipe(
  Layer.merge(Announced),
  Layer.provide(Server)
)

NodeRuntime.runMain(
  Layer.launch(App).pipe(
    Effect.tapErrorTag("ConfigError", () =>
      Console.error("Set VARG_API_KEY to the key of the gateway, and PORT to a number.")
    )
  )
)
