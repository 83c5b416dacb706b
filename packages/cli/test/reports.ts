/** Reports of records that nobody would wish for. */
import { type Reconciliation, Rollup, Selection, UsageReport } from "@varg-usage/aggregate"
import { CalendarDate, Cents } from "@varg-usage/core"
import { Arbitrary, type BigDecimal, Option, Result, Schema } from "effect"

export const cents = (text: string): BigDecimal.BigDecimal => Option.getOrThrow(Cents.parse(text))
export const date = (text: string): CalendarDate.CalendarDate => Option.getOrThrow(CalendarDate.parse(text))

/** Names that act on a terminal, a spreadsheet, a line or an object, when they are let. */
export const hostileNames = [
  "\u001B[31mred",
  "\u009B31mred",
  "two\r\nlines",
  "a\u2028b",
  "\u202Egnp.exe",
  "=cmd|' /C calc'!A0",
  "+1",
  "-1",
  "@SUM(A1)",
  "＝1+1",
  " \t=1",
  "\t=1",
  '","',
  "__proto__",
  "",
  "(none)",
  "模型:漢字",
  "e\u0301🎬👩‍👩‍👧",
  "\u{E0041}",
  "\uD800",
  "x".repeat(300)
]

const Name = Schema.NullOr(Schema.Literals(hostileNames))

const Single = Schema.Struct({
  model: Name,
  capability: Name,
  cost: Schema.NullOr(Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,9})?$/u))),
  hit: Schema.Boolean
})

const cellOf = ({ capability, cost, hit, model }: typeof Single.Type): Rollup.Cell => ({
  key: { model, capability },
  costCents: cost === null ? Cents.zero : cents(cost),
  records: 1,
  cacheHits: hit ? 1 : 0,
  zeroCostMisses: 0,
  unknownCosts: cost === null ? 1 : 0,
  ...(cost !== null && { minCents: cents(cost), maxCents: cents(cost) })
})

/** The report of a day with these cells, by model and capability, by model, and by capability. */
export const reportOf = (cells: ReadonlyArray<Rollup.Cell>): UsageReport.UsageReport => {
  const rollup = Rollup.fromCells(["model", "capability"], cells)
  const sumCents = Rollup.total(rollup).costCents
  const reconciliation: Reconciliation.Reconciliation = {
    windows: 1,
    reconciled: 1,
    days: 1,
    reconciledDays: 1,
    records: cells.length,
    sumCents,
    totalCents: sumCents,
    findings: []
  }
  return {
    version: UsageReport.version,
    from: date("2026-11-21"),
    to: date("2026-11-21"),
    zone: "UTC",
    complete: true,
    failures: [],
    provisional: [],
    records: cells.length,
    totalCents: sumCents,
    reconciliation,
    rollups: [
      rollup,
      Result.getOrThrow(Selection.by(rollup, ["model"])),
      Result.getOrThrow(Selection.by(rollup, ["capability"]))
    ]
  }
}

export const Reports: Arbitrary.Arbitrary<UsageReport.UsageReport> = Arbitrary.array(Arbitrary.schema(Single), {
  maxLength: 30
}).pipe(Arbitrary.map((singles) => reportOf(singles.map(cellOf))))

/** What no output may hold, line breaks apart: characters that act on a terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
export const active = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2028\u2029]/u
