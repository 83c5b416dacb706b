/** What a month cost per capability and per model: three rollups from one reading, with shares, means and cache hits. */
import { NodeRuntime } from "@effect/platform-node"
import { Ranking, Rollup, UsageAggregate } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Array as Arr, type BigDecimal, Console, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const [month = "2026-02"] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const range = yield* Effect.fromResult(DateRange.month(month))
  const report = yield* usage.total(range, {
    by: [["capability"], ["model"], ["capability", "model"]],
    // Asks for the month in one request, and for less where that looks cut short.
    plan: "adaptive"
  })
  const [capabilities, models, both] = report.rollups
  if (capabilities === undefined || models === undefined || both === undefined) return

  yield* Console.log(`Capabilities of ${month}`)
  for (const cell of Rollup.byCost(capabilities)) yield* Console.log(row(cell, report.totalCents))

  const { cells, rest } = Ranking.top(models, 5)
  yield* Console.log("\nThe five dearest models")
  for (const cell of cells) yield* Console.log(row(cell, report.totalCents))
  if (rest !== undefined)
    yield* Console.log(row({ ...rest.sum, key: { model: `${rest.cells} others` } }, report.totalCents))

  yield* Console.log("\nThe dearest model of each capability")
  const dearest = Arr.dedupeWith(Rollup.byCost(both), (self, that) => self.key.capability === that.key.capability)
  for (const cell of dearest) yield* Console.log(row(cell, report.totalCents))
})

const row = (cell: Rollup.Cell, totalCents: BigDecimal.BigDecimal) => {
  const name = [cell.key.capability, cell.key.model].filter((part) => part !== undefined).join(" ")
  const mean = Rollup.meanCents(cell)
  return [
    name.padEnd(32),
    Cents.format(cell.costCents).padStart(12),
    percent(Rollup.share(cell, totalCents)),
    `${cell.records} jobs`.padStart(10),
    `${percent(Rollup.hitRate(cell))} cached`,
    mean === undefined ? "" : `${Cents.format(mean)} each`
  ].join("  ")
}

const percent = (part = 0) => `${(part * 100).toFixed(1)} %`.padStart(6)

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(
  Effect.provide(Usage),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
