/**
 * A report as Markdown with tables (GFM), for pull requests, chats and mails.
 *
 * A table for each rollup with its total, and below them whether the report is whole and agrees with the gateway. Costs
 * are exact decimals in cents; shares are rounded to a tenth of a percent.
 *
 * Text from outside stands in code spans, in which Markdown knows no link, image, HTML, mention or emphasis. Control and
 * formatting characters, line breaks, backticks and pipes are shown as escapes such as `\u{7c}`. What stands in no code
 * span is said by this module: `(none)` is a record without a model, and a model of that name is in a code span.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import * as SafeText from "@varg-usage/core/SafeText"
import type { BigDecimal } from "effect"

import * as Dimension from "./Dimension.ts"
import * as Reconciliation from "./Reconciliation.ts"
import * as Rollup from "./Rollup.ts"
import type * as UsageReport from "./UsageReport.ts"

/**
 * How names are shown.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * The most characters of a name or a message; what is cut ends with `…`. Cells stay apart when their names are cut to
   * the same text.
   *
   * @default 200
   */
  readonly maxNameLength?: number | undefined
}

/**
 * The document, with a line feed at its end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (report: UsageReport.UsageReport, options: Options = {}): string => {
  const text = (value: string) => codeSpan(value, options.maxNameLength ?? 200)
  const parts = [
    `## Usage of ${DateRange.format(report)}, ${text(report.zone)}`,
    `${counted(report.records, "record")}, ${Cents.format(report.totalCents)} cents.`,
    ...report.rollups.flatMap((rollup) => [heading(rollup), cellTable(rollup, text)]),
    ...reconciliation(report.reconciliation),
    ...missing(report, text),
    ...provisional(report)
  ]
  return `${parts.join("\n\n")}\n`
}

const measures = ["Cost (cents)", "Share", "Records", "Cache hits", "Unknown costs"]

function heading({ by }: Rollup.Rollup): string {
  const names = by.map((dimension) => Dimension.titles[dimension].toLowerCase())
  return `### ${names.length === 0 ? "All" : `By ${names.join(" and ")}`}`
}

function cellTable(rollup: Rollup.Rollup, text: (value: string) => string): string {
  const { by } = rollup
  const all = Rollup.total(rollup)
  const rows = Rollup.inReadingOrder(rollup).map((cell) => [
    ...by.map((dimension) => name(cell.key[dimension] ?? null, text)),
    ...numbers(cell, all.costCents)
  ])
  const total = by.map((_, index) => (index === 0 ? "**Total**" : ""))
  return table(
    by.map((dimension) => Dimension.titles[dimension]),
    measures,
    by.length === 0 ? [numbers(all, all.costCents)] : [...rows, [...total, ...numbers(all, all.costCents)]]
  )
}

function numbers(cell: Rollup.Cell, whole: BigDecimal.BigDecimal): ReadonlyArray<string> {
  return [
    Cents.format(cell.costCents),
    percent(Rollup.share(cell, whole)),
    String(cell.records),
    String(cell.cacheHits),
    String(cell.unknownCosts)
  ]
}

const tenths = new Intl.NumberFormat("en-US", {
  useGrouping: false,
  minimumFractionDigits: 1,
  maximumFractionDigits: 1
})

/** A part too small to show is not shown as nothing; one of a whole that refunds leave next to nothing has many digits. */
function percent(part: number | undefined): string {
  if (part === undefined) return ""
  return part > 0 && part < 0.0005 ? "under 0.1 %" : `${tenths.format(part * 100)} %`
}

function reconciliation(given: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const { days, findings, reconciledDays, totalCents } = given
  const verdict = Reconciliation.isReconciled(given) ? "Reconciled" : "**Not reconciled**"
  const rows = findings.map((finding) => [
    DateRange.format(finding.window),
    finding._tag,
    "records" in finding ? String(finding.records) : "",
    "cents" in finding ? Cents.format(finding.cents) : ""
  ])
  return [
    `${verdict}: ${reconciledDays} of ${counted(days, "day")} that were read agree with the gateway's total of ${Cents.format(totalCents)} cents for them.`,
    ...(rows.length === 0 ? [] : [table(["Window (UTC)", "Finding"], ["Records", "Cents"], rows)])
  ]
}

function missing({ complete, failures }: UsageReport.UsageReport, text: (value: string) => string) {
  if (complete) return []
  const rows = failures.map(({ date, error, message }) => [date, text(error), text(message)])
  return [
    "**Incomplete**: days of the range are not in this report.",
    ...(rows.length === 0 ? [] : [table(["Day", "Error", "Message"], [], rows)])
  ]
}

function provisional({ provisional: days }: UsageReport.UsageReport): ReadonlyArray<string> {
  return days.length === 0 ? [] : [`Provisional, since records may still come: ${days.join(", ")}.`]
}

function table(left: ReadonlyArray<string>, right: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) {
  const align = [...left.map(() => ":--"), ...right.map(() => "--:")]
  return [[...left, ...right], align, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}

function name(value: string | null, text: (value: string) => string): string {
  return value === null ? "(none)" : text(value)
}

/** A code span has no way to hold a backtick of its fence, a table none to hold every pipe, and both trim blanks. */
function codeSpan(value: string, maxLength: number): string {
  if (value === "") return "(empty)"
  const shown = SafeText.visible(value, maxLength)
  return `\`${shown.replaceAll(/[`|]|^ | $/gu, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`)}\``
}

function counted(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`
}
