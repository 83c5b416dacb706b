import { assert, describe, it } from "@effect/vitest"
import { Ranking, Rollup } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { BigDecimal, pipe, Schema } from "effect"

import { exactSum, Records, rollupOf } from "./records.ts"

const by = ["model", "capability"] as const
const names = (ranking: Ranking.Ranking) => ranking.cells.map(({ key }) => key.model)

describe("Ranking", () => {
  it.prop(
    "[P18] listed cells and the rest add up to the records, whatever the count",
    [Records, Schema.Int],
    ([records, count]) => {
      const ranking = Ranking.top(rollupOf(by, records), count)
      const parts = [...ranking.cells, ...(ranking.rest === undefined ? [] : [ranking.rest.sum])]
      const costs = parts.map(({ costCents }) => Cents.format(costCents))
      assert.strictEqual(exactSum(costs), exactSum(records.map(({ cost }) => cost)))
      assert.strictEqual(exactSum([Cents.format(ranking.totalCents)]), exactSum(costs))
      assert.strictEqual(
        parts.reduce((sum, cell) => sum + cell.records, 0),
        records.length
      )
      assert.strictEqual(ranking.unknownCosts, records.filter(({ cost }) => cost === null).length)
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "no cell of the rest is dearer than a listed one",
    [Records, Schema.Literals([0, 1, 2, 3, 5, 50])],
    ([records, count]) => {
      const rollup = rollupOf(by, records)
      const ranking = pipe(rollup, Ranking.top(count))
      assert.lengthOf(ranking.cells, Math.min(count, rollup.cells.length))
      assert.strictEqual(ranking.rest?.cells ?? 0, rollup.cells.length - ranking.cells.length)
      const listed = new Set(ranking.cells.map(({ key }) => JSON.stringify(key)))
      const others = rollup.cells.filter(({ key }) => !listed.has(JSON.stringify(key)))
      const last = ranking.cells.at(-1)
      for (const other of last === undefined ? [] : others) {
        assert.isTrue(BigDecimal.isLessThanOrEqualTo(other.costCents, last?.costCents ?? Cents.zero))
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P24] a model named other is listed by its name, and the rest has none", () => {
    const ranking = Ranking.top(
      rollupOf(
        ["model"],
        [
          { model: "other", cost: "9" },
          { model: "__proto__", cost: "3" },
          { model: null, cost: "2" },
          { model: "b", cost: "1" }
        ]
      ),
      2
    )
    assert.deepStrictEqual(names(ranking), ["other", "__proto__"])
    assert.deepStrictEqual(ranking.rest?.sum.key, {})
    assert.strictEqual(ranking.rest && Cents.format(ranking.rest.sum.costCents), "3")
  })

  it("lists cells of the same cost by key, in whatever order they came", () => {
    const cells = rollupOf(
      ["model"],
      ["c", "a", "b"].map((model) => ({ model, cost: "1" }))
    ).cells
    assert.deepStrictEqual(names(Ranking.top({ by: ["model"], cells: cells.toReversed() }, 2)), ["a", "b"])
  })

  it.each([
    [2, 2],
    [2.9, 2],
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 3]
  ])("a count of %s lists %s of three cells", (count, listed) => {
    const rollup = rollupOf(
      ["model"],
      ["c", "a", "b"].map((model) => ({ model, cost: "1" }))
    )
    const ranking = Ranking.top(rollup, count)
    assert.lengthOf(ranking.cells, listed)
    assert.strictEqual(ranking.rest?.cells, listed === 3 ? undefined : 3 - listed)
  })

  it("[P8] says how many costs the order does not know, and encodes exact amounts as text", () => {
    const ranking = Ranking.top(
      rollupOf(
        ["model"],
        [
          { model: "a", cost: "1.10" },
          { model: "b", cost: null }
        ]
      ),
      1
    )
    assert.strictEqual(ranking.rest?.sum.unknownCosts, 1)
    assert.deepInclude(Schema.encodeSync(Ranking.Ranking)(ranking), { totalCents: "1.1", unknownCosts: 1 })
  })

  it("ranks nothing where there is nothing", () => {
    assert.deepStrictEqual(Ranking.top(Rollup.empty(["model"]), 5), {
      by: ["model"],
      cells: [],
      totalCents: Cents.zero,
      unknownCosts: 0
    })
  })
})
