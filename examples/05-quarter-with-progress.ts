/** Streams a quarter day by day: progress on stderr while it is read, what each month cost on stdout in the end. */
import { styleText } from "node:util"

import { NodeRuntime } from "@effect/platform-node"
import { Rollup, UsageAggregate, type UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Effect, Layer, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

const [from = "2026-01-01", to = "2026-03-31"] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const quarter = yield* Effect.fromResult(DateRange.parse(from, to))
  const days = DateRange.size(quarter)
  const report = yield* usage.running(quarter, { by: [["month"]] }).pipe(
    Stream.zipWithIndex,
    Stream.tap(([soFar, index]) => progress(soFar, index + 1, days)),
    Stream.map(([soFar]) => soFar),
    Stream.runLast,
    Effect.flatMap(Effect.fromOption)
  )
  for (const { costCents, key, records } of report.rollups.flatMap(Rollup.inReadingOrder))
    yield* Console.log(`${key.month}  ${Cents.format(costCents)} cents, ${records} jobs`)
  yield* Console.log(`Total    ${Cents.format(report.totalCents)} cents, ${report.records} jobs`)
})

/** One line that is written over on a terminal, and a line every 30 days where there is none. */
const progress = ({ totalCents }: UsageReport.UsageReport, done: number, days: number) =>
  Effect.sync(() => {
    const { isTTY } = process.stderr
    if (!isTTY && done % 30 !== 0 && done !== days) return
    const full = Math.round((done / days) * 30)
    // Coloured on a terminal only, and not where NO_COLOR is set.
    const bar = styleText("cyan", "█".repeat(full).padEnd(30, "░"), { stream: process.stderr })
    const end = isTTY && done < days ? "" : "\n"
    process.stderr.write(`${isTTY ? "\r" : ""}${bar} ${done} of ${days} days, ${Cents.format(totalCents)} cents${end}`)
  })

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(
  Effect.provide(Usage),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
