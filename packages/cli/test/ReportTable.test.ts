import { assert, describe, it } from "@effect/vitest"
import type { Reconciliation } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { Result } from "effect"
import { CliOutput } from "effect/cli"

import * as Daily from "../src/Daily.ts"
import * as ReportTable from "../src/ReportTable.ts"
import * as Verdict from "../src/Verdict.ts"
import { active, cents, date, reportOf, Reports } from "./reports.ts"

const days = ["20", "0", "12.5"].map((text, index) => ({ date: date(`2026-11-0${index + 1}`), cents: cents(text) }))

const cell = (model: string, cost: string, records: number, cacheHits: number) => ({
  key: { model, capability: "image" },
  costCents: cents(cost),
  records,
  cacheHits,
  zeroCostMisses: 0,
  unknownCosts: 0
})

const report = {
  ...reportOf([cell("a:cheap", "0.07", 2, 1), cell("b:dear", "1250.5", 1000, 0)]),
  from: date("2026-11-01"),
  to: date("2026-11-03")
}

describe("ReportTable", () => {
  it("shows each rollup dearest first, the days, the total and the verdict", () => {
    const [title, , byModel, , spark, total, verdict] = ReportTable.render({ report, days }, { colors: false }).split(
      "\n\n"
    )
    assert.strictEqual(title, "Usage of 2026-11-01 to 2026-11-03, 3 days, UTC")
    assert.deepStrictEqual(byModel?.split("\n").slice(1, -1), [
      "│ Model   │ Cost (cents) │   Share │  Jobs │ Cache hits │ Mean (cents) │",
      "├─────────┼──────────────┼─────────┼───────┼────────────┼──────────────┤",
      "│ b:dear  │     1,250.50 │ 100.0 % │ 1,000 │  0 (0.0 %) │         1.25 │",
      "│ a:cheap │         0.07 │  <0.1 % │     2 │ 1 (50.0 %) │         0.04 │",
      "│ Total   │     1,250.57 │ 100.0 % │ 1,002 │  1 (0.1 %) │         1.25 │"
    ])
    assert.strictEqual(spark, "Cost by day: 2026-11-01 █▁▅ 2026-11-03\nDearest day: 2026-11-01 with 20 cents")
    assert.strictEqual(total, "Total: 1,250.57 cents ($12.51, rounded)")
    assert.strictEqual(
      verdict,
      "Reconciled: 2 records of 1 of 1 day agree with total_cents, to the last fraction of a cent."
    )
  })

  it("keeps days in their order when they come first", () => {
    const [byDay] = reportOf([]).rollups
    const rollup = {
      ...byDay,
      by: ["day" as const],
      cells: ["1", "3", "2"].map((cost, index) => ({ ...cell("", cost, 1, 0), key: { day: `2026-11-0${index + 1}` } }))
    }
    const text = ReportTable.render({ report: { ...report, rollups: [rollup] }, days: [] }, { colors: false })
    assert.deepStrictEqual(
      text
        .match(/2026-11-0\d (?=.*\d )/gu)
        ?.map((day) => day.trim())
        .slice(-3),
      ["2026-11-01", "2026-11-02", "2026-11-03"]
    )
  })

  it.prop("[P24] shows every name on one line, without anything that a terminal obeys", [Reports], ([hostile]) => {
    const text = ReportTable.render({ report: hostile, days: [] }, { colors: false })
    assert.notMatch(text, active)
    const rows = text.split("\n").filter((line) => line.startsWith("│"))
    const cells = hostile.rollups.reduce((sum, rollup) => sum + rollup.cells.length, 0)
    assert.strictEqual(rows.length, cells + hostile.rollups.length * 2)
  })

  it("keeps the columns of wide characters straight", () => {
    const wide = reportOf([cell("模型:漢字", "1", 1, 0), cell("plain", "2", 1, 0)])
    const [, , byModel] = ReportTable.render({ report: wide, days: [] }, { colors: false }).split("\n\n")
    assert.strictEqual(new Set(byModel?.split("\n").map(CliOutput.displayWidth)).size, 1)
  })

  it("[P8] shows what is unknown as unknown, what has no name as empty, and the days that are not final", () => {
    const text = ReportTable.render(
      {
        report: {
          ...reportOf([
            { ...cell("a", "0", 2, 0), unknownCosts: 2 },
            { ...cell("b", "3", 2, 0), unknownCosts: 1 },
            cell(" ", "1", 1, 0)
          ]),
          provisional: [date("2026-11-02"), date("2026-11-03")]
        },
        days
      },
      { colors: false }
    )
    const [, , byModel = ""] = text.split("\n\n")
    const rows = byModel.split("\n").map((line) => line.split("│").map((part) => part.trim()))
    const costs = rows.filter((row) => row.length > 3).map(([, model, cost]) => `${model}: ${cost}`)
    assert.deepStrictEqual(costs.slice(1), ["b: 3", "(empty): 1", "a: unknown", "Total: 4"])
    assert.include(text, "\nProvisional, since records may still come: 2026-11-02, 2026-11-03.")
  })

  it("draws thousands of rows as one table, each of them once", () => {
    const names = Array.from(
      { length: 2345 },
      (_, index) => `model-${index}${index === 1700 ? "-of-a-longer-name" : ""}`
    )
    const large = reportOf(names.map((model, index) => cell(model, String(9000 - index), 1, 0)))
    const [, , byModel = ""] = ReportTable.render({ report: large, days: [] }, { colors: false }).split("\n\n")
    const lines = byModel.split("\n")
    assert.strictEqual(new Set(lines.map(CliOutput.displayWidth)).size, 1)
    assert.deepStrictEqual(
      lines.filter((line) => line.startsWith("│")).map((line) => line.split("│")[1]?.trim()),
      ["Model", ...names, "Total"]
    )
    assert.strictEqual(lines.filter((line) => !line.startsWith("│")).length, 3)
  })

  it("has colours only where they are wanted", () => {
    assert.notInclude(ReportTable.render({ report, days }, { colors: false }), "\u001B")
    assert.include(ReportTable.render({ report, days }, { colors: true }), "\u001B[1mTotal")
  })
})

