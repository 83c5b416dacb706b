/** Reports for the tests of what they are written as: one of hostile records, and a small one that is always the same. */
import { Reconciliation, Rollup, UsageReport } from "@varg-usage/aggregate"
import { CalendarDate, Cents } from "@varg-usage/core"
import { Arbitrary, Option, Schema } from "effect"

import { cents } from "./records.ts"

export const date = (text: string): CalendarDate.CalendarDate => Option.getOrThrow(CalendarDate.parse(text))

/** Names that act on a spreadsheet, a page, a terminal, a line or an object, when they are let. */
export const hostileNames = [
  "=cmd()",
  "=cmd|' /C calc'!A0",
  "+1",
  "-1",
  "@SUM(A1)",
  "＝1+1",
  "－1",
  "﹦1",
  " \t=1",
  "\t=1",
  "\r=1",
  "\n=1",
  '"=1',
  "' =1",
  "\u00A0=1",
  "\u200B=1",
  "a;=1",
  'a;" =1',
  '","',
  ";,|",
  "two\r\nlines",
  "a\u2028b",
  "|",
  "a|b\\",
  "\\|",
  "`",
  "``` a",
  " a ",
  " ",
  "<script>alert(1)</script>",
  "</script>",
  "<!-- a",
  "&lt;b&gt;",
  "](javascript:alert(1))",
  "[a](javascript:alert(1))",
  "![a](https://evil.example/a.png)",
  "[a]: https://evil.example",
  "https://evil.example/?a=b",
  "www.evil.example",
  "someone@evil.example",
  "@someone #1",
  "**Total**",
  "# a",
  "- [ ] a",
  "[^1]",
  "$a$",
  "\u001B[31mred",
  "\u009B31mred",
  "\u202Egnp.exe",
  "\u{E0041}",
  "\uD800",
  "__proto__",
  "constructor",
  "",
  "(none)",
  "(empty)",
  "模型:漢字",
  "e\u0301🎬👩‍👩‍👧",
  "x".repeat(4096),
  "=`|<\n".repeat(820)
]

/** What no output may hold, line breaks apart: characters that act on a terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
export const active = /[\u0000-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2028\u2029]/u

/** One record as its key by all of the dimensions; its cost is a decimal text, `null` when it is unknown. */
interface Single {
  readonly model: string | null
  readonly capability: string | null
  readonly cost: string | null
  readonly day?: string
}

const cellOf = ({ cost, ...key }: Single): Rollup.Cell => ({
  key: { ...key, cost },
  costCents: cents(cost ?? "0"),
  records: 1,
  cacheHits: cost === "0" ? 1 : 0,
  zeroCostMisses: 0,
  unknownCosts: cost === null ? 1 : 0,
  ...(cost !== null && { minCents: cents(cost), maxCents: cents(cost) })
})

const rollupsOf = (singles: ReadonlyArray<Single>, by: ReadonlyArray<Rollup.Rollup["by"]>) =>
  by.map((dimensions) =>
    Rollup.fromCells(
      dimensions,
      singles.map(cellOf).map((cell) => ({
        ...cell,
        key: Object.fromEntries(dimensions.map((dimension) => [dimension, cell.key[dimension] ?? null]))
      }))
    )
  )

const reportOf = (
  singles: ReadonlyArray<Single>,
  by: ReadonlyArray<Rollup.Rollup["by"]>,
  rest: Partial<UsageReport.UsageReport> = {}
): UsageReport.UsageReport => {
  const totalCents = Cents.sum(singles.map(({ cost }) => cents(cost ?? "0")))
  return {
    version: UsageReport.version,
    from: date("2026-11-19"),
    to: date("2026-11-21"),
    zone: "UTC",
    complete: true,
    failures: [],
    provisional: [],
    records: singles.length,
    totalCents,
    reconciliation: Reconciliation.reducer.initialValue,
    rollups: rollupsOf(singles, by),
    ...rest
  }
}

const Name = Schema.Union([Schema.Literals(hostileNames), Schema.String])
const Cost = Schema.Union([
  Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,9})?$/u)),
  // No double holds these.
  Schema.Literals(["9007199254740993.1", "0.1000000000000000000001", "-123456789012345678901234567890"])
])
const SingleRecord = Schema.Struct({
  model: Schema.NullOr(Name),
  capability: Schema.NullOr(Name),
  cost: Schema.NullOr(Cost)
})
const Hostile = Schema.Struct({ singles: Schema.Array(SingleRecord), text: Name })

/** A report with a hostile text wherever a report has one, and the cost of each record in it. */
export interface HostileReport {
  readonly report: UsageReport.UsageReport
  readonly costs: ReadonlyArray<string | null>
}

export const HostileReports: Arbitrary.Arbitrary<HostileReport> = Arbitrary.schema(Hostile).pipe(
  Arbitrary.map(({ singles, text }) => ({
    costs: singles.map(({ cost }) => cost),
    report: reportOf(singles, [["model"], ["capability", "model"], ["cost", "capability"], []], {
      zone: text,
      complete: false,
      failures: [{ date: date("2026-11-20"), error: text, message: text }]
    })
  }))
)

/** A report of the given names, each of which cost what its place in the list is. */
export const reportOfNames = (models: ReadonlyArray<string>): UsageReport.UsageReport =>
  reportOf(
    models.map((model, index) => ({ model, capability: null, cost: String(index) })),
    [["model"]]
  )

const day = { from: date("2026-11-20"), to: date("2026-11-20") }

/** Three days: one with a credit and a repeat, one that could not be read, and one that is not over for long. */
export const sample: UsageReport.UsageReport = reportOf(
  [
    { model: "fal:flux", capability: "image", cost: "1250.5", day: "2026-11-19" },
    { model: "fal:flux", capability: "image", cost: "0.07", day: "2026-11-21" },
    { model: "=a,b|c", capability: "video", cost: "2000.0000001", day: "2026-11-21" },
    { model: null, capability: "video", cost: "-3", day: "2026-11-19" },
    { model: "", capability: "video", cost: null, day: "2026-11-21" }
  ],
  [["model", "capability"], ["day"], ["cost"]],
  {
    zone: "Europe/Berlin",
    complete: false,
    failures: [{ date: date("2026-11-20"), error: "BodyTruncated", message: "The answer was cut | 3 times." }],
    provisional: [date("2026-11-21")],
    reconciliation: {
      windows: 3,
      reconciled: 2,
      days: 3,
      reconciledDays: 2,
      records: 5,
      sumCents: cents("3247.5700001"),
      totalCents: cents("3250"),
      findings: [
        { _tag: "UnknownCosts", window: day, records: 1 },
        { _tag: "Difference", window: day, cents: cents("2.4299999") }
      ]
    }
  }
)
