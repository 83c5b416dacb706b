/** A server that can't be trusted is not asked: nothing of a request reaches it. */
import { readFileSync } from "node:fs"
import { createServer as createPlainServer } from "node:http"
import { createServer } from "node:https"
import { getCACertificates, setDefaultCACertificates } from "node:tls"

import { NodeHttpClient } from "@effect/platform-node"
import { assert, layer, vi } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"

import * as Asker from "./Asker.ts"
import * as Loopback from "./loopback.ts"
import * as UsageBody from "./usageBody.ts"

/** Real sockets on a machine that may be busy: no test waits for this long unless it is stuck. */
vi.setConfig({ testTimeout: 30_000 })

const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), "utf8")

type Certificate = "trusted" | "expired" | "elsewhere" | "selfSigned"

const served = Effect.fnUntraced(function* (certificate: Certificate | "none") {
  let requests = 0
  const listener: Parameters<typeof createPlainServer>[1] = (_request, response) => {
    requests++
    response.writeHead(200, { "content-type": "application/json" }).end(UsageBody.body)
  }
  const server =
    certificate === "none"
      ? createPlainServer(listener)
      : createServer({ cert: pem(certificate), key: pem(`${certificate}.key`) }, listener)
  const port = yield* Loopback.serve(server, () => server.closeAllConnections())
  return { gatewayUrl: `https://localhost:${port}`, requests: () => requests }
})

/** The authority is trusted by this process, so that only what is wrong with a certificate itself is in the way. */
const trusting = Effect.acquireRelease(
  Effect.sync(() => {
    const before = getCACertificates("default")
    setDefaultCACertificates([...before, pem("authority")])
    return before
  }),
  (before) => Effect.sync(() => setDefaultCACertificates(before))
)

const ask = Effect.fnUntraced(function* (certificate: Certificate | "none") {
  yield* trusting
  const { gatewayUrl, requests } = yield* served(certificate)
  const outcome = yield* (yield* Asker.Asker).ask({ gatewayUrl, apiKey: UsageBody.key, attempts: 4 })
  return { outcome, requests: requests() }
})

const transports = {
  fetch: FetchHttpClient.layer,
  undici: NodeHttpClient.layerUndici,
  "node:http": NodeHttpClient.layerNodeHttp
}

for (const [name, transport] of Object.entries(transports)) {
  layer(Asker.overHttpClient(transport), { excludeTestServices: true })(`UsageClient over TLS and ${name}`, (it) => {
    it.effect("[P10] asks a server whose certificate is good", () =>
      Effect.gen(function* () {
        const { outcome, requests } = yield* ask("trusted")
        assert.deepInclude(outcome, { _tag: "Answered", total: UsageBody.total, attempts: 1 })
        assert.strictEqual(requests, 1)
      })
    )

    for (const [certificate, why] of [
      ["selfSigned", "signed by nobody"],
      ["expired", "that has expired"],
      ["elsewhere", "of another host"]
    ] as const) {
      it.effect(`[P10] sends nothing to a server with a certificate ${why}, and does not try again`, () =>
        Effect.gen(function* () {
          const { outcome, requests } = yield* ask(certificate)
          assert.deepInclude("fields" in outcome && outcome.fields, {
            _tag: "TransportError",
            kind: "tls",
            attempts: 1
          })
          assert.strictEqual(requests, 0)
        })
      )
    }

    it.effect("[P10] sends nothing to a server that speaks no TLS, and does not try again", () =>
      Effect.gen(function* () {
        const { outcome, requests } = yield* ask("none")
        assert.deepInclude("fields" in outcome && outcome.fields, { _tag: "TransportError", kind: "tls", attempts: 1 })
        assert.strictEqual(requests, 0)
      })
    )
  })
}
