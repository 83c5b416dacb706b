/** A key that must not be seen again once it was given to the client, whatever the server does with it. */
import { assert, describe, it, layer, vi } from "@effect/vitest"
import { UsageClient, UsageError } from "@varg-usage/core"
import { Effect, Layer, Metric, Redacted, Tracer } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { Otlp } from "effect/observability"

import * as Answer from "./answer.ts"
import { collector } from "./canary/collector.ts"
import { type Echo, echoesOf } from "./canary/echoes.ts"
import { fail } from "./canary/failing.ts"
import { inspections, printed } from "./canary/sinks.ts"
import * as Gateway from "./Gateway.ts"
import { transports } from "./soak/transports.ts"
import * as UsageBody from "./usageBody.ts"

/** Real sockets on a machine that may be busy: no test waits for this long unless it is stuck. */
vi.setConfig({ testTimeout: 30_000 })

/** One as the vendor makes them, and one of another shape. */
const keys = [UsageBody.key, "Sk-Canary.0123456789ABCDEF"]

/** Looks for the parts of both keys that are nobody else's, in any case. */
const clean = (texts: ReadonlyArray<string>, where: string) => {
  for (const text of texts) {
    const at = text.search(/live_canary|sk-canary|0123456789abcdef/iu)
    if (at >= 0) assert.fail(`${where} shows the key: ${text.slice(Math.max(0, at - 200), at + 60)}`)
  }
}

/** Keeps every span that is begun. */
const recording = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const span = (options: ConstructorParameters<typeof Tracer.NativeSpan>[0]) => {
    const made = new Tracer.NativeSpan(options)
    spans.push(made)
    return made
  }
  return { spans, tracer: Tracer.make({ span }) }
}

const shownBySpan = (span: Tracer.NativeSpan) => [
  span.name,
  ...inspections(span.attributes),
  ...inspections(span.status),
  ...inspections(span.events),
  JSON.stringify([...span.attributes]),
  JSON.stringify(span.status, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  JSON.stringify(span.events, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value))
]

const everyEcho = <A, E, R>(use: (key: string, echo: Echo) => Effect.Effect<A, E, R>) =>
  Effect.forEach(keys, (key) => Effect.forEach(echoesOf(key), (echo) => use(key, echo))).pipe(
    Effect.map((perKey) => perKey.flat())
  )

for (const [name, transport] of Object.entries(transports)) {
  layer(Layer.mergeAll(transport, Gateway.layer), { excludeTestServices: true })(`the key over ${name}`, (over) => {
    over.effect("[P9] is in no error that a hostile server can cause, however it is printed or logged", () =>
      Effect.gen(function* () {
        const tags = yield* everyEcho(
          Effect.fnUntraced(function* (key: string, echo: Echo) {
            const error = yield* fail(key, echo)
            assert.strictEqual(error._tag, echo.expected, error.message)
            clean(yield* printed(error), error._tag)
            return error._tag
          })
        )
        const all = UsageError.UsageError.members.map((member) => member.identifier)
        assert.sameMembers([...new Set(tags), "InvalidRange"], all)
      })
    )

    over.effect("would have trace headers beside it, if Effect's client were left to itself", () =>
      Effect.gen(function* () {
        const { requests, url } = yield* (yield* Gateway.Gateway).behave(Answer.whole())
        yield* Effect.scoped(Effect.withSpan(HttpClient.get(url), "app"))
        assert.isTrue(requests[0]?.headers.has("traceparent"))
      })
    )

    over.effect("[P9] is in no span, though response headers are asked for, and in no metric", () =>
      Effect.gen(function* () {
        const { spans, tracer } = recording()
        yield* everyEcho(fail).pipe(
          Effect.withTracer(tracer),
          Effect.provideService(HttpClient.TracerHeaderFilter, () => true)
        )
        assert.isAtLeast(spans.length, 2 * echoesOf(UsageBody.key).length)
        for (const span of spans) clean(shownBySpan(span), `the span ${span.name}`)
        clean(inspections(yield* Metric.snapshot), "a metric")
      })
    )
  })
}

describe("the key", () => {
  it.live("[P9] is in nothing that is exported to OpenTelemetry", () =>
    Effect.gen(function* () {
      const { received, url } = yield* collector
      yield* everyEcho((key, echo) =>
        Effect.tap(fail(key, echo), (error) => Effect.logError("The call failed", error))
      ).pipe(
        Effect.provideService(HttpClient.TracerHeaderFilter, () => true),
        Effect.provide(
          Otlp.layerJson({
            baseUrl: url,
            resource: { serviceName: "canary" },
            loggerMergeWithExisting: false
          }).pipe(Layer.provideMerge(Layer.mergeAll(FetchHttpClient.layer, Gateway.layer)))
        ),
        Effect.scoped
      )
      for (const path of ["/v1/traces", "/v1/logs", "/v1/metrics"]) {
        assert.isTrue(
          received.some((text) => text.startsWith(path)),
          path
        )
      }
      assert.include(received.join(""), "UsageClient.getUsage")
      clean(received, "an export")
    })
  )

  it.live("[P9] is in no refusal of options, nor in the client itself", () =>
    Effect.gen(function* () {
      const { key } = UsageBody
      const client = yield* UsageClient.make({ apiKey: Redacted.make(key) })
      clean(inspections(client), "the client")
      for (const options of [
        { apiKey: `${key} ` },
        { gatewayUrl: `https://${key}@x.example` },
        { gatewayUrl: `ftp://${key}` }
      ]) {
        const { apiKey = key, ...rest } = options
        const error = yield* Effect.flip(UsageClient.make({ apiKey: Redacted.make(apiKey), ...rest }))
        clean([...inspections(error), error.message, JSON.stringify(error)], "InvalidConfig")
      }
    }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))
  )

  it("would be found: the same search sees it where it is", () => {
    assert.throws(() => clean(inspections({ a: { b: { c: [UsageBody.key] } } }), "here"), /shows the key/u)
    assert.throws(() => clean([UsageBody.key.toUpperCase()], "here"), /shows the key/u)
  })
})
