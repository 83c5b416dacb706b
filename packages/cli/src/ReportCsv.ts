/**
 * A report as one CSV table (RFC 4180), a row for each cell of each rollup.
 *
 * `by` names the row's rollup, the columns after it hold its key, and the rest are numbers: amounts are exact decimals
 * in cents. Text is made safe to open: control characters are shown as escapes, and what a spreadsheet would run as a
 * formula begins with `'`.
 */
import type * as Dimension from "@varg-usage/aggregate/Dimension"
import type * as Rollup from "@varg-usage/aggregate/Rollup"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import * as Cents from "@varg-usage/core/Cents"
import * as SafeText from "@varg-usage/core/SafeText"
import { type BigDecimal, Effect, Stream } from "effect"
import { Csv } from "effect/encoding"

const measures = {
  cost_cents: (cell) => amount(cell.costCents),
  records: (cell) => String(cell.records),
  cache_hits: (cell) => String(cell.cacheHits),
  zero_cost_misses: (cell) => String(cell.zeroCostMisses),
  unknown_costs: (cell) => String(cell.unknownCosts),
  min_cents: (cell) => amount(cell.minCents),
  max_cents: (cell) => amount(cell.maxCents)
} satisfies Record<string, (cell: Rollup.Cell) => string>

/** The columns of each dimension, in snake case as all columns are. */
const columns: Readonly<Record<Dimension.Dimension, string>> = {
  model: "model",
  capability: "capability",
  provider: "provider",
  cacheHit: "cache_hit",
  cost: "cost",
  hour: "hour",
  day: "day",
  week: "week",
  month: "month",
  quarter: "quarter"
}

/** The table without its last line feed, which `Console.log` adds. */
export const render = (report: UsageReport.UsageReport): Effect.Effect<string> => {
  const dimensions = [...new Set(report.rollups.flatMap((rollup) => rollup.by))]
  const header = ["by", ...dimensions.map((dimension) => columns[dimension]), ...Object.keys(measures)]
  const rows = report.rollups.flatMap((rollup) => rollup.cells.map((cell) => row(rollup, cell, dimensions)))
  return Stream.fromIterable([header, ...rows]).pipe(
    Stream.pipeThroughChannel(Csv.encodeString()),
    Stream.mkString,
    Effect.map((text) => text.slice(0, -1))
  )
}

function row(rollup: Rollup.Rollup, cell: Rollup.Cell, dimensions: ReadonlyArray<Dimension.Dimension>): Csv.Row {
  return [
    rollup.by.map((dimension) => columns[dimension]).join("+"),
    ...dimensions.map((dimension) => safeText(cell.key[dimension])),
    ...Object.values(measures).map((measure) => measure(cell))
  ]
}

function safeText(value: string | null | undefined): string {
  const safe = SafeText.visible(value ?? "", Number.POSITIVE_INFINITY)
  return formula.test(safe) ? `'${safe}` : safe
}

/** What makes a spreadsheet take a text for a formula, full-width forms included. */
const formula = /^\s*[=+\-@\t\r＝＋－＠]/u

function amount(cents: BigDecimal.BigDecimal | undefined): string {
  return cents === undefined ? "" : Cents.format(cents)
}
