/** A gateway on a free loopback port that a test can make wait, fail and lie, day by day. */
import { createServer } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { Emulator, type Fault, UsageDataset } from "@varg-usage/emulator"
import { Deferred, Effect, Layer, type Scope } from "effect"
import { HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"

export interface Gateway {
  readonly url: string
  readonly dataset: UsageDataset.UsageDataset
  /** What goes wrong from now on with the day of this date. */
  faults: (date: string) => Fault.Fault | undefined
  /** Lets these days wait, until what it gives is called. */
  readonly hold: (from: string, to: string) => () => void
  /** Goes away, and takes its connections along. */
  readonly leave: () => void
}

export const start: Effect.Effect<Gateway, never, Scope.Scope> = Effect.gen(function* () {
  const server = createServer()
  const dataset = UsageDataset.make({ seed: 7, recordsPerDay: 120 })
  const behaviour: Pick<Gateway, "faults"> = { faults: () => undefined }
  const holding = holder()
  const emulator = yield* Emulator.make({ dataset, faults: ({ from = "" }) => behaviour.faults(from) })
  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    yield* holding.wait(new URL(request.url, "http://gateway").searchParams.get("from") ?? "")
    return yield* emulator.respond(request)
  }).pipe(Effect.orElseSucceed(() => HttpServerResponse.empty({ status: 503 })))
  const listening = NodeHttpServer.layer(() => server, { host: "127.0.0.1", port: 0, disablePreemptiveShutdown: true })
  const context = yield* Layer.build(Layer.provideMerge(HttpServer.serve(answer), listening)).pipe(Effect.orDie)
  const url = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provideContext(context))
  yield* Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections()))
  return Object.assign(behaviour, {
    url,
    dataset,
    hold: holding.hold,
    leave: () => {
      server.close()
      server.closeAllConnections()
    }
  })
})

function holder() {
  let held: ReadonlyArray<{ readonly from: string; readonly to: string; readonly released: Deferred.Deferred<void> }> =
    []
  return {
    wait: (date: string) =>
      Effect.forEach(
        held.filter(({ from, to }) => date >= from && date <= to),
        ({ released }) => Deferred.await(released)
      ),
    hold: (from: string, to: string) => {
      const released = Deferred.makeUnsafe<void>()
      held = [...held, { from, to, released }]
      return () => Deferred.doneUnsafe(released, Effect.void)
    }
  }
}