describe("Daily", () => {
  it("draws no line for a single day, and shares bars among many", () => {
    assert.deepStrictEqual(Daily.lines(days.slice(0, 1)), [])
    const year = DateRange.days(Result.getOrThrow(DateRange.parse("2025-01-01", "2025-12-31")))
    const [line] = Daily.lines(year.map((day) => ({ date: day, cents: cents("1") })))
    assert.match(line ?? "", /^Cost by 6 days: 2025-01-01 .{61} 2025-12-31$/u)
    assert.deepStrictEqual(Daily.heights(days, 2), [20, 12.5])
  })
})

describe("Verdict", () => {
  const window = { from: date("2026-11-01"), to: date("2026-11-01") }
  const reconciliation = (findings: ReadonlyArray<Reconciliation.Finding>): Reconciliation.Reconciliation => ({
    windows: 30,
    reconciled: 29,
    days: 30,
    reconciledDays: 29,
    records: 9,
    sumCents: Cents.zero,
    totalCents: cents("1250.5"),
    findings
  })

  it("[P18] says what differs and why, finding by finding", () => {
    const text = Verdict.text(
      reconciliation([
        { _tag: "OutOfWindow", window, records: 1, cents: cents("2") },
        { _tag: "Rejected", window, records: 2, cents: cents("0.5") },
        { _tag: "UnknownCosts", window, records: 3 },
        { _tag: "Difference", window, cents: cents("-7.25") },
        { _tag: "CellsDiffer", window, cents: cents("1") },
        { _tag: "Unproved", window }
      ])
    )
    assert.deepStrictEqual(text.split("\n"), [
      "Not reconciled: 29 of 30 days agree with total_cents (1,250.5 cents in all). What differs:",
      "  2026-11-01: 1 record of another day came along (2 cents) and did not count.",
      "  2026-11-01: 2 records could not be read (0.5 cents as far as known) and did not count.",
      "  2026-11-01: 3 records counted without a cost: what they cost is unknown, not zero.",
      "  2026-11-01: the gateway's total is 7.25 cents less than the records that count.",
      "  2026-11-01: the cells of a table are 1 cents off their records. This is a defect of varg-usage: please report it.",
      "  2026-11-01: answers for other days may hold records of it, and it could not be proved that all of them count."
    ])
  })

  it("[P18] tells of jobs that were charged again and of answers that may be cut, where all agrees and where not", () => {
    const told: ReadonlyArray<Reconciliation.Finding> = [
      { _tag: "Recharges", window, records: 13 },
      { _tag: "RoundNumber", window, records: 1000 }
    ]
    assert.deepStrictEqual(
      Verdict.text({ ...reconciliation(told), reconciled: reconciliation(told).windows })
        .split("\n")
        .slice(1),
      [
        "13 records charged a job again that had been charged before; they count.",
        "1 answer had just 1,000 rows: gateways cut answers at such numbers, perhaps with their totals."
      ]
    )
    const differs = Verdict.text(reconciliation([...told, { _tag: "UnknownCosts", window, records: 1 }])).split("\n")
    assert.include(differs[1], "the answer has just 1,000 rows")
    assert.deepStrictEqual(differs.slice(3), [
      "13 records charged a job again that had been charged before; they count."
    ])
  })

  it("[P18] tells in one sentence of days that were read with those around them, reconciled or not", () => {
    const other = { from: date("2026-11-02"), to: date("2026-11-02") }
    const beside: ReadonlyArray<Reconciliation.Finding> = [
      { _tag: "Neighbours", window, records: 2, cents: cents("2") },
      { _tag: "Recovered", window, records: 3, cents: cents("2") },
      { _tag: "Recovered", window: other, records: 4, cents: cents("2") }
    ]
    const told =
      "Answers held records of other days: 2 windows were read once more with the days around them, and 7 records came from there."
    assert.deepStrictEqual(
      Verdict.text({ ...reconciliation(beside), reconciled: 30 })
        .split("\n")
        .slice(1),
      [told]
    )
    const lines = Verdict.text(reconciliation([...beside, { _tag: "UnknownCosts", window, records: 1 }])).split("\n")
    assert.lengthOf(lines, 3)
    assert.strictEqual(lines.at(-1), told)
  })

  it("tells ten findings, and how many more there are", () => {
    const lines = Verdict.text(
      reconciliation(Array.from({ length: 12 }, () => ({ _tag: "UnknownCosts" as const, window, records: 1 })))
    ).split("\n")
    assert.strictEqual(lines.length, 12)
    assert.strictEqual(lines.at(-1), "  ... and 2 more findings; --format json tells all.")
  })
})
