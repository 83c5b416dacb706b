/** The promises that the client keeps over every transport. Call it once for each. */
import { assert, layer, vi } from "@effect/vitest"
import { Effect, Layer } from "effect"

import { Asker } from "./Asker.ts"
import * as Gateway from "./Gateway.ts"
import { answers } from "./suite/answers.ts"
import { bodies } from "./suite/bodies.ts"
import { connections } from "./suite/connections.ts"
import { emulated } from "./suite/emulated.ts"
import { redirects } from "./suite/redirects.ts"
import * as UsageBody from "./usageBody.ts"

/** Real sockets on a machine that may be busy: no test waits for this long unless it is stuck. */
vi.setConfig({ testTimeout: 30_000 })

export const suite = <E>(name: string, asker: Layer.Layer<Asker, E>): void => {
  layer(Layer.mergeAll(asker, Gateway.layer), { excludeTestServices: true, timeout: "30 seconds" })(
    `UsageClient over ${name}`,
    (it) => {
      answers(it)
      redirects(it)
      connections(it)
      bodies(it)
      emulated(it)

      // The last test: it looks back at the others.
      it.effect("[P9] has printed nothing that shows the key", () =>
        Effect.gen(function* () {
          assert.notInclude(yield* (yield* Asker).printed, UsageBody.key)
        })
      )
    }
  )
}
