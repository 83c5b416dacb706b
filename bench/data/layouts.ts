/** The ways in which the same records are written down. */
import { costText, type Row } from "./records.ts"

/** What stands before, between and after the records of a document, and each record. */
interface Layout {
  readonly begin: (total: string) => string
  readonly record: (row: Row, date: string, index: number) => string
  readonly between: string
  readonly end: (total: string) => string
}

/** What stands around the six keys and values of a record, which come in the order of the contract's example. */
interface Spacing {
  readonly open: string
  readonly colon: string
  readonly comma: string
  readonly close: string
}

const recordWith =
  ({ close, colon, comma, open }: Spacing): Layout["record"] =>
  (row, date) =>
    `${open}"job_id"${colon}"${row.jobId}"${comma}"model"${colon}"${row.model}"${comma}"capability"${colon}"${row.capability}"${comma}"cost_cents"${colon}${costText(row.cost)}${comma}"cache_hit"${colon}${row.cacheHit}${comma}"created_at"${colon}"${date}T${timeOf(row.second)}Z"${close}`

/** As `JSON.stringify` writes. */
const compact: Layout = {
  begin: () => '{"usage":[',
  record: recordWith({ open: "{", colon: ":", comma: ",", close: "}" }),
  between: ",",
  end: (total) => `],"total_cents":${total}}`
}

/** As Python's `json.dumps` writes, with the total in front. */
const spaced: Layout = {
  begin: (total) => `{"total_cents": ${total}, "usage": [`,
  record: recordWith({ open: "{", colon: ": ", comma: ", ", close: "}" }),
  between: ", ",
  end: () => "]}"
}

/** As `JSON.stringify` writes with an indent of 2. */
const pretty: Layout = {
  begin: () => '{\n  "usage": [\n    ',
  record: recordWith({ open: "{\n      ", colon: ": ", comma: ",\n      ", close: "\n    }" }),
  between: ",\n    ",
  end: (total) => `\n  ],\n  "total_cents": ${total}\n}`
}

/** Compact, but that 2 records in 100 hold a letter beyond ASCII, or escape a character that needs no escape. */
const odd: Layout = {
  ...compact,
  record: (row, date, index) => compact.record(index % 50 === 7 ? oddRow(row, index) : row, date, index)
}

function oddRow(row: Row, index: number): Row {
  return index % 100 === 7
    ? { ...row, jobId: `${row.jobId}-é` }
    : { ...row, model: row.model.replace(":", String.raw`\u003a`) }
}

/** One record a line and nothing around them: no answer of the gateway, but the favourite of databases. */
const ndjson: Layout = { begin: () => "", record: compact.record, between: "\n", end: () => "\n" }

export const layouts = { compact, spaced, pretty, odd, ndjson }

export type LayoutName = keyof typeof layouts

function timeOf(second: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0")
  return `${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`
}
