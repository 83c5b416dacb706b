/** What the client says where a transport has its own limit on connecting: `node:http` and browsers have none. */
import { NodeHttpClient } from "@effect/platform-node"
import { Dispatcher1Wrapper } from "@effect/platform-node/Undici"
import { assert, layer, vi } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"

import * as Asker from "./Asker.ts"
import * as BlackHole from "./BlackHole.ts"
import * as UsageBody from "./usageBody.ts"

/** Real sockets on a machine that may be busy: no test waits for this long unless it is stuck. */
vi.setConfig({ testTimeout: 30_000 })

/** In milliseconds; undici looks at its limits only twice a second. */
const limits = { connect: { timeout: 50 } }

/** Node's `fetch`, whose own limit is 10 seconds, over an agent of the package. */
const limitedFetch = Layer.effect(
  FetchHttpClient.Fetch,
  Effect.map(NodeHttpClient.makeDispatcherOptions(limits), (agent): typeof fetch => {
    const dispatcher = new Dispatcher1Wrapper(agent)
    return (input, init) => fetch(input, Object.assign({}, init, { dispatcher }))
  })
)

const transports: Readonly<Record<string, Layer.Layer<HttpClient.HttpClient>>> = {
  fetch: FetchHttpClient.layer.pipe(Layer.provide(limitedFetch)),
  undici: NodeHttpClient.layerUndiciOptions(limits)
}

for (const [name, transport] of Object.entries(transports)) {
  layer(Asker.overHttpClient(transport), { excludeTestServices: true })(`Connecting over ${name}`, (it) => {
    it.effect("[P13] ends by the transport's own limit, and says that no connection was made", () =>
      Effect.gen(function* () {
        const asker = yield* Asker.Asker
        const found = yield* asker.ask({ gatewayUrl: yield* BlackHole.make, apiKey: UsageBody.key })
        if (found._tag === "Answered") return assert.fail("answered")
        assert.deepInclude(found.fields, { _tag: "AttemptTimeout", phase: "connect", attempts: 1 })
        assert.isBelow(found.elapsedMillis, 10_000)
      })
    )
  })
}
