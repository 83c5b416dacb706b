import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Cents, DateRange, UsageApi, UsageClient } from "@varg-usage/core"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { BigDecimal, Effect, Exit, Redacted, Result, Schema, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"

import { at, body, dataset, decode, emulated, get } from "./emulated.ts"

const range = (from: string, to: string) => Result.getOrThrow(DateRange.parse(from, to))

const small = UsageDataset.make({ seed: 7, recordsPerDay: 10 })

describe("GET /v1/usage", () => {
  it.effect("answers the records of the days asked for, which decode by the contract and add up to the truth", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      const asked = range("2026-02-27", "2026-03-02")
      const response = yield* get("/v1/usage?from=2026-02-27&to=2026-03-02")
      const text = yield* response.text
      const { sum, totalCents, usage } = yield* decode(text)
      const truth = yield* emulator.truth(asked)

      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers["content-type"], "application/json")
      assert.strictEqual(usage.length, truth.records)
      assert.isTrue(BigDecimal.equals(totalCents, truth.costCents))
      assert.isTrue(BigDecimal.equals(sum, truth.costCents))
      assert.isTrue(text.endsWith(`],"total_cents":${truth.costText}}`))
    }).pipe(emulated())
  )

  it.effect.prop(
    "adds up to the truth for any range at any instant",
    {
      first: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 })),
      length: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 })),
      now: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 * 86_400_000 }))
    },
    ({ first, length, now }) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.parse("2026-02-01") + now)
        const from = CalendarDate.addDays(CalendarDate.CalendarDate.make("2026-02-01"), first)
        const to = CalendarDate.addDays(from, length - 1)
        const { sum, totalCents, usage } = yield* decode(yield* body(`/v1/usage?from=${from}&to=${to}`))
        const truth = yield* (yield* Emulator.Emulator).truth({ from, to })
        assert.strictEqual(usage.length, truth.records)
        assert.isTrue(BigDecimal.equals(sum, truth.costCents) && BigDecimal.equals(totalCents, truth.costCents))
      }).pipe(emulated({ dataset: small })),
    { arbitrary: { runs: 40 } }
  )

  it.effect("writes the fields in the order of the contract", () =>
    Effect.gen(function* () {
      const text = yield* body("/v1/usage?from=2026-03-02&to=2026-03-02")
      const [first] = dataset.day(CalendarDate.CalendarDate.make("2026-03-02"))
      const { cost_cents, ...rest } = first ?? assert.fail("a day without records")
      const fields = JSON.stringify({ ...rest, cost_cents: 0 }).replace(`,"cost_cents":0`, "")
      const expected = fields.replace(`,"cache_hit"`, `,"cost_cents":${cost_cents},"cache_hit"`)
      assert.isTrue(text.startsWith(`{"usage":[${expected},{`), expected)
    }).pipe(emulated())
  )

  it.effect("has of today only what is there by now, and nothing of tomorrow", () =>
    Effect.gen(function* () {
      const served = Effect.map(
        Effect.flatMap(body("/v1/usage?from=2026-03-10&to=2026-03-11"), decode),
        ({ usage }) => usage
      )
      const atNoon = yield* served
      yield* at("2026-03-10T18:00:00Z")
      const atSix = yield* served
      yield* at("2026-03-10T23:59:59.999Z")
      const atLast = yield* served

      const whole = dataset.day(CalendarDate.CalendarDate.make("2026-03-10"))
      assert.strictEqual(atNoon.length, whole.filter((record) => record.created_at <= "2026-03-10T12:00:00Z").length)
      assert.isTrue(atNoon.length < atSix.length && atSix.length < atLast.length)
      assert.strictEqual(atLast.length, whole.length)
    }).pipe(emulated())
  )

  it.effect("without dates answers the last 30 days; without from, 30 days up to to; without to, up to today", () =>
    Effect.gen(function* () {
      const same = (left: string, right: string) =>
        Effect.map(Effect.all([body(left), body(right)]), ([a, b]) => assert.strictEqual(a, b))
      yield* same("/v1/usage", "/v1/usage?from=2026-02-09&to=2026-03-10")
      yield* same("/v1/usage?to=2026-01-31", "/v1/usage?from=2026-01-02&to=2026-01-31")
      yield* same("/v1/usage?from=2026-03-01", "/v1/usage?from=2026-03-01&to=2026-03-10")
      assert.strictEqual(yield* body("/v1/usage?from=2026-04-01"), `{"usage":[],"total_cents":0}`)
    }).pipe(emulated())
  )

  it.effect("answers a day without records with an empty list and a total of 0", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* body("/v1/usage?from=2026-01-01&to=2026-01-01"), `{"usage":[],"total_cents":0}`)
    }).pipe(emulated())
  )

  it.effect("sums a large total without a binary fraction", () =>
    Effect.gen(function* () {
      const record = (cost_cents: string): UsageDataset.WireRecord => ({
        job_id: "j",
        model: 'm"\u2028',
        capability: "video",
        cost_cents,
        cache_hit: false,
        created_at: "2026-03-02T00:00:00Z"
      })
      const own = UsageDataset.fromRecords([record("0.1"), record("0.2"), record("9007199254740993")])
      const text = yield* body("/v1/usage?from=2026-03-02&to=2026-03-02").pipe(emulated({ dataset: own }))
      assert.isTrue(text.endsWith(`"total_cents":9007199254740993.3}`))
      assert.include(text, String.raw`"model":"m\"`)
    })
  )

  it.effect("sends a short body whole, with its length, and a long one in chunks of about 64 kB", () =>
    Effect.gen(function* () {
      const short = yield* get("/v1/usage?from=2026-03-02&to=2026-03-02")
      assert.strictEqual(Number(short.headers["content-length"]), (yield* short.text).length)

      const long = yield* get("/v1/usage?from=2025-03-01&to=2026-02-28")
      assert.isUndefined(long.headers["content-length"])
      const sizes = yield* Stream.runCollect(Stream.map(long.stream, (chunk) => chunk.length))
      assert.isAbove(sizes.length, 100)
      assert.isTrue(sizes.every((size) => size < 66_000))
    }).pipe(emulated())
  )

  it.effect("makes the records of a long answer only as they are read", () =>
    Effect.gen(function* () {
      let made = 0
      const counting = UsageDataset.fromDays((date) => {
        made += 1
        return dataset.day(date)
      })
      yield* Effect.gen(function* () {
        const response = yield* get("/v1/usage?from=2020-01-01&to=2026-02-28")
        yield* Stream.runDrain(Stream.take(response.stream, 3))
      }).pipe(emulated({ dataset: counting }))
      assert.isBelow(made, 20)
    })
  )
})

