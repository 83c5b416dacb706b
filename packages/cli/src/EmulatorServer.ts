/**
 * An emulator of the usage API on a port of 127.0.0.1.
 */
import { createServer, type Server } from "node:http"

import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Emulator from "@varg-usage/emulator/Emulator"
import * as UsageDataset from "@varg-usage/emulator/UsageDataset"
import { Context, Effect, Layer, type Redacted } from "effect"
import { HttpServer } from "effect/http"

import { PortUnavailable } from "./Failure.ts"

/** Where an emulator listens, and the key that it takes. */
export class EmulatorServer extends Context.Service<
  EmulatorServer,
  {
    /** The origin, without `/v1`. */
    readonly gatewayUrl: string
    readonly apiKey: Redacted.Redacted
  }
>()("varg-usage/EmulatorServer") {}

export interface Options extends UsageDataset.Options {
  /**
   * 0 is a free one.
   *
   * @default 0
   */
  readonly port?: number | undefined
}

/** Listens as long as the layer lives. Its end cuts open connections, so that it is never waited for. */
export const layer = ({ port = 0, ...dataset }: Options = {}): Layer.Layer<EmulatorServer, PortUnavailable> =>
  Layer.suspend(() => {
    const server = createServer()
    return Layer.effect(EmulatorServer, make(server)).pipe(
      Layer.provide(Emulator.layerServer({ dataset: UsageDataset.make(dataset) })),
      Layer.provide(listening(server, port))
    )
  })

const listening = (server: Server, port: number) =>
  Layer.effect(
    HttpServer.HttpServer,
    Effect.mapError(
      NodeHttpServer.make(() => server, { host: "127.0.0.1", port }),
      ({ cause }) => new PortUnavailable({ port, code: codeOf(cause) })
    )
  )

const make = Effect.fnUntraced(function* (server: Server) {
  const { apiKey } = yield* Emulator.Emulator
  yield* Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections()))
  return yield* HttpServer.addressFormattedWith((gatewayUrl) => Effect.succeed({ gatewayUrl, apiKey }))
})

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason"
}
