import { assert, describe, it } from "@effect/vitest"
import { Rollup, Selection } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { pipe, Result, Schema } from "effect"

import { exactSum, Records, rollupOf } from "./records.ts"

const Model = Schema.Literals(["a", "b"])

describe("Selection", () => {
  it.prop(
    "[P18] a question for some cells is about their records, and about no others",
    [Records, Model],
    ([records, model]) => {
      const rollup = rollupOf(["model", "capability"], records)
      const selected = Result.getOrThrow(
        Result.flatMap(pipe(rollup, Selection.where({ model })), Selection.by(["model"]))
      )
      const own = records.filter((record) => record.model === model)
      assert.strictEqual(Rollup.total(selected).records, own.length)
      assert.strictEqual(
        exactSum([Cents.format(Rollup.total(selected).costCents)]),
        exactSum(own.map(({ cost }) => cost))
      )
    }
  )

  it("says which dimensions a rollup lacks, and never answers with nothing", () => {
    const rollup = rollupOf(["model"], [{ model: "a", cost: "1" }])
    for (const asked of [Selection.by(rollup, ["day", "model"]), Selection.where(rollup, { day: null, model: "a" })]) {
      assert.deepStrictEqual(Result.isFailure(asked) && asked.failure.dimensions, ["day"])
    }
  })
})
