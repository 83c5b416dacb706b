/**
 * A report for people: a table for each rollup, the days as a line of bars, the total, and whether it agrees.
 */
import { styleText } from "node:util"

import * as Dimension from "@varg-usage/aggregate/Dimension"
import * as Rollup from "@varg-usage/aggregate/Rollup"
import * as DateRange from "@varg-usage/core/DateRange"
import * as SafeText from "@varg-usage/core/SafeText"
import Table from "cli-table3"

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
    Verdict.text(report.reconciliation),
    styled("dim", "Costs are exact; shares and means are rounded. A job is one record of usage.")
  ].join("\n\n")
}

const period = (range: DateRange.DateRange) => {
  const size = DateRange.size(range)
  return size === 1 ? `${range.from}, 1 day` : `${range.from} to ${range.to}, ${Amount.count(size)} days`
}

/** How much of a name is shown. */
const maxNameLength = 48

const table = ({ by, cells }: Rollup.Rollup, bold: (text: string) => string): string => {
  const rollup = { by, cells }
  const all = Rollup.total(rollup)
  const decimals = Amount.decimals(cells.map((cell) => cell.costCents))
  const numbers = (cell: Rollup.Cell) => [
    Amount.exact(cell.costCents, decimals),
    Amount.percent(Rollup.share(cell, all.costCents)),
    Amount.count(cell.records),
    `${Amount.count(cell.cacheHits)} (${Amount.percent(Rollup.hitRate(cell))})`,
    mean(cell)
  ]
  const rows = new Table({
    head: [
      ...by.map((dimension) => Dimension.titles[dimension]),
      "Cost (cents)",
      "Share",
      "Jobs",
      "Cache hits",
      "Mean (cents)"
    ].map(bold),
    colAligns: [...by.map(() => "left" as const), ...Array.from({ length: 5 }, () => "right" as const)],
    style: { head: [], border: [], compact: true }
  })
  for (const cell of Rollup.inReadingOrder(rollup))
    rows.push([...by.map((dimension) => name(cell.key[dimension])), ...numbers(cell)])
  rows.push([{ content: bold("Total"), colSpan: by.length }, ...numbers(all).map(bold)])
  return rows.toString()
}

const name = (value: string | null | undefined) =>
  value === null || value === undefined ? "(none)" : SafeText.visible(value, maxNameLength)

const mean = (cell: Rollup.Cell) => {
  const cents = Rollup.meanCents(cell)
  return cents === undefined ? "–" : Amount.rounded(cents, 2)
}