describe("errors", () => {
  const refusal = (pathAndQuery: string, key?: string) =>
    Effect.gen(function* () {
      const response = yield* get(pathAndQuery, key)
      const json = yield* response.json
      yield* Schema.decodeUnknownEffect(UsageApi.ErrorResponse)(json)
      return { status: response.status, json }
    })

  it.effect("a wrong, an empty and a missing key get the 401 of the contract, before anything else is looked at", () =>
    Effect.gen(function* () {
      const contract = { status: 401, json: { error: "AuthError", message: "Invalid API key", statusCode: 401 } }
      assert.deepStrictEqual(yield* refusal("/v1/usage", "varg_other"), contract)
      assert.deepStrictEqual(yield* refusal("/v1/usage", ""), contract)
      assert.deepStrictEqual(yield* refusal("/v1/usage?from=nonsense", "varg_other"), contract)
      const missing = yield* HttpClient.get("https://api.varg.ai/v1/usage")
      assert.deepStrictEqual(yield* missing.json, contract.json)
    }).pipe(emulated())
  )

  it.effect("takes a key of one's own and then no longer the demo key", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* get("/v1/usage?to=2026-01-01", "varg_mine")).status, 200)
      assert.strictEqual((yield* get("/v1/usage?to=2026-01-01")).status, 401)
    }).pipe(emulated({ apiKey: Redacted.make("varg_mine") }))
  )

  it.effect("a date that does not exist, is written otherwise or is given twice gets a 400 that names its field", () =>
    Effect.gen(function* () {
      for (const field of ["from", "to"]) {
        for (const bad of [
          "2026-02-30",
          "2026-2-3",
          "",
          "yesterday",
          "2026-01-01T00:00:00Z",
          `2026-01-01&${field}=2026-01-02`
        ]) {
          assert.deepStrictEqual(yield* refusal(`/v1/usage?${field}=${bad}`), {
            status: 400,
            json: {
              error: "ValidationError",
              message: `${field} must be one date of the calendar, written YYYY-MM-DD`,
              field,
              statusCode: 400
            }
          })
        }
      }
    }).pipe(emulated())
  )

  it.effect("a range that runs backwards or is longer than ten years gets a 400", () =>
    Effect.gen(function* () {
      const backwards = yield* refusal("/v1/usage?from=2026-03-02&to=2026-03-01")
      assert.strictEqual(backwards.status, 400)
      assert.include(JSON.stringify(backwards.json), `"field":"from"`)
      assert.strictEqual((yield* refusal("/v1/usage?from=2000-01-01&to=2026-01-01")).status, 400)
    }).pipe(emulated())
  )

  it.effect("another path or method gets a 404 in the error shape", () =>
    Effect.gen(function* () {
      const nothing = { error: "NotFoundError", message: "There is nothing at this path", statusCode: 404 }
      for (const path of ["/", "/usage", "/v1", "/v2/billing/usage", "/v1/usage/more"]) {
        assert.deepStrictEqual(yield* refusal(path), { status: 404, json: nothing })
      }
      assert.strictEqual((yield* HttpClient.post("https://api.varg.ai/v1/usage")).status, 404)
    }).pipe(emulated())
  )
})

