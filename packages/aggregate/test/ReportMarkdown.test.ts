import { assert, describe, it } from "@effect/vitest"
import { ReportMarkdown, Rollup } from "@varg-usage/aggregate"
import { BigDecimal } from "effect"
import { fromMarkdown } from "mdast-util-from-markdown"
import { gfmFromMarkdown } from "mdast-util-gfm"
import { gfm } from "micromark-extension-gfm"
import { visit } from "unist-util-visit"

import { exactSum } from "./records.ts"
import { active, hostileNames, HostileReports, reportOfNames, sample } from "./reports.ts"

type Root = ReturnType<typeof fromMarkdown>

const asGitHub = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

const typesOf = (root: Root) => {
  const types = new Set<string>()
  visit(root, ({ type }) => void types.add(type))
  return types
}

/** The tables of a document as the texts of their cells, header included. */
const tablesOf = (root: Root) => {
  const tables: Array<ReadonlyArray<ReadonlyArray<string>>> = []
  visit(root, "table", (table) => {
    tables.push(table.children.map(({ children }) => children.map(textOf)))
  })
  return tables
}

const textOf = (node: Parameters<typeof visit>[0]) => {
  let text = ""
  visit(node, (part) => {
    if ("value" in part && typeof part.value === "string") text += part.value
  })
  return text
}

const rollupOf = (costs: ReadonlyArray<readonly [model: string, cents: string]>) =>
  Rollup.fromCells(
    ["model"],
    costs.map(([model, cents]) => ({
      key: { model },
      costCents: BigDecimal.fromStringUnsafe(cents),
      records: 1,
      cacheHits: 0,
      zeroCostMisses: 0,
      unknownCosts: 0
    }))
  )

const inert = new Set([
  "root",
  "heading",
  "paragraph",
  "text",
  "strong",
  "inlineCode",
  "table",
  "tableRow",
  "tableCell"
])

