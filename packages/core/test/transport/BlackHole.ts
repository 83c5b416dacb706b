/** An address of this machine that answers no attempt to connect, as one behind a wall that drops what comes. */
import { connect, type Socket } from "node:net"
import { Worker } from "node:worker_threads"

import { Effect, type Scope } from "effect"

/** A URL that nobody can connect to, for as long as the scope lasts. */
export const make: Effect.Effect<string, never, Scope.Scope> = Effect.gen(function* () {
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(new URL("blackHole/deaf.ts", import.meta.url))),
    (started) => Effect.promise(() => started.terminate())
  )
  const port = yield* Effect.callback<number>((resume) => {
    worker.once("message", (found: number) => resume(Effect.succeed(found)))
  })
  yield* takePlaces(port)
  return `http://127.0.0.1:${port}`
})

/** Far more than there are. */
const places = 16

/** Takes the place of the few that would be connected. All have asked before the first hears that it is. */
const takePlaces = Effect.fnUntraced(function* (port: number) {
  const sockets = yield* Effect.acquireRelease(
    Effect.sync(() => Array.from({ length: places }, () => connect(port, "127.0.0.1").on("error", () => undefined))),
    (opened) => Effect.sync(() => opened.map((socket) => socket.destroy()))
  )
  yield* Effect.raceAll(sockets.map(connected))
})

const connected = (socket: Socket) =>
  Effect.callback<void>((resume) => {
    socket.once("connect", () => resume(Effect.void))
  })
