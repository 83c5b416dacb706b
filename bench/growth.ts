/**
 * How the time for a record and the memory grow with records, models and days: through client and aggregation, over
 * answers that are made up in process. Prints a Markdown table. `--quick` only runs a small case of each.
 */
import { parseArgs } from "node:util"

import { UsageAggregate } from "@varg-usage/aggregate"
import { CalendarDate, Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Effect, Layer, Option, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"

interface Case {
  readonly days: number
  readonly recordsPerDay: number
  readonly models: number
}

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })

const cases: ReadonlyArray<Case> = values.quick
  ? [{ days: 3, recordsPerDay: 100, models: 10 }]
  : [
      { days: 1, recordsPerDay: 25_000, models: 1000 },
      { days: 1, recordsPerDay: 50_000, models: 1000 },
      { days: 1, recordsPerDay: 100_000, models: 1000 },
      { days: 1, recordsPerDay: 100_000, models: 10 },
      { days: 1, recordsPerDay: 100_000, models: 10_000 },
      { days: 365, recordsPerDay: 100, models: 10_000 },
      { days: 3650, recordsPerDay: 100, models: 10_000 }
    ]

const measure = Effect.fnUntraced(function* ({ days, models, recordsPerDay }: Case) {
  const from = Option.getOrThrow(CalendarDate.parse("2016-01-01"))
  const range = { from, to: CalendarDate.addDays(from, days - 1) }
  const start = performance.now()
  const report = yield* total(range, recordsPerDay, models)
  const millis = performance.now() - start
  const records = days * recordsPerDay
  if (report.records !== records || Cents.format(report.totalCents) !== String(records)) {
    throw new Error(`${records} records of a cent came to ${Cents.format(report.totalCents)} cents`)
  }
  globalThis.gc?.()
  const heap = process.memoryUsage().heapUsed / 1e6
  const cells = report.rollups.flatMap((rollup) => rollup.cells).length
  return `| ${days} | ${records} | ${models} | ${cells} | ${millis.toFixed(0)} ms | ${((millis * 1000) / records).toFixed(1)} µs | ${heap.toFixed(0)} MB |`
})

function total(range: DateRange.DateRange, recordsPerDay: number, models: number) {
  const transport = HttpClient.make((request, url) =>
    Effect.sync(() => {
      const day = url.searchParams.get("from") ?? ""
      const body = Array.from(pieces(day, recordsPerDay, models), (text) => new TextEncoder().encode(text))
      const response = new Response(new Blob(body).stream(), { headers: { "content-type": "application/json" } })
      return HttpClientResponse.fromWeb(request, response)
    })
  )
  const usage = UsageAggregate.layerWith({ keptWindows: 0 }).pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make("varg_bench"), plan: Number.POSITIVE_INFINITY })),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, transport))
  )
  return UsageAggregate.UsageAggregate.pipe(
    Effect.flatMap((aggregate) => aggregate.total(range, { by: [["model"]] })),
    Effect.provide(usage)
  )
}

/** One day's answer: each record costs a cent, and every model has its turn. */
function* pieces(day: string, records: number, models: number): Generator<string> {
  yield '{"usage":['
  const offset = DateRange.size({ from: CalendarDate.min, to: day as CalendarDate.CalendarDate }) * records
  for (let index = 0; index < records; index++) {
    const model = (offset + index) % models
    yield `${index === 0 ? "" : ","}{"job_id":"${day}-${index}","model":"fal:model-${model}","capability":"video","cost_cents":1,"cache_hit":false,"created_at":"${day}T10:00:00Z"}`
  }
  yield `],"total_cents":${records}}`
}

console.log(
  "| days | records | models | cells | time | for each record | heap after |\n| --: | --: | --: | --: | --: | --: | --: |"
)
await Effect.runPromise(
  Effect.forEach(cases, (one) => Effect.map(measure(one), (row) => console.log(row)), { discard: true })
)
