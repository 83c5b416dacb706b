import { assert, describe, it } from "@effect/vitest"
import { Cents, UsageBatch } from "@varg-usage/core"
import { Arbitrary, BigDecimal, DateTime, Schema } from "effect"

import { Columns } from "../src/internal/columns.ts"

const Text = Schema.UndefinedOr(Schema.Literals(["", "job_1", "job_22", "é", "\u007f", "x".repeat(40), "\ufeff"]))
const Row = Schema.Struct({
  jobId: Text,
  model: Text,
  capability: Text,
  costCents: Schema.UndefinedOr(Schema.Literals([0, 1, 230, 0.5, -12.34, 123_456.789, 1e-7])),
  cacheHit: Schema.UndefinedOr(Schema.Boolean),
  createdAt: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 41 }))
})

const batchOf = (rows: ReadonlyArray<typeof Row.Type>): UsageBatch.UsageBatch => {
  const columns = new Columns({ detectRepeats: false, reuseBatches: false })
  for (const row of rows) {
    columns.write(row)
    columns.accept()
  }
  return columns.take()
}

describe("UsageBatch", () => {
  it.prop(
    "[P1] gives back as records what was put in its rows, one by one and all at once",
    [Arbitrary.array(Arbitrary.schema(Row), { maxLength: 20 })],
    ([rows]) => {
      const batch = batchOf(rows)
      const all = UsageBatch.records(batch)
      assert.strictEqual(all.length, rows.length)
      for (const [index, { costCents, createdAt, ...others }] of rows.entries()) {
        for (const found of [all[index], UsageBatch.record(batch, index)]) {
          const { costCents: cost, createdAt: instant, ...rest } = found ?? {}
          // A field that is absent is no field, rather than one that is undefined.
          assert.deepStrictEqual(rest, JSON.parse(JSON.stringify(others)))
          assert.strictEqual(instant && DateTime.toEpochMillis(instant), createdAt)
          assert.strictEqual(
            cost && Cents.format(cost),
            costCents
              ?.toFixed(7)
              .replace(/\.?0+$/u, "")
              .replace(/^-0$/u, "0")
          )
          assert.strictEqual("costCents" in (found ?? {}), costCents !== undefined)
        }
      }
    },
    { arbitrary: { runs: 500 } }
  )

  it("gives amounts in their shortest form, whatever micro-cents they are", () => {
    for (const micros of [0, 1, -1, 10, 1_000_000, 230_000_000, -5_500_000, 2 ** 53 - 1, -(2 ** 53 - 1), 9e15]) {
      const plain = BigDecimal.normalize(BigDecimal.make(BigInt(micros), 6))
      const found = Cents.fromMicros(micros)
      assert.deepStrictEqual([found.value, found.scale], [plain.value, plain.scale])
    }
  })
})
