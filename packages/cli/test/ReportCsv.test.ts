import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { Array as Arr, BigDecimal, Effect, Stream } from "effect"
import { Csv } from "effect/encoding"

import * as ReportCsv from "../src/ReportCsv.ts"
import { active, cents, reportOf, Reports } from "./reports.ts"

const rowsOf = (text: string) =>
  Stream.make(`${text}\n`).pipe(
    Stream.pipeThroughChannel(Csv.decodeString({ headers: true })),
    Stream.runCollect,
    Effect.orDie
  )

describe("ReportCsv", () => {
  it.effect.prop(
    "[P24] keeps names as text: nothing that a spreadsheet runs or a terminal obeys",
    { report: Reports },
    ({ report }) =>
      Effect.gen(function* () {
        const text = yield* ReportCsv.render(report)
        assert.notMatch(text.replaceAll("\r\n", "\n"), active)
        for (const row of yield* rowsOf(text)) {
          for (const name of [row["model"], row["capability"]]) assert.notMatch(name ?? "", /^\s*[=+\-@＝＋－＠]/u)
        }
      })
  )

  it.effect.prop(
    "[P18] has a row for each cell, whose amounts add up to the total for each rollup",
    { report: Reports },
    ({ report }) =>
      Effect.gen(function* () {
        const rows = yield* rowsOf(yield* ReportCsv.render(report))
        assert.strictEqual(rows.length, report.rollups.flatMap(({ cells }) => cells).length)
        for (const rollup of Object.values(Arr.groupBy(rows, (row) => row["by"] ?? ""))) {
          const sum = Cents.sum(rollup.map((row) => cents(row["cost_cents"] ?? "")))
          assert.isTrue(BigDecimal.equals(sum, report.totalCents))
        }
      })
  )

  it.effect("has lines that end as RFC 4180 says, a header, and an empty field where there is no value", () =>
    Effect.gen(function* () {
      const cell = { costCents: Cents.zero, records: 1, cacheHits: 0, zeroCostMisses: 0, unknownCosts: 1 }
      const text = yield* ReportCsv.render(reportOf([{ key: { model: 'a,"b"', capability: null }, ...cell }]))
      assert.deepStrictEqual(`${text}\n`.split("\r\n"), [
        "by,model,capability,cost_cents,records,cache_hits,zero_cost_misses,unknown_costs,min_cents,max_cents",
        'model+capability,"a,""b""",,0,1,0,0,1,,',
        'model,"a,""b""",,0,1,0,0,1,,',
        "capability,,,0,1,0,0,1,,",
        ""
      ])
    })
  )
})