describe("ReportMarkdown", () => {
  it("writes a table for each rollup, the dearest first and days in their order, and what is to be said of them", () => {
    assert.deepStrictEqual(ReportMarkdown.render(sample).split("\n"), [
      "## Usage of 2026-11-19..2026-11-21, `Europe/Berlin`",
      "",
      "5 records, 3247.5700001 cents.",
      "",
      "### By model and capability",
      "",
      "| Model | Capability | Cost (cents) | Share | Records | Cache hits | Unknown costs |",
      "| :-- | :-- | --: | --: | --: | --: | --: |",
      "| `=a,b\\u{7c}c` | `video` | 2000.0000001 | 61.6 % | 1 | 0 | 0 |",
      "| `fal:flux` | `image` | 1250.57 | 38.5 % | 2 | 0 | 0 |",
      "| (empty) | `video` | 0 | 0.0 % | 1 | 0 | 1 |",
      "| (none) | `video` | -3 | -0.1 % | 1 | 0 | 0 |",
      "| **Total** |  | 3247.5700001 | 100.0 % | 5 | 0 | 1 |",
      "",
      "### By day",
      "",
      "| Day | Cost (cents) | Share | Records | Cache hits | Unknown costs |",
      "| :-- | --: | --: | --: | --: | --: |",
      "| `2026-11-19` | 1247.5 | 38.4 % | 2 | 0 | 0 |",
      "| `2026-11-21` | 2000.0700001 | 61.6 % | 3 | 0 | 1 |",
      "| **Total** | 3247.5700001 | 100.0 % | 5 | 0 | 1 |",
      "",
      "### By cost each",
      "",
      "| Cost each | Cost (cents) | Share | Records | Cache hits | Unknown costs |",
      "| :-- | --: | --: | --: | --: | --: |",
      "| `2000.0000001` | 2000.0000001 | 61.6 % | 1 | 0 | 0 |",
      "| `1250.5` | 1250.5 | 38.5 % | 1 | 0 | 0 |",
      "| `0.07` | 0.07 | under 0.1 % | 1 | 0 | 0 |",
      "| (none) | 0 | 0.0 % | 1 | 0 | 1 |",
      "| `-3` | -3 | -0.1 % | 1 | 0 | 0 |",
      "| **Total** | 3247.5700001 | 100.0 % | 5 | 0 | 1 |",
      "",
      "**Not reconciled**: 2 of 3 days that were read agree with the gateway's total of 3250 cents for them.",
      "",
      "| Window (UTC) | Finding | Records | Cents |",
      "| :-- | :-- | --: | --: |",
      "| 2026-11-20 | UnknownCosts | 1 |  |",
      "| 2026-11-20 | Difference |  | 2.4299999 |",
      "",
      "**Incomplete**: days of the range are not in this report.",
      "",
      "| Day | Error | Message |",
      "| :-- | :-- | :-- |",
      "| 2026-11-20 | `BodyTruncated` | `The answer was cut \\u{7c} 3 times.` |",
      "",
      "Provisional, since records may still come: 2026-11-21.",
      ""
    ])
  })

  it.prop(
    "[P24] whatever the names, nothing in the document is active: no link, image, HTML, or row of its own",
    [HostileReports],
    ([{ report }]) => {
      const text = ReportMarkdown.render(report)
      assert.notMatch(text, active)
      for (const root of [asGitHub(text), fromMarkdown(text)]) {
        assert.deepStrictEqual(
          [...typesOf(root)].filter((type) => !inert.has(type)),
          []
        )
        visit(root, "text", ({ value }) => assert.match(value, /^[\w\s.,:;%()'|\-…]*$/u))
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P24] a share of next to nothing is written out, without an exponent", () => {
    const cost = (text: string) => ({
      ...sample,
      rollups: [
        rollupOf([
          ["a", text],
          ["b", `-${text}.0000000000000000000001`]
        ])
      ]
    })
    const text = ReportMarkdown.render(cost("1"))
    assert.include(text, "1000000000000000000000000.0 %")
    assert.notMatch(text, /e\+/u)
  })

  it.prop(
    "[P1] [P18] the rows of each table, and its total, add up to the records, digit by digit",
    [HostileReports],
    ([{ costs, report }]) => {
      const tables = tablesOf(asGitHub(ReportMarkdown.render(report)))
      assert.lengthOf(tables, report.rollups.length + 1)
      for (const [index, { by, cells }] of report.rollups.entries()) {
        const [header = [], ...rows] = tables[index] ?? []
        for (const row of rows) assert.lengthOf(row, header.length)
        const amounts = rows.map((row) => row[by.length] ?? "")
        const parts = by.length === 0 ? amounts : amounts.slice(0, -1)
        assert.lengthOf(parts, by.length === 0 ? 1 : cells.length)
        assert.strictEqual(exactSum(parts), exactSum(costs))
        assert.strictEqual(exactSum(amounts.slice(-1)), exactSum(costs))
      }
    }
  )

  it("[P24] shows a name as it is, but for what no code span or table can hold", () => {
    const names = ["fal:flux", "<b>[a](b)", "a|b", "`", " a ", "two\nlines", "\\|", "", "(none)"]
    const [[, ...rows] = []] = tablesOf(asGitHub(ReportMarkdown.render(reportOfNames(names))))
    assert.deepStrictEqual(
      rows
        .slice(0, -1)
        .map(([name]) => name)
        .toReversed(),
      [
        "fal:flux",
        "<b>[a](b)",
        "a\\u{7c}b",
        "\\u{60}",
        "\\u{20}a\\u{20}",
        "two\\u{a}lines",
        "\\\\u{7c}",
        "(empty)",
        "(none)"
      ]
    )
  })

  it("cuts long names where asked, and at 200 characters by default", () => {
    const report = reportOfNames(["x".repeat(4096)])
    assert.include(ReportMarkdown.render(report), `\`${"x".repeat(200)}…\``)
    assert.include(ReportMarkdown.render(report, { maxNameLength: 3 }), "`xxx…`")
  })

  it("[P24] has a row for each name, and keeps its columns", () => {
    const [table = []] = tablesOf(asGitHub(ReportMarkdown.render(reportOfNames(hostileNames))))
    assert.lengthOf(table, hostileNames.length + 2)
    assert.deepStrictEqual(new Set(table.map((row) => row.length)), new Set([6]))
  })

  it("says that a report is whole and reconciled only when it is", () => {
    const whole = ReportMarkdown.render(reportOfNames(["a"]))
    assert.include(whole, "\nReconciled: 0 of 0 days")
    assert.notInclude(whole, "Incomplete")
    assert.include(ReportMarkdown.render(sample), "**Not reconciled**: 2 of 3 days")
    assert.include(ReportMarkdown.render({ ...sample, failures: [] }), "**Incomplete**")
  })
})
