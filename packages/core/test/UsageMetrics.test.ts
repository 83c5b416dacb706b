import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { UsageClient, UsageMetrics } from "@varg-usage/core"
import { Effect, Layer, Metric, Stream, Tracer } from "effect"
import { TestClock } from "effect/testing"

import { day, gateway, json, noon, options, record, run } from "./answers.ts"

const page = readFileSync(new URL("../../../docs/metrics.md", import.meta.url), "utf8")

/** The rows of the table under a heading, as cells. */
const rows = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const section = page.split(/^## /mu).find((text) => text.startsWith(heading)) ?? ""
  const lines = section.split("\n").filter((line) => line.startsWith("| `"))
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim())
  )
}

const codes = (cell = ""): ReadonlyArray<string> => [...cell.matchAll(/`([^`]+)`/gu)].map(([, code = ""]) => code)

const good = json({ usage: [record(25), record(25), record(3, { job_id: "2", model: 7 })], total_cents: 25 })

/** Everything that the client measures, over calls that use all of it. */
const measured = Effect.gen(function* () {
  const { layer } = gateway(json("", 503), good, good, json("", 503))
  yield* run(layer, (client) =>
    Effect.gen(function* () {
      yield* client.getUsage(day)
      yield* client.foldWindow(day, { initial: () => 0, step: (state) => state })
      yield* Effect.exit(Stream.runDrain(client.streamUsage(day)))
    })
  )
  return yield* Metric.snapshot
})

describe("metrics", () => {
  it("docs/metrics.md lists each metric of the code, with its type and description", () => {
    const listed = rows("Metrics").map(([name, type, , description]) => [codes(name)[0], type, description])
    const known = UsageMetrics.all.map(({ description, id, type }) => [id, type.toLowerCase(), description])
    assert.deepStrictEqual(listed, known)
  })

  it.effect("each metric is fed, with the attributes that docs/metrics.md lists", () =>
    Effect.gen(function* () {
      const snapshot = yield* measured
      for (const [name, , attributes] of rows("Metrics")) {
        const [id] = codes(name)
        // Nobody waits for a place in this test.
        if (id === "varg_usage_throttled_milliseconds") continue
        const found = snapshot.filter(
          (metric) => metric.id === id && Object.keys(metric.attributes ?? {}).length === codes(attributes).length
        )
        assert.isNotEmpty(found, id)
        for (const metric of found) assert.deepStrictEqual(Object.keys(metric.attributes ?? {}), codes(attributes))
      }
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("counts requests, retries and records for what became of them", () =>
    Effect.gen(function* () {
      const snapshot = yield* measured
      const count = (id: string, attribute: string) => {
        const found = snapshot.find(
          (metric) => metric.id === id && Object.values(metric.attributes ?? {}).includes(attribute)
        )
        return found?.type === "Counter" ? Number(found.state.count) : 0
      }
      assert.strictEqual(count("varg_usage_requests_total", "ok"), 2)
      assert.strictEqual(count("varg_usage_requests_total", "ServerError"), 5)
      assert.strictEqual(count("varg_usage_retries_total", "ServerError"), 4)
      assert.strictEqual(count("varg_usage_records_total", "counted"), 2)
      assert.strictEqual(count("varg_usage_records_total", "repeated"), 2)
      assert.strictEqual(count("varg_usage_records_total", "rejected"), 2)
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

describe("spans", () => {
  it.effect("docs/metrics.md lists each span of the client, with its attributes", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span: (given) => {
          const span = new Tracer.NativeSpan(given)
          spans.push(span)
          return span
        }
      })
      const { layer } = gateway(good)
      yield* TestClock.setTime(noon)
      yield* Effect.gen(function* () {
        const client = yield* UsageClient.UsageClient
        yield* client.getUsage(day)
        yield* client.foldWindow(day, { initial: () => 0, step: (state) => state })
        yield* Stream.runDrain(client.streamUsage(day))
      }).pipe(Effect.provide(UsageClient.layer(options).pipe(Layer.provide(layer))), Effect.withTracer(tracer))
      const own = spans.filter(({ name }) => name.startsWith("Usage"))
      const listed = rows("Spans").map(([name, , attributes]) => `${codes(name)[0]} ${codes(attributes).join()}`)
      const known = new Set(own.map(({ attributes, name }) => `${name} ${[...attributes.keys()].join()}`))
      assert.sameMembers([...known], listed)
      assert.strictEqual(own.length, spans.length, "no span of the transport, which would hold the request")
    })
  )
})