describe("Emulator.requests", () => {
  it.effect("tells what was asked and answered, in order, and never the key", () =>
    Effect.gen(function* () {
      const emulator = yield* Emulator.Emulator
      yield* get("/v1/usage?from=2026-03-01&to=2026-03-02")
      yield* TestClock.adjust("1 second")
      yield* get("/v1/usage?from=2026-03-01&to=2026-03-02&key=varg_canary", "varg_canary")
      yield* get("/nowhere")

      const noon = Date.parse("2026-03-10T12:00:00Z")
      const usage = { method: "GET", path: "/v1/usage", from: "2026-03-01", to: "2026-03-02" }
      const entries = yield* emulator.requests
      assert.deepStrictEqual(entries, [
        { ...usage, index: 0, attempt: 0, at: noon, status: 200 },
        { ...usage, index: 1, attempt: 1, at: noon + 1000, status: 401 },
        {
          index: 2,
          attempt: 0,
          at: noon + 1000,
          method: "GET",
          path: "/nowhere",
          from: undefined,
          to: undefined,
          status: 404
        }
      ])
      assert.notInclude(JSON.stringify(entries), "canary")
      assert.strictEqual(yield* emulator.requestCount, 3)
    }).pipe(emulated())
  )

  it.effect("gives each response an x-request-id of its own", () =>
    Effect.gen(function* () {
      const ids = yield* Effect.forEach(["/v1/usage", "/v1/usage?from=x", "/nowhere"], (path) =>
        Effect.map(get(path), (response) => response.headers["x-request-id"])
      )
      assert.deepStrictEqual(ids, ["req_00000000", "req_00000001", "req_00000002"])
    }).pipe(emulated())
  )
})

describe("Emulator.layerHttpClient", () => {
  it.effect("serves a UsageClient, which reads the truth of the month from it", () =>
    Effect.gen(function* () {
      const { totalCents, usage } = yield* (yield* UsageClient.UsageClient).getUsage()
      const truth = yield* (yield* Emulator.Emulator).truth(yield* DateRange.last30Days)
      assert.strictEqual(Cents.format(totalCents), truth.costText)
      assert.strictEqual(usage.length, truth.records)
    }).pipe(Effect.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey) })), emulated())
  )

  it.effect("fails the body of a request whose scope is closed", () =>
    Effect.gen(function* () {
      const client = HttpClient.withScope(yield* HttpClient.HttpClient)
      const response = yield* Effect.scoped(
        client.execute(HttpClientRequest.bearerToken(HttpClientRequest.get("http://x/v1/usage"), Emulator.demoKey))
      )
      assert.isTrue(Exit.isFailure(yield* Effect.exit(response.text)))
    }).pipe(emulated())
  )

  it.effect("answers HEAD without a body", () =>
    Effect.gen(function* () {
      const response = yield* HttpClient.execute(
        HttpClientRequest.bearerToken(HttpClientRequest.make("HEAD")("http://x/v1/usage"), Emulator.demoKey)
      )
      assert.strictEqual(response.status, 200)
      assert.strictEqual(yield* response.text, "")
    }).pipe(emulated())
  )
})
