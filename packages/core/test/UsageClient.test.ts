import { assert, describe, it } from "@effect/vitest"
import { Cents, DateRange, UsageBatch, UsageClient } from "@varg-usage/core"
import { Cause, Effect, Exit, Fiber, Layer, Result, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

import { day, gateway, json, key, noon, options, record, run } from "./answers.ts"

const good = json({ usage: [record(25), record(0.5)], total_cents: 25.5 })

describe("UsageClient.getUsage", () => {
  it.effect("asks for both dates with the key, accepts JSON, says who it is, and sends no trace headers", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(good)
      yield* run(layer, (client) => Effect.withSpan(client.getUsage(day), "app"))
      const [request] = requests
      assert.strictEqual(request?.url.href, "https://api.varg.ai/v1/usage?from=2026-02-13&to=2026-02-13")
      assert.strictEqual(request?.headers["authorization"], `Bearer ${key}`)
      assert.strictEqual(request?.headers["accept"], "application/json")
      assert.match(String(request?.headers["user-agent"]), /^varg-usage\/\d+\.\d+\.\d+$/u)
      assert.notProperty(request?.headers, "traceparent")
      assert.notProperty(request?.headers, "b3")
    })
  )

  it.effect("[P2] gives the records, the exact total and what was checked", () =>
    Effect.gen(function* () {
      const { layer } = gateway(
        json({ usage: [record(25), record(0.5)], total_cents: 25.5 }, 200, { "x-request-id": "req_1" })
      )
      const { summary, totalCents, usage } = Result.getOrThrow(yield* run(layer, (client) => client.getUsage(day)))
      assert.deepStrictEqual(
        usage.map(({ costCents }) => costCents && Cents.format(costCents)),
        ["25", "0.5"]
      )
      assert.strictEqual(Cents.format(totalCents), "25.5")
      assert.deepInclude(summary, { agreement: "exact", records: 2, attempts: 1, requestId: "req_1", window: day })
    })
  )

  it.effect("[P15] asks for the last 30 days when no range is given, and never for the future", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(json({ usage: [], total_cents: 0 }))
      yield* run(layer, (client) => client.getUsage())
      yield* run(layer, (client) => client.getUsage(Result.getOrThrow(DateRange.parse("2026-02-20", "2026-03-31"))))
      assert.deepStrictEqual(
        requests.map(({ url }) => url.search),
        ["?from=2026-01-31&to=2026-03-01", "?from=2026-02-20&to=2026-03-01"]
      )
    })
  )

  it.effect("[P15] refuses a range that can't be, before anything is sent", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(good)
      const ranges: ReadonlyArray<unknown> = [
        { from: "2026-02-30", to: "2026-03-01" },
        { from: "2026-03-02", to: "2026-03-01" },
        { from: "2026-03-02", to: "2026-03-03" },
        { from: 20260201, to: null },
        {},
        "2026-02-01",
        null
      ]
      for (const range of ranges) {
        const result = yield* run(layer, (client) =>
          client.foldWindow(range as DateRange.DateRange, { initial: () => 0, step: (rows) => rows })
        )
        assert.strictEqual(Result.isFailure(result) && result.failure._tag, "InvalidRange")
      }
      assert.isEmpty(requests)
    })
  )
})

