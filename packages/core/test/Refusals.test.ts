import { gzipSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy, UsageClient, type UsageError } from "@varg-usage/core"
import { Duration, Effect, Fiber, Layer, Result, Schedule } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"

import { type Answer, day, failure, gateway, json, noon, options, record, run, tag } from "./answers.ts"

const good = json({ usage: [record(25)], total_cents: 25 })

describe("UsageClient and failing answers", () => {
  const saidSo: unknown = { error: "Some", message: "Said so" }
  const error = (status: number, body = saidSo) => json(body, status)

  it.effect("[P12] fails with AuthError on the contract's 401, after one request", () =>
    Effect.gen(function* () {
      const { error: found, requests } = yield* failure(
        error(401, { error: "AuthError", message: "Invalid API key", statusCode: 401 })
      )
      assert.strictEqual(found?._tag, "AuthError")
      assert.include(found?.message, "401: Invalid API key")
      assert.strictEqual(requests, 1)
    })
  )

  it.effect("[P13] gives each status the error that stands for it", () =>
    Effect.gen(function* () {
      const expected: ReadonlyArray<readonly [Answer, UsageError.UsageError["_tag"], number]> = [
        [error(400, { error: "ValidationError", message: "no", field: "from" }), "BadRequest", 1],
        [error(402), "InsufficientBalance", 1],
        [error(403), "Forbidden", 1],
        [
          () => new Response("<html>blocked</html>", { status: 403, headers: { "content-type": "text/html" } }),
          "EdgeBlocked",
          1
        ],
        [error(404), "EndpointRetired", 1],
        [error(410), "EndpointRetired", 1],
        [error(422), "BadRequest", 1],
        [error(429), "RateLimited", 4],
        [error(500), "ServerError", 4],
        [error(503), "ServerError", 4],
        [error(501), "UnexpectedStatus", 1],
        [() => new Response(null, { status: 204 }), "UnexpectedStatus", 1],
        [error(206), "UnexpectedStatus", 1],
        [
          () => new Response(null, { status: 302, headers: { location: "https://evil.example/x?k=1" } }),
          "UnexpectedRedirect",
          1
        ]
      ]
      for (const [answer, name, attempts] of expected) {
        const found = yield* failure(answer)
        assert.strictEqual(tag(found.error), name)
        assert.strictEqual(found.requests, attempts, name)
      }
    })
  )

  it.effect("[P13] reads both error envelopes, and problem details, for the words alone", () =>
    Effect.gen(function* () {
      const bodies = [
        { error: "X", message: "Said so" },
        { error: { code: "X", message: "Said so", details: [] } },
        { type: "about:blank", title: "T", detail: "Said so", status: 200 },
        { error: "Said so" },
        { message: "Said so", statusCode: 500, field: 7 }
      ]
      for (const body of bodies) {
        const { error: found } = yield* failure(error(401, body))
        assert.include(found?.message, "401: Said so")
      }
      for (const body of [
        "",
        "<html>",
        "[]",
        "null",
        '"x"',
        '{"message":{}}',
        "x".repeat(200_000),
        '{"message":"\u0000"'
      ]) {
        assert.strictEqual(tag((yield* failure(error(401, body))).error), "AuthError")
      }
    })
  )

  it.effect("[P10] says where a redirect points, and does not go there", () =>
    Effect.gen(function* () {
      for (const location of ["https://evil.example/path?token=1", "//evil.example", "http://evil.example:80/"]) {
        const { error: found, requests } = yield* failure(
          () => new Response(null, { status: 307, headers: { location } })
        )
        assert.include(found?.message, "evil.example")
        assert.notInclude(found?.message, "token")
        assert.strictEqual(requests, 1)
      }
    })
  )

  it.effect("[P4] a 200 that is another document is a failure", () =>
    Effect.gen(function* () {
      const html = () =>
        new Response("<html>Sign in</html>", { headers: { "content-type": "text/html; charset=utf-8" } })
      const cases: ReadonlyArray<readonly [Answer, string, number]> = [
        [html, "MalformedBody", 1],
        [() => new Response("ok", { headers: { "content-type": "text/plain" } }), "MalformedBody", 1],
        [json(""), "MalformedBody", 2],
        [json("null"), "MalformedBody", 2],
        [json("{}"), "SchemaMismatch", 1],
        [json({ error: "AuthError", message: "Invalid API key" }), "SchemaMismatch", 1],
        [json({ usage: [], total_cents: null }), "SchemaMismatch", 1],
        [json({ usage: [{}], total_cents: 0 }), "SchemaMismatch", 1],
        [json("<html>"), "MalformedBody", 2],
        [() => new Response(null), "MalformedBody", 2]
      ]
      for (const [answer, name, attempts] of cases) {
        const found = yield* failure(answer)
        assert.strictEqual(tag(found.error), name)
        assert.strictEqual(found.requests, attempts)
      }
    })
  )

  it.effect("[P2] refuses records that do not add up to the total, by any difference, after asking once more", () =>
    Effect.gen(function* () {
      for (const total of ["25.4", "25.500001", "25.50000000000000000001", "0", "-25.5", "255e-1000"]) {
        const found = yield* failure(json(`{"usage":[${JSON.stringify(record(25.5))}],"total_cents":${total}}`))
        assert.strictEqual(tag(found.error), total === "255e-1000" ? "SchemaMismatch" : "TotalMismatch", total)
        assert.strictEqual(found.requests, total === "255e-1000" ? 1 : 2)
      }
    })
  )

  it.effect("[P6] counts what is set aside, and takes it as an explanation of the total", () =>
    Effect.gen(function* () {
      const other = record(7, { created_at: "2026-02-12T23:59:59Z" })
      const broken = record(3, { model: 5 })
      const unpriced = record(undefined)
      const agreement = (records: ReadonlyArray<unknown>, total: number) =>
        Effect.map(
          run(gateway(json({ usage: records, total_cents: total })).layer, (client) => client.getUsage(day)),
          (result) => (Result.isSuccess(result) ? result.success.summary.agreement : result.failure._tag)
        )
      assert.strictEqual(yield* agreement([record(25), other, broken], 25), "exact")
      assert.strictEqual(yield* agreement([record(25), other, broken], 28), "explained")
      assert.strictEqual(yield* agreement([record(25), other, broken], 32), "explained")
      assert.strictEqual(yield* agreement([record(25), other, broken], 35), "explained")
      assert.strictEqual(yield* agreement([record(25), other, broken], 36), "TotalMismatch")
      assert.strictEqual(yield* agreement([record(25), unpriced], 30), "unverifiable")
      assert.strictEqual(yield* agreement([record(25), unpriced], 20), "TotalMismatch")
      assert.strictEqual(yield* agreement([record(25), record(-1, { job_id: "refund" }), unpriced], 20), "unverifiable")
    })
  )

  it.effect("[P11] waits as long as the server asks, then succeeds", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(
        json({ error: "RateLimitError", message: "Rate limit exceeded. Retry after 60 seconds." }, 429),
        good
      )
      yield* TestClock.setTime(noon)
      const fiber = yield* Effect.flatMap(UsageClient.UsageClient, (client) => client.getUsage(day)).pipe(
        Effect.provide(UsageClient.layer(options).pipe(Layer.provide(layer))),
        Effect.forkChild
      )
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 58 })
      assert.lengthOf(requests, 1)
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 8 })
      assert.strictEqual((yield* Fiber.join(fiber)).summary.attempts, 2)
    })
  )

  it.effect("[P11] returns at once with a hint that is too long to wait for", () =>
    Effect.gen(function* () {
      const { error: found, requests } = yield* failure(
        json({ error: "x", message: "y" }, 429, { "retry-after": "3600" })
      )
      assert.isTrue(
        found?._tag === "RateLimited" && found.retryAfter !== undefined && Duration.toMinutes(found.retryAfter) === 60
      )
      assert.strictEqual(requests, 1)
    })
  )

  it.effect("[P13] gives up an attempt that takes too long, before its headers or in its body", () =>
    Effect.gen(function* () {
      const silent = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make(() => Effect.never)
      )
      const stalled = () => new Response(new ReadableStream(), { headers: { "content-type": "application/json" } })
      for (const [transport, phase] of [
        [silent, "headers"],
        [gateway(stalled).layer, "body"]
      ] as const) {
        const result = yield* run(transport, (client) => client.getUsage(day), { retry: RetryPolicy.none })
        assert.deepInclude(Result.isFailure(result) && { ...result.failure }, { _tag: "AttemptTimeout", phase })
      }
    })
  )

  it.effect("[P13] stops before the deadline and keeps what the last attempt failed with", () =>
    Effect.gen(function* () {
      const silent = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make(() => Effect.never)
      )
      const result = yield* run(silent, (client) => client.getUsage(day), {
        retry: { ...RetryPolicy.interactive, deadline: Duration.seconds(60) }
      })
      assert.isTrue(Result.isFailure(result) && result.failure._tag === "DeadlineExceeded")
      if (Result.isFailure(result) && result.failure._tag === "DeadlineExceeded") {
        assert.strictEqual(result.failure.last.tag, "AttemptTimeout")
        assert.isAtMost(Duration.toSeconds(result.failure.elapsed), 60)
      }
    })
  )

  it.effect("[P14] refuses a body over the limit, while it is read", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(json(`{"x":"${"y".repeat(2000)}"}`))
      const result = yield* run(layer, (client) => client.getUsage(day), { maxResponseBytes: 1000 })
      assert.deepInclude(Result.isFailure(result) && { ...result.failure }, { _tag: "BodyTooLarge", limit: 1000 })
      assert.lengthOf(requests, 1)
    })
  )

  it.effect("[P11] heeds x-should-retry: false, and asks no more than usual for x-should-retry: true", () =>
    Effect.gen(function* () {
      const answer = (status: number, veto: string) => json("{}", status, { "x-should-retry": veto })
      for (const status of [429, 500, 503]) assert.strictEqual((yield* failure(answer(status, "false"))).requests, 1)
      for (const status of [400, 401, 402, 403, 404, 422]) {
        assert.strictEqual((yield* failure(answer(status, "true"))).requests, 1)
      }
    })
  )

  it.effect("[P11] a plain Schedule says how often, but not what is worth another try", () =>
    Effect.gen(function* () {
      const attempts = (status: number) => {
        const { layer, requests } = gateway(json("{}", status))
        const settings = { retry: Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 6 })) }
        return Effect.map(
          run(layer, (client) => client.getUsage(day), settings),
          () => requests.length
        )
      }
      assert.strictEqual(yield* attempts(503), 7)
      assert.strictEqual(yield* attempts(400), 1)
    })
  )

  it.effect("[P13] the status decides though the words of an answer never end, and its hint is not lost", () =>
    Effect.gen(function* () {
      const stalled =
        (status: number, headers: Record<string, string> = {}) =>
        () =>
          new Response(new ReadableStream(), { status, headers: { "content-type": "application/json", ...headers } })
      const expected = {
        400: "BadRequest",
        401: "AuthError",
        402: "InsufficientBalance",
        403: "Forbidden",
        501: "UnexpectedStatus"
      }
      for (const [status, name] of Object.entries(expected)) {
        const found = yield* failure(stalled(Number(status)))
        assert.deepStrictEqual([tag(found.error), found.requests], [name, 1])
      }
      const { error: busy, requests } = yield* failure(stalled(429, { "retry-after": "3600" }))
      assert.isTrue(busy?._tag === "RateLimited" && busy.source === "retry-after")
      assert.strictEqual(requests, 1)
    })
  )

  // In real time, none of which passes: a body is decompressed beside the clock of a test.
  it.live("[P11] reads the prose of a 429 that is no JSON, or compressed", () =>
    Effect.gen(function* () {
      const prose = "Rate limit exceeded. Retry after 3600 seconds."
      const envelope = gzipSync(JSON.stringify({ error: "RateLimitError", message: prose }))
      const answers: ReadonlyArray<readonly [BodyInit, Record<string, string>]> = [
        [prose, { "content-type": "text/plain" }],
        [envelope, { "content-type": "application/json", "content-encoding": "gzip" }]
      ]
      for (const [body, headers] of answers) {
        const { layer, requests } = gateway(() => new Response(body, { status: 429, headers }))
        const found = yield* Effect.flatMap(UsageClient.UsageClient, (client) =>
          Effect.flip(client.getUsage(day))
        ).pipe(Effect.provide(UsageClient.layer(options).pipe(Layer.provide(layer))))
        assert.isTrue(found._tag === "RateLimited" && found.source === "message")
        assert.lengthOf(requests, 1)
      }
    })
  )

  it.effect("[P11] a client given to us that takes statuses for errors changes nothing", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(json({ error: "AuthError", message: "No" }, 401))
      const strict = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, HttpClient.filterStatusOk)
      ).pipe(Layer.provide(layer))
      const result = yield* run(strict, (client) => client.getUsage(day))
      assert.strictEqual(Result.isFailure(result) && result.failure._tag, "AuthError")
      assert.lengthOf(requests, 1)
    })
  )
})
