import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate } from "@varg-usage/aggregate"
import { DateRange } from "@varg-usage/core"
import { Effect, Metric, Option, Result, Stream, Tracer } from "effect"

import { run, total } from "./emulated.ts"

const page = readFileSync(new URL("../../../docs/metrics.md", import.meta.url), "utf8")
const section = page.split(/^## /mu).find((text) => text.startsWith("Spans of the aggregation")) ?? ""
const listed = Array.from(section.matchAll(/^\| `([\w.]+)` /gmu), ([, name]) => name ?? "")

const day = Result.getOrThrow(DateRange.parse("2026-02-02", "2026-02-02"))

/** The spans of a program of an application, each with those that it is in. */
const spansOf = <A, E>(program: Effect.Effect<A, E, UsageAggregate.UsageAggregate>) =>
  Effect.gen(function* () {
    const spans: Array<Tracer.Span> = []
    const tracer = Tracer.make({
      span: (given) => {
        const span = new Tracer.NativeSpan(given)
        spans.push(span)
        return span
      }
    })
    const done = yield* run(program.pipe(Effect.withSpan("app"), Effect.provideService(Tracer.Tracer, tracer)))
    assert.isTrue(Result.isSuccess(done))
    return spans.map(pathOf)
  })

const pathOf = (span: Tracer.Span): string =>
  Option.match(span.parent, {
    onNone: () => span.name,
    onSome: (parent) => (parent._tag === "Span" ? `${pathOf(parent)} > ${span.name}` : span.name)
  })

const client = "UsageClient.foldWindow > UsageClient.attempt"

describe("what an application traces", () => {
  it.effect("has the spans that docs/metrics.md lists within its own: of a report", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf(total(day))
      const [longest] = spans.toSorted((self, that) => that.length - self.length)
      assert.strictEqual(longest, `app > ${listed.join(" > ")} > ${client}`)
      assert.strictEqual(spans.length, 5)
    })
  )

  it.effect("has the spans of a stream of days within its own", () =>
    Effect.gen(function* () {
      const days = Effect.flatMap(UsageAggregate.UsageAggregate, (usage) => Stream.runDrain(usage.days(day)))
      const spans = yield* spansOf(days)
      assert.include(spans, `app > UsageAggregate.window > ${client}`)
      assert.strictEqual(spans.length, 4)
    })
  )

  it.effect("has the client's metrics among its own", () =>
    Effect.gen(function* () {
      const own = Metric.counter("app_reports_total")
      yield* spansOf(Effect.andThen(total(day), Metric.update(own, 1)))
      const ids = (yield* Metric.snapshot).map(({ id }) => id)
      assert.includeMembers(ids, ["app_reports_total", "varg_usage_requests_total", "varg_usage_records_total"])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
