/**
 * The ways to print a report. What only one of them needs is loaded by that one.
 */
import { Effect } from "effect"
import { TerminalCapabilities } from "effect/cli"

import type { Reading } from "./Reading.ts"

export const formats = ["table", "json", "csv", "ndjson"] as const

export type Format = (typeof formats)[number]

/** The text of a report, without its last line break. */
export const render = (reading: Reading, format: Format): Effect.Effect<string> => {
  switch (format) {
    case "table":
      return Effect.gen(function* () {
        const ReportTable = yield* Effect.promise(() => import("./ReportTable.ts"))
        const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
        return ReportTable.render(reading, { colors: canColor })
      })
    case "csv":
      return Effect.flatMap(
        Effect.promise(() => import("./ReportCsv.ts")),
        (ReportCsv) => ReportCsv.render(reading.report)
      )
    case "json":
    case "ndjson":
      return Effect.map(
        Effect.promise(() => import("./ReportJson.ts")),
        (ReportJson) => (format === "json" ? ReportJson.document : ReportJson.lines)(reading.report)
      )
  }
}