describe("UsageClient.foldWindow", () => {
  it.effect("gives each batch to whoever wants it, unless told that nobody keeps it", () =>
    Effect.gen(function* () {
      // Some chunks, so some batches, of as many rows.
      const ids = Array.from({ length: 3000 }, (_, index) => `job_${String(index).padStart(4, "0")}`)
      const { layer } = gateway(json({ usage: ids.map((id) => record(1, { job_id: id })), total_cents: 3000 }))
      const keep = {
        initial: (): Array<UsageBatch.UsageBatch> => [],
        step: (batches: Array<UsageBatch.UsageBatch>, batch: UsageBatch.UsageBatch) => [...batches, batch]
      }
      const count = { initial: () => 0, step: (rows: number, batch: UsageBatch.UsageBatch) => rows + batch.size }
      const idsOf = (batches: ReadonlyArray<UsageBatch.UsageBatch>) =>
        batches.flatMap((batch) => Array.from({ length: batch.size }, (_, row) => UsageBatch.jobId(batch, row)))

      const kept = Result.getOrThrow(yield* run(layer, (client) => client.foldWindow(day, keep)))
      assert.isAbove(kept.state.length, 1)
      assert.deepStrictEqual(idsOf(kept.state), ids)
      const reused = yield* run(layer, (client) => client.foldWindow(day, keep, { reuseBatches: true }))
      assert.notDeepEqual(idsOf(Result.getOrThrow(reused).state), ids)
      const counted = yield* run(layer, (client) => client.foldWindow(day, count, { reuseBatches: true }))
      assert.strictEqual(Result.getOrThrow(counted).state, 3000)
    })
  )

  const countingFold = (log: Array<string>): UsageClient.Fold<{ rows: number }> => ({
    initial: () => {
      log.push("initial")
      return { rows: 0 }
    },
    step: (state, batch) => {
      state.rows += batch.size
      log.push(`step ${batch.size}`)
      return state
    }
  })

  it.effect("[P3] begins each attempt with a new state, so that a retry counts nothing twice", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const cut = JSON.stringify({ usage: [record(25), record(0.5)], total_cents: 25.5 }).slice(0, -3)
      const { layer } = gateway(json(cut), json({ usage: [record(25)], total_cents: 99 }), good)
      const result = Result.getOrThrow(yield* run(layer, (client) => client.foldWindow(day, countingFold(log))))
      assert.strictEqual(result.state.rows, 2)
      assert.strictEqual(result.summary.attempts, 3)
      assert.deepStrictEqual(log, ["initial", "step 2", "initial", "step 1", "initial", "step 2"])
    })
  )

  it.effect("[P13] turns an exception of the fold into a typed error, and asks only once", () =>
    Effect.gen(function* () {
      for (const fold of [
        {
          initial: () => {
            throw new Error("mine")
          },
          step: () => 0
        },
        {
          initial: () => 0,
          step: () => {
            throw new Error("mine")
          }
        }
      ]) {
        const { layer, requests } = gateway(good)
        const result = yield* run(layer, (client) => client.foldWindow(day, fold))
        assert.strictEqual(Result.isFailure(result) && result.failure._tag, "CallbackError")
        assert.lengthOf(requests, 1)
      }
    })
  )

  it.effect.each([{}, { "content-encoding": "gzip" }])(
    "[P20] stops reading when it is interrupted, and cancels the body: %j",
    (headers: Readonly<Record<string, string>>) =>
      Effect.gen(function* () {
        let cancelled = false
        const endless = () =>
          new Response(
            new ReadableStream({
              pull: (controller) => controller.enqueue(new TextEncoder().encode(" ")),
              cancel: () => void (cancelled = true)
            }),
            { headers: { "content-type": "application/json", ...headers } }
          )
        const { layer } = gateway(endless)
        yield* TestClock.setTime(noon)
        const fiber = yield* Effect.flatMap(UsageClient.UsageClient, (client) => client.getUsage(day)).pipe(
          Effect.provide(UsageClient.layer(options).pipe(Layer.provide(layer))),
          Effect.forkChild
        )
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        const exit = yield* Fiber.await(fiber)
        assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
        assert.isTrue(cancelled)
      })
  )

  it.effect("reads what a client has put in the place of the body", () =>
    Effect.gen(function* () {
      const document = new TextEncoder().encode(JSON.stringify({ usage: [record(25)], total_cents: 25 }))
      const layer = Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) =>
          Effect.sync(
            () =>
              Object.create(HttpClientResponse.fromWeb(request, json("nonsense")()), {
                stream: { get: () => Stream.make(document) }
              }) as HttpClientResponse.HttpClientResponse
          )
        )
      )
      const { usage } = Result.getOrThrow(yield* run(layer, (client) => client.getUsage(day)))
      assert.lengthOf(usage, 1)
    })
  )

  it.effect("has others run while it reads a body that is there at once", () =>
    Effect.gen(function* () {
      const chunks = [`{"usage":[`, ...Array.from({ length: 2000 }, () => " "), `],"total_cents":0}`].values()
      const ready = () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              const { done, value } = chunks.next()
              if (done === true) controller.close()
              else controller.enqueue(new TextEncoder().encode(value))
            }
          }),
          { headers: { "content-type": "application/json" } }
        )
      let turns = 0
      let next = setImmediate(function turn() {
        turns++
        next = setImmediate(turn)
      })
      const { layer } = gateway(ready)
      yield* TestClock.setTime(noon)
      yield* Effect.flatMap(UsageClient.UsageClient, (client) => client.getUsage(day)).pipe(
        Effect.provide(UsageClient.layer(options).pipe(Layer.provide(layer)))
      )
      clearImmediate(next)
      assert.isAbove(turns, 10)
    })
  )
})

describe("UsageBatch", () => {
  it.effect("shows a row as columns and as a record alike", () =>
    Effect.gen(function* () {
      const { layer } = gateway(
        json(
          `{"usage":[${JSON.stringify(record(25))},{"cost_cents":1e-9,"created_at":"2026-02-13T00:00:00Z"}],"total_cents":25.000000001}`
        )
      )
      const batches: Array<UsageBatch.UsageBatch> = []
      yield* run(layer, (client) =>
        client.foldWindow(day, { initial: () => 0, step: (state, batch) => state + batches.push(batch) })
      )
      const [batch] = batches
      if (batch === undefined) return assert.fail("no batch")
      assert.deepStrictEqual([...batch.model].slice(0, 2), [0, -1])
      assert.deepStrictEqual([...batch.costMicros].slice(0, 2), [25_000_000, Number.NaN])
      assert.strictEqual(Cents.format(UsageBatch.costCents(batch, 1) ?? Cents.zero), "0.000000001")
      assert.deepStrictEqual(Object.keys(UsageBatch.record(batch, 1)).toSorted(), ["costCents", "createdAt"])
    })
  )
})
