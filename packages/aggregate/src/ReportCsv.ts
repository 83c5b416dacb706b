/**
 * A report as one CSV table (RFC 4180), a row for each cell of each rollup in their order.
 *
 * `by` names the row's rollup, the columns after it hold its key, and the rest are measures: counts, and exact decimals
 * in cents. The rows of one `by` add up to the report's total; those of two count the same records twice. A key that a
 * record does not have is an empty field; an empty text is `""`.
 *
 * Text is made safe to open in a spreadsheet, unless it is asked for raw.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import * as SafeText from "@varg-usage/core/SafeText"
import { type BigDecimal, Iterable } from "effect"

import * as Dimension from "./Dimension.ts"
import type * as Rollup from "./Rollup.ts"
import type * as UsageReport from "./UsageReport.ts"

/**
 * How text is written.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * Text is written as it is, for programs and never for spreadsheets. Otherwise control and formatting characters are
   * shown as escapes such as `\u{9}`, and what a spreadsheet would run as a formula gets a `'` before it: a text that
   * begins with `=`, `+`, `-`, `@` or one of their wide or small forms, be it behind blanks and quotes, or behind a `;`,
   * at which some spreadsheets split.
   *
   * @default false
   */
  readonly raw?: boolean | undefined
}

/**
 * The names of the columns: `by`, the dimensions of the report's rollups in the order of `Dimension.all`, and the measures
 * `cost_cents`, `records`, `cache_hits`, `zero_cost_misses`, `unknown_costs`, `min_cents` and `max_cents`.
 *
 * @category getters
 * @since 0.1.0
 */
export const columns = (report: UsageReport.UsageReport): ReadonlyArray<string> => [
  "by",
  ...dimensionsOf(report).map((dimension) => names[dimension]),
  ...Object.keys(measures)
]

/**
 * The header and the rows, each with its CRLF, made as they are asked for: `Stream.fromIterable` streams them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const lines = (report: UsageReport.UsageReport, options: Options = {}): Iterable<string> => {
  const dimensions = dimensionsOf(report)
  const text = options.raw === true ? quoted : guarded
  const rows = Iterable.flatMap(report.rollups, ({ by, cells }) => {
    const first = by.map((dimension) => names[dimension]).join("+")
    return Iterable.map(cells, (cell) => [
      first,
      ...dimensions.map((dimension) => field(dimension, cell.key[dimension] ?? null, text)),
      ...Object.values(measures).map((measure) => measure(cell))
    ])
  })
  return Iterable.map(Iterable.prepend(rows, columns(report)), (fields) => `${fields.join(",")}\r\n`)
}

/**
 * All {@link lines} as one text.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (report: UsageReport.UsageReport, options: Options = {}): string =>
  [...lines(report, options)].join("")

/** The columns of each dimension, in snake case as all columns are. */
const names: Readonly<Record<Dimension.Dimension, string>> = {
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

const measures = {
  cost_cents: (cell) => amount(cell.costCents),
  records: (cell) => String(cell.records),
  cache_hits: (cell) => String(cell.cacheHits),
  zero_cost_misses: (cell) => String(cell.zeroCostMisses),
  unknown_costs: (cell) => String(cell.unknownCosts),
  min_cents: (cell) => amount(cell.minCents),
  max_cents: (cell) => amount(cell.maxCents)
} satisfies Record<string, (cell: Rollup.Cell) => string>

/** In one order, whatever order they were asked for in. */
function dimensionsOf(report: UsageReport.UsageReport): ReadonlyArray<Dimension.Dimension> {
  const used = new Set(report.rollups.flatMap(({ by }) => by))
  return Dimension.all.filter((dimension) => used.has(dimension))
}

/** The price of a record is a number, also when it is a credit and begins with a minus. */
const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u

function field(dimension: Dimension.Dimension, value: string | null, text: (value: string) => string): string {
  if (value === null) return ""
  return dimension === "cost" && decimal.test(value) ? value : text(value)
}

/** Where a spreadsheet would begin to read a formula. */
const formula = /(?:^|;)(?=[\s"'`]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/gu

function guarded(value: string): string {
  return quoted(SafeText.visible(value, Number.POSITIVE_INFINITY).replaceAll(formula, "$&'"))
}

function quoted(value: string): string {
  return /^$|^\s|\s$|[",;\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function amount(cents: BigDecimal.BigDecimal | undefined): string {
  return cents === undefined ? "" : Cents.format(cents)
}
