/**
 * The ways to print a report. What only one of them needs is loaded by that one.
 */
import type { UsageReport } from "@varg-usage/aggregate/UsageReport"
import { Effect } from "effect"
import { TerminalCapabilities } from "effect/cli"

import type { Reading } from "./Reading.ts"

export const formats = ["table", "json", "csv", "ndjson", "markdown"] as const

export type Format = (typeof formats)[number]

/** The text of a report, without its last line feed, which `Console.log` adds. */
export const render = (reading: Reading, format: Format): Effect.Effect<string> => {
  if (format === "table") return renderTable(reading)
  return Effect.map(Effect.promise(modules[format]), (module) => module.render(reading.report).replace(/\n$/u, ""))
}

const modules: Readonly<Record<Exclude<Format, "table">, () => Promise<Renderer>>> = {
  json: () => import("@varg-usage/aggregate/ReportJson"),
  csv: () => import("@varg-usage/aggregate/ReportCsv"),
  ndjson: () => import("@varg-usage/aggregate/ReportNdjson"),
  markdown: () => import("@varg-usage/aggregate/ReportMarkdown")
}

interface Renderer {
  readonly render: (report: UsageReport) => string
}

const renderTable = Effect.fnUntraced(function* (reading: Reading) {
  const ReportTable = yield* Effect.promise(() => import("./ReportTable.ts"))
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
  return ReportTable.render(reading, { colors: canColor })
})
