import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { assert, describe, it } from "@effect/vitest"

import type { Result } from "../race.ts"
import { type Goal, goalTable } from "../report/goals.ts"
import { report, save } from "../report/report.ts"
import { coldMillis, over, times } from "../report/statistics.ts"
import { factor, millis, table } from "../report/table.ts"

const result = (name: string, ...figures: ReadonlyArray<number>): Result => ({
  name,
  rounds: figures.map((figure) => ({ coldMillis: figure, cpuMillis: 0, stallMillis: 0, peakBytes: 0, rollup: [] }))
})

describe("a report", () => {
  it("shows the middle of the rounds and how far they lie apart", () => {
    assert.strictEqual(millis(over(result("a", 30, 10, 1250), coldMillis)), "30.0 ms (10.0 to 1250)")
    assert.strictEqual(millis(over(result("a", 30, 10), coldMillis)), "20.0 ms (10.0 to 30.0)")
    assert.strictEqual(millis(over(result("a", 30), coldMillis)), "30.0 ms")
  })

  it("compares round by round, so that a slow moment of the machine does not count", () => {
    const base = result("base", 400, 4000, 400)
    const other = result("other", 100, 1000, 100)
    assert.strictEqual(factor(times(base, other, coldMillis)), "4.00")
  })

  it("leaves empty what did not take part", () => {
    assert.strictEqual(factor(times(result("base", 1), result("other"), coldMillis)), "")
    assert.strictEqual(millis(over(undefined, coldMillis)), "")
  })

  it("says which goals are reached", () => {
    const measured = { median: 3, least: 2, most: 4 }
    const lines = goalTable([
      { what: "fast", bound: "at least", value: 3, measured },
      { what: "faster", bound: "at least", value: 3.5, measured },
      { what: "small", bound: "at most", value: 3, unit: "ns", measured },
      { what: "smaller", bound: "at most", value: 2.5, measured },
      { what: "absent", bound: "at most", value: 1, measured: undefined }
    ]).split("\n")
    assert.deepStrictEqual(
      lines.slice(2).map((line) =>
        line
          .split("|")
          .map((cell) => cell.trim())
          .filter(Boolean)
      ),
      [
        ["fast", "at least 3 ×", "3.00 × (2.00 to 4.00)", "yes"],
        ["faster", "at least 3.5 ×", "3.00 × (2.00 to 4.00)", "no"],
        ["small", "at most 3 ns", "3.00 ns (2.00 to 4.00)", "yes"],
        ["smaller", "at most 2.5 ×", "3.00 × (2.00 to 4.00)", "no"]
      ]
    )
  })

  it("is written between the markers of a document, and nowhere else", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "varg-usage-report-"))
    const file = path.join(folder, "page.md")
    const page = (text: string) => `# Page\n\n<!-- results -->\n\n${text}\n\n<!-- /results -->\n\nThe end.\n`
    writeFileSync(file, page("old"))
    save(file, "new")
    assert.strictEqual(readFileSync(file, "utf8"), page("new"))
    rmSync(file)
    save(file, "alone")
    assert.strictEqual(readFileSync(file, "utf8"), "alone\n")
    rmSync(folder, { recursive: true })
  })

  it("shows where it comes from, its goals, and the sections that have a table, in lines of 120", () => {
    const goal: Goal = { what: "fast", bound: "at least", value: 1, measured: { median: 2, least: 2, most: 2 } }
    const text = report(
      [
        { title: "Full", text: "word ".repeat(100).trim(), table: "| a |", goals: [goal] },
        { title: "Empty", text: "nothing", table: "" }
      ],
      { quick: false, records: 1, rounds: 3 }
    )
    assert.match(text, /Medians of 3 rounds/u)
    assert.match(text, /### Goals\n\n.*million.*\n\n.*fast.*yes.*\n\n### Full\n\n(?:word[ \n])+\n\| a \|$/su)
    assert.notMatch(text, /Empty/u)
    assert.isTrue(text.split("\n").every((line) => line.length <= 120))
    assert.lengthOf(text.match(/word/gu) ?? [], 100)
  })

  it("is made of tables whose columns stand below each other", () => {
    assert.strictEqual(
      table(
        ["name", "time"],
        [
          ["a", "1 ms"],
          ["long name", "12345 ms"]
        ]
      ),
      [
        "| name      |     time |",
        "| --------- | -------: |",
        "| a         |     1 ms |",
        "| long name | 12345 ms |"
      ].join("\n")
    )
  })
})
