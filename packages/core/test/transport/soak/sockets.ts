/** The client sockets of this process, whoever opens them. */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import type { Socket } from "node:net"

import { Effect, type Scope } from "effect"

const channel = "net.client.socket"

/** Those that are open, kept while the scope is. A socket is there from its connecting until its handle is closed. */
export const open: Effect.Effect<ReadonlySet<Socket>, never, Scope.Scope> = Effect.gen(function* () {
  const sockets = new Set<Socket>()
  const take = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket }
    sockets.add(socket)
    socket.once("close", () => {
      sockets.delete(socket)
    })
  }
  subscribe(channel, take)
  yield* Effect.addFinalizer(() => Effect.sync(() => unsubscribe(channel, take)))
  return sockets
})

/** How many have carried a request, and so may hold an answer. */
export const carrying = (sockets: ReadonlySet<Socket>): number =>
  [...sockets].filter((socket) => socket.bytesWritten > 0).length
