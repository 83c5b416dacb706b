/** Markdown tables, and the way figures are written in them. */
import type { Spread } from "./statistics.ts"

/** A table, whose columns hold figures but for the first; empty without rows. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  if (rows.length === 0) return ""
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column] ?? "")].map(({ length }) => length))
  )
  const line = (cells: ReadonlyArray<string>) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, column)).join(" | ")} |`
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join("\n")
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

/** `1234 ms (1201 to 1302)`. */
export const millis = (spread: Spread | undefined): string => withUnit(spread, 1, "ms")

/** The same of milliseconds, in microseconds. */
export const micros = (spread: Spread | undefined): string => withUnit(spread, 1e3, "µs")

/** Nanoseconds. */
export const nanos = (spread: Spread | undefined): string => withUnit(spread, 1, "ns")

/** Only the middle of some bytes, in 10^6 bytes. */
export const megabytes = (spread: Spread | undefined): string =>
  spread === undefined ? "" : `${digits(spread.median / 1e6)} MB`

/** Only the middle of some milliseconds. */
export const plainMillis = (spread: Spread | undefined): string =>
  spread === undefined ? "" : `${digits(spread.median)} ms`

/** `4.1 (3.9 to 4.4)`. */
export const factor = (spread: Spread | undefined): string => withUnit(spread, 1, "")

function withUnit(spread: Spread | undefined, scale: number, unit: string): string {
  if (spread === undefined || Number.isNaN(spread.median)) return ""
  const [median, least, most] = [spread.median, spread.least, spread.most].map((value) => digits(value * scale))
  const middle = unit === "" ? median : `${median} ${unit}`
  return least === most ? `${middle}` : `${middle} (${least} to ${most})`
}

/** Three digits are enough for what differs from run to run. */
export const digits = (value: number): string => {
  if (Math.abs(value) >= 99.95) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 9.995 ? 1 : 2)
}
