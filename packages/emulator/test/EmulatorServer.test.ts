import { createServer, get as httpGet } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import { Emulator, Fault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Exit, Fiber, Layer, Result, Schedule, Stream } from "effect"
import { HttpServer } from "effect/http"

const dataset = UsageDataset.make({ seed: 7, recordsPerDay: 1000 })
const asked = Result.getOrThrow(DateRange.parse("2025-01-01", "2025-03-31"))
const query = `?from=${asked.from}&to=${asked.to}`

/** An emulator on a free loopback port, asked with the platform's own fetch. */
const served = (options?: Emulator.Options) =>
  Emulator.layerServer({ dataset, ...options }).pipe(
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
  )

const request = (path: string, init: RequestInit = {}) =>
  HttpServer.addressFormattedWith((origin) =>
    Effect.tryPromise((signal) =>
      fetch(origin + path, { signal, headers: { authorization: `Bearer ${Emulator.demoKey}` }, ...init })
    )
  )

describe("Emulator.layerServer", () => {
  it.live("streams a large answer over a socket, equal to the truth", () =>
    Effect.gen(function* () {
      const response = yield* request(`/v1/usage${query}`)
      const text = yield* Effect.promise(() => response.text())
      const truth = dataset.truth(asked)
      assert.strictEqual(response.headers.get("transfer-encoding"), "chunked")
      assert.isAbove(text.length, 5_000_000)
      assert.strictEqual(text.split(`{"job_id":`).length - 1, truth.records)
      assert.isTrue(text.endsWith(`],"total_cents":${truth.costText}}`))
    }).pipe(Effect.provide(served()))
  )

  it.live("answers a wrong key and an unknown path as in process", () =>
    Effect.gen(function* () {
      const refused = yield* request("/v1/usage", { headers: { authorization: "Bearer varg_other" } })
      assert.strictEqual(refused.status, 401)
      assert.strictEqual(
        yield* Effect.promise(() => refused.text()),
        `{"error":"AuthError","message":"Invalid API key","statusCode":401}`
      )
      assert.strictEqual((yield* request("/nowhere")).status, 404)
    }).pipe(Effect.provide(served()))
  )

  it.live("lets a page of any origin ask, with its key in a header, and read the request id", () =>
    Effect.gen(function* () {
      const preflight = yield* request("/v1/usage", {
        method: "OPTIONS",
        headers: {
          origin: "https://page.example",
          "access-control-request-method": "GET",
          "access-control-request-headers": "authorization"
        }
      })
      assert.strictEqual(preflight.status, 204)
      assert.strictEqual(preflight.headers.get("access-control-allow-origin"), "*")
      assert.strictEqual(preflight.headers.get("access-control-allow-headers"), "authorization")
      assert.include(preflight.headers.get("access-control-allow-methods"), "GET")

      for (const path of ["/v1/usage?from=2025-01-01&to=2025-01-01", "/nowhere"]) {
        const response = yield* request(path)
        yield* Effect.promise(() => response.text())
        assert.strictEqual(response.headers.get("access-control-allow-origin"), "*")
        assert.include(response.headers.get("access-control-expose-headers"), "x-request-id")
      }
      assert.strictEqual(yield* (yield* Emulator.Emulator).requestCount, 2)
    }).pipe(Effect.provide(served()))
  )

  it.live("breaks the connection in the middle of a body, with and without a length, and before an answer", () =>
    Effect.gen(function* () {
      const broken = (path: string) =>
        Effect.gen(function* () {
          const response = yield* request(path)
          assert.strictEqual(response.status, 200)
          yield* Effect.flip(Effect.tryPromise(() => response.text()))
          return response.headers
        })
      assert.isNotNull((yield* broken("/v1/usage?from=2025-12-25&to=2025-12-25")).get("content-length"))
      assert.isNull((yield* broken(`/v1/usage${query}`)).get("content-length"))
      yield* Effect.flip(request("/v1/usage"))

      const statuses = (yield* (yield* Emulator.Emulator).requests).map((entry) => entry.status)
      assert.deepStrictEqual(statuses, [200, 200, undefined])
    }).pipe(
      Effect.provide(
        served({ faults: ({ index }) => (index < 2 ? Fault.CutAfter({ bytes: 10 }) : Fault.Disconnect()) })
      )
    )
  )

  it.live("resets a connection before an answer and within its body, where it would otherwise be closed", () => {
    const ending = (path: string) =>
      HttpServer.addressFormattedWith((origin) =>
        Effect.callback<string>((resume) => {
          let part = "head"
          const outgoing = httpGet(
            origin + path,
            { headers: { authorization: `Bearer ${Emulator.demoKey}` } },
            (answer) => {
              part = "body"
              answer.on("error", () => undefined).resume()
            }
          )
          outgoing.on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed(`${part} ${error.code}`)))
        })
      )
    // A reset takes back what the other side has not read yet.
    const slowlyCut = [
      Fault.SlowBody({ bytes: 30_000, every: "50 millis" }),
      Fault.CutAfter({ bytes: 70_000, how: "reset" })
    ]
    return Effect.gen(function* () {
      assert.strictEqual(yield* ending("/v1/usage"), "head ECONNRESET")
      assert.strictEqual(yield* ending(`/v1/usage${query}`), "body ECONNRESET")
    }).pipe(
      Effect.provide(
        served({
          faults: ({ index }) => (index === 0 ? Fault.Reset() : slowlyCut)
        })
      )
    )
  })

  it.live("sends a content-length that lies, and a body that ends early as if it were whole", () =>
    Effect.gen(function* () {
      const path = "/v1/usage?from=2025-03-03&to=2025-03-03"
      const cut = yield* request(path)
      assert.strictEqual((yield* Effect.promise(() => cut.text())).length, 100)
      const wide = yield* request(path)
      assert.strictEqual(wide.headers.get("content-length"), "9000000")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.tryPromise(() => wide.text()))))
    }).pipe(
      Effect.provide(
        served({
          faults: ({ index }) =>
            index === 0
              ? Fault.CutAfter({ bytes: 100, how: "end" })
              : Fault.WithHeaders({ headers: { "content-length": "9000000", connection: "close" } })
        })
      )
    )
  )

  it.live("compresses a body, which fetch inflates by itself", () =>
    Effect.gen(function* () {
      const response = yield* request(`/v1/usage${query}`)
      const text = yield* Effect.promise(() => response.text())
      assert.strictEqual(response.headers.get("content-encoding"), "gzip")
      assert.isTrue(text.endsWith(`],"total_cents":${dataset.truth(asked).costText}}`))
    }).pipe(Effect.provide(served({ faults: () => Fault.Compress({ format: "gzip" }) })))
  )

  it.live("gives up an answer that it holds back when nobody waits for it any more", () =>
    Effect.gen(function* () {
      const { requestCount } = yield* Emulator.Emulator
      const waiting = yield* Effect.forkChild(request("/v1/usage"))
      yield* Effect.repeat(requestCount, { until: (count) => count === 1, schedule: Schedule.spaced(5) })
      yield* Fiber.interrupt(waiting)
      // The server would now wait 20 seconds for an answer under way before it shuts down.
    }).pipe(Effect.provide(served({ faults: () => Fault.Delay({ duration: "1 hour" }) })))
  )

  it.live("stops writing when the reader goes away", () => {
    let pieces = 0
    const endless = Stream.tap(Stream.forever(Stream.succeed(new Uint8Array(1000))), () =>
      Effect.andThen(
        Effect.sync(() => {
          pieces += 1
        }),
        Effect.sleep(1)
      )
    )
    return Effect.gen(function* () {
      const response = yield* request("/v1/usage")
      yield* Effect.promise(() => response.body?.cancel() ?? Promise.resolve())
      yield* Effect.sleep("100 millis")
      const then = pieces
      yield* Effect.sleep("100 millis")
      assert.strictEqual(pieces, then)
    }).pipe(Effect.provide(served({ faults: () => Fault.Respond({ status: 200, body: endless }) })))
  })
})
