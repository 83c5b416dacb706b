/**
 * A month for other programs, streamed to stdout: `pnpm -s example 11 csv > usage.csv`.
 * `csv` and `ndjson` are each day's cost per model; `records` is every job as NDJSON, in a month of any size.
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { ReportCsv, ReportNdjson, UsageAggregate, type UsageReport } from "@varg-usage/aggregate"
import { DateRange, UsageBatch, UsageClient, UsageRecord } from "@varg-usage/core"
import { Console, Effect, Layer, Schema, Stdio, Stream } from "effect"
import { Argument, Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"

/** Nothing is written before every day is proved. */
const reportAs = (lines: (report: UsageReport.UsageReport) => Iterable<string>) =>
  Effect.fn(function* (range: DateRange.DateRange) {
    const usage = yield* UsageAggregate.UsageAggregate
    return Stream.fromIterable(lines(yield* usage.total(range, { by: [["day", "model"]] })))
  })

const encode = Schema.encodeSync(Schema.fromJsonString(UsageRecord.UsageRecord))

/** Batch by batch as they arrive: the stream fails in the end if they were not the truth. */
const records = Effect.fn(function* (range: DateRange.DateRange) {
  const client = yield* UsageClient.UsageClient
  return client.streamUsage(range).pipe(
    Stream.flatMap((batch) => Stream.fromIterable(UsageBatch.records(batch))),
    Stream.map((record) => `${encode(record)}\n`)
  )
})

const formats = { csv: reportAs(ReportCsv.lines), ndjson: reportAs(ReportNdjson.lines), records }

const Usage = UsageAggregate.layer.pipe(
  Layer.provideMerge(UsageClient.layerConfig()),
  Layer.provide(FetchHttpClient.layer)
)

const command = Command.make(
  "export",
  {
    format: Argument.Literals("format", ["csv", "ndjson", "records"]).pipe(Argument.withDefault("csv")),
    month: Argument.String("month").pipe(Argument.withDefault("2026-02"))
  },
  Effect.fn(
    function* ({ format, month }) {
      const stdio = yield* Stdio.Stdio
      const lines = yield* formats[format](yield* Effect.fromResult(DateRange.month(month)))
      yield* Stream.run(lines, stdio.stdout())
    },
    Effect.provide(Usage),
    Effect.tapError(({ message }) => Console.error(message))
  )
)

Command.run(command, { version: "1.0.0" }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
