/** A gateway on a free loopback port that knows who is still waiting for it. */
import { createServer, type Server } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { Emulator, type Fault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Layer, type Scope } from "effect"
import { HttpServer } from "effect/http"

export interface Gateway {
  readonly url: string
  readonly dataset: UsageDataset.UsageDataset
  /** What goes wrong from now on, by the number of requests before. */
  faults: (index: number) => Fault.Fault | undefined
  /** Requests so far. */
  readonly asked: () => number
  /** Requests whose answer is neither complete nor given up. */
  readonly waiting: () => number
  /** Goes away, and takes its connections along. */
  readonly leave: () => void
}

export const start: Effect.Effect<Gateway, never, Scope.Scope> = Effect.gen(function* () {
  const server = createServer()
  const connections = watch(server)
  const dataset = UsageDataset.make({ seed: 7, recordsPerDay: 400 })
  const behaviour: Pick<Gateway, "faults"> = { faults: () => undefined }
  const emulator = Emulator.layerServer({ dataset, faults: ({ index }) => behaviour.faults(index) })
  const listening = NodeHttpServer.layer(() => server, { host: "127.0.0.1", port: 0, disablePreemptiveShutdown: true })
  yield* Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections()))
  const context = yield* Layer.build(Layer.provideMerge(emulator, listening)).pipe(Effect.orDie)
  const url = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provideContext(context))
  return Object.assign(behaviour, {
    url,
    dataset,
    ...connections,
    leave: () => {
      server.close()
      server.closeAllConnections()
    }
  })
})

function watch(server: Server): Pick<Gateway, "asked" | "waiting"> {
  let asked = 0
  let waiting = 0
  server.on("request", (_, response) => {
    asked += 1
    waiting += 1
    response.once("close", () => {
      waiting -= 1
    })
  })
  return { asked: () => asked, waiting: () => waiting }
}
