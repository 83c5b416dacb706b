/**
 * A report as JSON: one document, or one line for each cell.
 *
 * Every amount is a decimal string in cents. Characters that could act on a terminal are written as escapes, which a
 * JSON reader turns back.
 */
import * as UsageReport from "@varg-usage/aggregate/UsageReport"
import { Schema } from "effect"

/** The document that `schema/report.schema.json` describes. */
export const document = (report: UsageReport.UsageReport): string => inert(JSON.stringify(encode(report), null, 2))

/** A line for each cell of each rollup; `by` says of which. */
export const lines = (report: UsageReport.UsageReport): string =>
  encode(report)
    .rollups.flatMap(({ by, cells }) => cells.map((cell) => inert(JSON.stringify({ by, ...cell }))))
    .join("\n")

const encode = Schema.encodeSync(UsageReport.UsageReport)

/** What `JSON.stringify` leaves as it is and a terminal may not: C1 controls, formatting and separators. */
const active = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

function inert(json: string): string {
  return json.replaceAll(active, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.codePointAt(0)?.toString(16).padStart(4, "0")}`)
      .join("")
  )
}
