import { assert, describe, it } from "@effect/vitest"
import { ReportCsv, type UsageReport } from "@varg-usage/aggregate"
import { Array as Arr } from "effect"

import { type Field, readCsv } from "./csvReader.ts"
import { exactSum } from "./records.ts"
import { active, hostileNames, HostileReports, reportOfNames, sample } from "./reports.ts"

/** What a spreadsheet takes for a formula, once it has dropped blanks and quotes. */
const formula = /^[\s"'`]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u

/** What stands in the columns of these names, record by record. */
const columns = (report: UsageReport.UsageReport, text: string, names: ReadonlyArray<string>) => {
  const [header = [], ...rows] = readCsv(text)
  assert.deepStrictEqual(
    header.map((field) => field.text),
    [...ReportCsv.columns(report)]
  )
  for (const row of rows) assert.lengthOf(row, header.length)
  const indexes = names.map((name) => header.findIndex((field) => field.text === name))
  return rows.map((row) => indexes.map((index): Field => row[index] ?? assert.fail("no such column")))
}

describe("ReportCsv", () => {
  it("writes what RFC 4180 says: CRLF, quotes where they are needed, numbers without", () => {
    assert.deepStrictEqual(ReportCsv.render(sample).split("\r\n"), [
      "by,model,capability,cost,day,cost_cents,records,cache_hits,zero_cost_misses,unknown_costs,min_cents,max_cents",
      'model+capability,"",video,,,0,1,0,0,1,,',
      `model+capability,"'=a,b|c",video,,,2000.0000001,1,0,0,0,2000.0000001,2000.0000001`,
      "model+capability,fal:flux,image,,,1250.57,2,0,0,0,0.07,1250.5",
      "model+capability,,video,,,-3,1,0,0,0,-3,-3",
      "day,,,,2026-11-19,1247.5,2,0,0,0,-3,1250.5",
      "day,,,,2026-11-21,2000.0700001,3,0,0,1,0.07,2000.0000001",
      "cost,,,-3,,-3,1,0,0,0,-3,-3",
      "cost,,,0.07,,0.07,1,0,0,0,0.07,0.07",
      "cost,,,1250.5,,1250.5,1,0,0,0,1250.5,1250.5",
      "cost,,,2000.0000001,,2000.0000001,1,0,0,0,2000.0000001,2000.0000001",
      "cost,,,,,0,1,0,0,1,,",
      ""
    ])
  })

  it.prop(
    "[P24] no text is a formula, wherever a spreadsheet splits, and none acts on a terminal",
    [HostileReports],
    ([{ report }]) => {
      const text = ReportCsv.render(report)
      assert.notMatch(text.replaceAll("\r\n", "\n"), active)
      for (const names of columns(report, text, ["by", "model", "capability"])) {
        for (const name of names) {
          assert.notMatch(name.text.replace(/^'/u, "|"), formula)
          for (const part of name.text.split(";")) assert.isTrue(part.startsWith("'") || !formula.test(part), part)
        }
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it.each(hostileNames.filter((name) => name.length < 100 && formula.test(name)))(
    "[P24] begins %j with a mark of text, or shows the control character that it begins with",
    (name) => {
      const report = reportOfNames([name])
      const [[field] = []] = columns(report, ReportCsv.render(report), ["model"])
      assert.match(field?.text ?? "", /^\s*[\t\r\n]/u.test(name) ? /^ ?\\u\{[9ad]\}/u : /^'/u)
    }
  )

  it("[P24] marks a formula behind a semicolon, at which some spreadsheets split", () => {
    const report = reportOfNames(["a;=1", 'a;" +1', "a;b"])
    assert.deepStrictEqual(
      columns(report, ReportCsv.render(report), ["model"])
        .flat()
        .map(({ text }) => text),
      [`a;'" +1`, "a;'=1", "a;b"]
    )
  })

  it.prop(
    "[P1] [P18] has a row for each cell, and the rows of each rollup add up to the records, digit by digit",
    [HostileReports],
    ([{ costs, report }]) => {
      const rows = columns(report, ReportCsv.render(report), ["by", "cost_cents", "records"])
      assert.lengthOf(rows, report.rollups.flatMap(({ cells }) => cells).length)
      const byRollup = Object.values(Arr.groupBy(rows, ([by]) => by?.text ?? ""))
      assert.lengthOf(byRollup, costs.length === 0 ? 0 : report.rollups.length)
      for (const rollup of byRollup) {
        assert.strictEqual(exactSum(rollup.map(([, cost]) => cost?.text ?? "")), exactSum(costs))
        assert.strictEqual(
          rollup.reduce((sum, [, , records]) => sum + Number(records?.text), 0),
          costs.length
        )
      }
    }
  )

  it.prop("writes numbers as numbers, prices and credits among them", [HostileReports], ([{ report }]) => {
    const numeric = ["cost", "cost_cents", "records", "cache_hits", "zero_cost_misses", "unknown_costs", "min_cents"]
    for (const fields of columns(report, ReportCsv.render(report), numeric)) {
      for (const { isQuoted, text } of fields) {
        assert.isFalse(isQuoted)
        assert.match(text, /^(?:-?\d+(?:\.\d+)?)?$/u)
      }
    }
  })

  it.prop("raw, keeps every name as it is, and an empty one apart from none", [HostileReports], ([{ report }]) => {
    assert.deepStrictEqual(
      columns(report, ReportCsv.render(report, { raw: true }), ["model", "capability"]).map((fields) =>
        fields.map(({ isQuoted, text }) => (text === "" && !isQuoted ? null : text))
      ),
      report.rollups.flatMap(({ cells }) => cells.map(({ key }) => [key.model ?? null, key.capability ?? null]))
    )
  })

  it("has the same columns in whatever order they are asked for, and a header without rows", () => {
    const none = { ...sample, rollups: [{ by: ["day", "model"] as const, cells: [] }] }
    assert.strictEqual(
      ReportCsv.render(none),
      "by,model,day,cost_cents,records,cache_hits,zero_cost_misses,unknown_costs,min_cents,max_cents\r\n"
    )
  })

  it("makes its lines as they are asked for, and as often", () => {
    const lines = ReportCsv.lines(sample)
    assert.deepStrictEqual([...lines], [...lines])
    assert.strictEqual([...lines].join(""), ReportCsv.render(sample))
  })
})
