/** Servers on a free port of this machine, for as long as the scope lasts. */
import type { AddressInfo, Server } from "node:net"

import { Effect, type Scope } from "effect"

/** Listens, and gives the port. `close` ends what is still connected. */
export const serve = (server: Server, close: () => void): Effect.Effect<number, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        close()
      })
  )
