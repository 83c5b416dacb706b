/**
 * A report for people: a table for each rollup, the days as a line of bars, the total, and whether it agrees.
 */
import { styleText } from "node:util"

import * as Dimension from "@varg-usage/aggregate/Dimension"
import * as Rollup from "@varg-usage/aggregate/Rollup"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import * as DateRange from "@varg-usage/core/DateRange"
import * as SafeText from "@varg-usage/core/SafeText"
import Table from "cli-table3"
import { Array as Arr } from "effect"
import stringWidth from "string-width"

import * as Amount from "./Amount.ts"
import * as Daily from "./Daily.ts"
import type { Reading } from "./Reading.ts"
import * as Verdict from "./Verdict.ts"

export interface Options {
  readonly colors: boolean
}

export const render = ({ days, report }: Reading, { colors }: Options): string => {
  const styled = (style: "bold" | "dim", text: string) =>
    colors ? styleText(style, text, { validateStream: false }) : text
  const daily = Daily.lines(days).join("\n")
  return [
    styled("bold", `Usage of ${period(report)}, UTC`),
    ...report.rollups.map((rollup) => table(rollup, (text) => styled("bold", text))),
    ...(daily === "" ? [] : [daily]),
    styled("bold", `Total: ${Amount.total(report.totalCents)}`),
    [Verdict.text(report.reconciliation), ...provisional(report)].join("\n"),
    styled("dim", "Costs are exact; shares and means are rounded. A job is one record of usage.")
  ].join("\n\n")
}

const period = (range: DateRange.DateRange) => {
  const size = DateRange.size(range)
  return size === 1 ? `${range.from}, 1 day` : `${range.from} to ${range.to}, ${Amount.count(size)} days`
}

/** Days that are over for too short a time to be final. */
const provisional = ({ provisional: days }: UsageReport.UsageReport): ReadonlyArray<string> =>
  days.length === 0 ? [] : [`Provisional, since records may still come: ${days.join(", ")}.`]

/** How much of a name is shown. */
const maxNameLength = 48

const table = ({ by, cells }: Rollup.Rollup, bold: (text: string) => string): string => {
  const rollup = { by, cells }
  const all = Rollup.total(rollup)
  const decimals = Amount.decimals(cells.map((cell) => cell.costCents))
  const numbers = (cell: Rollup.Cell) => [
    // Unknown is not zero.
    cell.unknownCosts === cell.records && cell.records > 0 ? "unknown" : Amount.exact(cell.costCents, decimals),
    Amount.percent(Rollup.share(cell, all.costCents)),
    Amount.count(cell.records),
    `${Amount.count(cell.cacheHits)} (${Amount.percent(Rollup.hitRate(cell))})`,
    mean(cell)
  ]
  const columns = [...by.map((dimension) => Dimension.titles[dimension]), ...figures]
  const rows = Rollup.inReadingOrder(rollup).map((cell) => [
    ...by.map((dimension) => name(cell.key[dimension])),
    ...numbers(cell)
  ])
  const totals = numbers(all)
  const total = [...by.map((_, index) => (index === 0 ? "Total" : "")), ...totals]
  const widths = columns.map(
    (_, index) =>
      [columns, ...rows, total].reduce((most, row) => Math.max(most, stringWidth(row[index] ?? "")), 0) + padding
  )
  const sheets = rows.length === 0 ? [[]] : Arr.chunksOf(rows, sheetRows)
  return sheets
    .map((sheet, index, { length }) => {
      const isLast = index === length - 1
      const drawn = new Table({
        head: index === 0 ? columns.map(bold) : [],
        colWidths: widths,
        colAligns: [...by.map(() => "left" as const), ...figures.map(() => "right" as const)],
        chars: { ...(index > 0 && noTop), ...(!isLast && noBottom) },
        style: { head: [], border: [], compact: true }
      })
      drawn.push(...sheet)
      if (isLast) drawn.push([{ content: bold("Total"), colSpan: by.length }, ...totals.map(bold)])
      return drawn.toString()
    })
    .join("\n")
}

const figures = ["Cost (cents)", "Share", "Jobs", "Cache hits", "Mean (cents)"]

/** Spaces beside a text. */
const padding = 2

/** Rows that are drawn together: the time that the library takes grows with their square. */
const sheetRows = 100

/** Borders where a sheet goes on from the one before, or in the next. */
const noTop = { top: "", "top-left": "", "top-mid": "", "top-right": "" }
const noBottom = { bottom: "", "bottom-left": "", "bottom-mid": "", "bottom-right": "" }

const name = (value: string | null | undefined) => {
  if (value === null || value === undefined) return "(none)"
  return value.trim() === "" ? "(empty)" : SafeText.visible(value, maxNameLength)
}

const mean = (cell: Rollup.Cell) => {
  const cents = Rollup.meanCents(cell)
  return cents === undefined ? "–" : Amount.rounded(cents, 2)
}
