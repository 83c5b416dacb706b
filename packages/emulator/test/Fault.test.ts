import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Emulator, Fault } from "@varg-usage/emulator"
import { BigDecimal, Effect, Exit, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"

import { body, decode, emulated, get } from "./emulated.ts"

describe("Fault", () => {
  const day = "/v1/usage?from=2026-03-02&to=2026-03-02"
  const only = (...faults: ReadonlyArray<Fault.Fault>) => emulated({ faults: () => faults })

  it.effect("is asked for once for each request, with its dates and how often they were asked for", () => {
    const seen: Array<readonly [number, number, string | undefined]> = []
    return Effect.gen(function* () {
      const statuses = yield* Effect.forEach([day, day, "/v1/usage?from=2026-03-03&to=2026-03-03"], (path) =>
        Effect.map(get(path), (response) => response.status)
      )
      assert.deepStrictEqual(statuses, [503, 200, 503])
      assert.deepStrictEqual(seen, [
        [0, 0, "2026-03-02"],
        [1, 1, "2026-03-02"],
        [2, 0, "2026-03-03"]
      ])
    }).pipe(
      emulated({
        faults: ({ attempt, from, index }) => {
          seen.push([index, attempt, from])
          return attempt === 0 ? Fault.error(503, "InternalError", "Try again") : undefined
        }
      })
    )
  })

  it.effect("Respond answers with any status, headers and body", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      assert.strictEqual(response.status, 302)
      assert.strictEqual(response.headers["location"], "https://elsewhere.example/")
      assert.strictEqual(response.headers["content-type"], "application/json")
      assert.strictEqual(response.headers["x-request-id"], "req_00000000")
      assert.strictEqual(yield* response.text, "{}")
    }).pipe(only(Fault.Respond({ status: 302, headers: { location: "https://elsewhere.example/" }, body: "{}" })))
  )

  it.effect("rateLimited is the vendor's 429 with its hint in prose, and a header where asked for", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      assert.strictEqual(response.status, 429)
      assert.strictEqual(response.headers["retry-after"], "7")
      assert.deepStrictEqual(yield* response.json, {
        error: "RateLimitError",
        message: "Rate limit exceeded. Retry after 60 seconds.",
        statusCode: 429
      })
    }).pipe(only(Fault.rateLimited(60, { "retry-after": "7" })))
  )

  it.effect("htmlPage is a 200 that is no data", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      assert.strictEqual(response.headers["content-type"], "text/html; charset=utf-8")
      assert.include(yield* response.text, "<!doctype html>")
    }).pipe(only(Fault.htmlPage()))
  )

  it.effect("Delay holds the answer back for its duration and stops when the caller does", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(get(day))
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 200)

      const given = yield* Effect.forkChild(get(day))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(given)
      const [, last] = yield* (yield* Emulator.Emulator).requests
      assert.isUndefined(last?.status)
    }).pipe(only(Fault.Delay({ duration: "1 minute" })))
  )

  it.effect("SlowBody sends the same body in pieces with a pause before each", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      const length = Number(response.headers["content-length"])
      const reading = yield* Effect.forkChild(response.text)
      yield* TestClock.adjust(`${Math.ceil(length / 1000) - 1} seconds`)
      assert.isUndefined(reading.pollUnsafe())
      yield* TestClock.adjust("1 second")
      yield* decode(yield* Fiber.join(reading))
    }).pipe(only(Fault.SlowBody({ bytes: 1000, every: "1 second" })))
  )

  it.effect("CutAfter breaks the body after so many bytes and leaves a shorter one alone", () =>
    Effect.gen(function* () {
      const days = "/v1/usage?from=2026-03-02&to=2026-03-06"
      const whole = yield* body(days).pipe(emulated())
      assert.isAbove(whole.length, 150_000)
      for (const bytes of [0, 1, 100, 65_535, 65_536, 70_000, 140_000, whole.length - 1, whole.length]) {
        let received = 0
        const reading = get(days).pipe(
          Effect.flatMap((response) =>
            Stream.runForEach(response.stream, (chunk) => Effect.sync(() => (received += chunk.length)))
          ),
          only(Fault.CutAfter({ bytes }))
        )
        const error = yield* Effect.flip(reading)
        assert.strictEqual(error.reason._tag, "DecodeError")
        assert.strictEqual(received, bytes)
      }
      assert.strictEqual(yield* body(days).pipe(only(Fault.CutAfter({ bytes: whole.length + 1 }))), whole)
    })
  )

  it.effect("Disconnect is a TransportError of the client", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(get(day))
      assert.strictEqual(error.reason._tag, "TransportError")
      const [entry] = yield* (yield* Emulator.Emulator).requests
      assert.isUndefined(entry?.status)
    }).pipe(only(Fault.Disconnect()))
  )

  it.effect("Tamper changes records and leaves the total, or changes the total and leaves the records", () =>
    Effect.gen(function* () {
      const untouched = yield* Effect.flatMap(body(day).pipe(emulated()), decode)
      const doubled = yield* Effect.flatMap(
        body(day).pipe(only(Fault.Tamper({ records: (records) => [...records, ...records.slice(0, 1)] }))),
        decode
      )
      assert.strictEqual(doubled.usage.length, untouched.usage.length + 1)
      assert.isTrue(BigDecimal.equals(doubled.totalCents, untouched.totalCents))

      const off = yield* Effect.flatMap(body(day).pipe(only(Fault.Tamper({ totalCents: () => "1" }))), decode)
      assert.strictEqual(off.usage.length, untouched.usage.length)
      assert.isTrue(BigDecimal.equals(off.totalCents, BigDecimal.make(1n, 0)))
    })
  )

  it.effect("several on one request work together", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(body(day))
      yield* TestClock.adjust("1 second")
      assert.isTrue(Exit.isFailure(yield* Fiber.await(waiting)))
    }).pipe(
      only(
        Fault.Delay({ duration: "1 second" }),
        Fault.Respond({ status: 200, body: "{}" }),
        Fault.CutAfter({ bytes: 1 })
      )
    )
  )

  it.effect("Delay before another answer, or before none, holds that back", () =>
    Effect.gen(function* () {
      for (const fault of [Fault.Respond({ status: 503 }), Fault.Disconnect(), Fault.Reset()]) {
        const waiting = yield* get(day).pipe(
          Effect.provide(Emulator.layerHttpClient({ faults: () => [Fault.Delay({ duration: "1 minute" }), fault] })),
          Effect.exit,
          Effect.forkChild
        )
        yield* TestClock.adjust("59 seconds")
        assert.isUndefined(waiting.pollUnsafe())
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(waiting)
      }
    })
  )

  it.effect("Reset is a TransportError of the client", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(get(day))).reason._tag, "TransportError")
    }).pipe(only(Fault.Reset()))
  )

  it.effect("CutAfter can end a body as if it were whole", () =>
    Effect.gen(function* () {
      const whole = yield* body(day).pipe(emulated())
      for (const bytes of [0, 1, 500, whole.length]) {
        const response = yield* get(day).pipe(only(Fault.CutAfter({ bytes, how: "end" })))
        assert.isUndefined(response.headers["content-length"])
        assert.strictEqual(yield* response.text, whole.slice(0, bytes))
      }
    })
  )

  it.effect("WithHeaders adds, changes and takes away headers, and leaves the body", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      assert.strictEqual(response.headers["content-type"], "text/plain")
      assert.strictEqual(response.headers["content-length"], "7")
      assert.strictEqual(response.headers["x-ratelimit-limit"], "5")
      yield* decode(yield* response.text)
    }).pipe(
      only(
        Fault.WithHeaders({
          headers: { "content-type": "text/plain", "content-length": "7", "x-ratelimit-limit": "5" }
        })
      )
    )
  )

  it.effect("WithHeaders takes a header away", () =>
    Effect.gen(function* () {
      assert.isUndefined((yield* get(day)).headers["content-length"])
    }).pipe(only(Fault.WithHeaders({ headers: { "content-length": undefined } })))
  )

  it.effect("Compress compresses the body and says so", () =>
    Effect.gen(function* () {
      const whole = yield* body(day).pipe(emulated())
      for (const format of ["gzip", "deflate", "br", "zstd"] as const) {
        const response = yield* get(day).pipe(only(Fault.Compress({ format })))
        assert.strictEqual(response.headers["content-encoding"], format)
        assert.isUndefined(response.headers["content-length"])
        const bytes = Buffer.from(yield* response.arrayBuffer)
        assert.isBelow(bytes.length, whole.length / 2)
        assert.strictEqual(inflate[format](bytes).toString(), whole)
      }
    })
  )

  it.effect("gzipBomb sends little that inflates to a lot", () =>
    Effect.gen(function* () {
      const response = yield* get(day)
      assert.strictEqual(response.headers["content-encoding"], "gzip")
      const bytes = Buffer.from(yield* response.arrayBuffer)
      assert.isBelow(bytes.length, 11_000)
      const inflated = gunzipSync(bytes)
      assert.strictEqual(inflated.length, 10_000_000 + 10)
      assert.strictEqual(inflated.subarray(0, 12).toString(), `{"usage":[  `)
    }).pipe(only(Fault.gzipBomb(10_000_000)))
  )
})

const inflate = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync, zstd: zstdDecompressSync }
