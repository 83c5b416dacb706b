import { assert, describe, it } from "@effect/vitest"
import { Cents, RetryPolicy, UsageClient, WindowSummary } from "@varg-usage/core"
import { Arbitrary, Effect, Layer, Result, Schema } from "effect"
import { TestClock } from "effect/testing"

import { day, gateway, json, noon, options, record } from "./answers.ts"

/** Counts the rows of a window, and what they cost. */
const counting: UsageClient.Fold<{ readonly rows: number; readonly cents: Cents.CentsSum }> = {
  initial: () => ({ rows: 0, cents: new Cents.CentsSum() }),
  step: ({ cents, rows }, batch) => {
    for (const micros of batch.costMicros.subarray(0, batch.size)) cents.addMicros(micros)
    return { rows: rows + batch.size, cents }
  }
}

const fold = (usage: ReadonlyArray<unknown>, total: number, settings: Partial<UsageClient.Options> = {}) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const client = yield* UsageClient.UsageClient
    return yield* Effect.result(client.foldWindow(day, counting))
  }).pipe(
    Effect.provide(
      UsageClient.layer({ ...options, retry: RetryPolicy.none, ...settings }).pipe(
        Layer.provide(gateway(json({ usage, total_cents: total })).layer)
      )
    )
  )

const outcome = (usage: ReadonlyArray<unknown>, total: number, settings?: Partial<UsageClient.Options>) =>
  Effect.map(fold(usage, total, settings), (result) => {
    if (Result.isFailure(result)) return { failed: result.failure._tag }
    const { state, summary } = result.success
    const { repeats, recharges } = summary
    return {
      rows: state.rows,
      cents: Cents.format(state.cents.value),
      repeats: repeats.records,
      counted: repeats.counted,
      recharges
    }
  })

describe("repeats", () => {
  it.effect("[P26] rows that are equal in every field count once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* outcome([record(5), record(5), record(5)], 5), {
        rows: 1,
        cents: "5",
        repeats: 2,
        counted: "once",
        recharges: 0
      })
      assert.deepStrictEqual(yield* outcome([record(0), record(0)], 0), {
        rows: 1,
        cents: "0",
        repeats: 1,
        counted: "once",
        recharges: 0
      })
    })
  )

  it.effect("[P26] they count each where only that agrees with the gateway's total", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* outcome([record(5), record(5), record(5)], 15), {
        rows: 3,
        cents: "15",
        repeats: 2,
        counted: "each",
        recharges: 0
      })
      assert.deepStrictEqual(yield* outcome([record(5), record(5), record(5)], 10), { failed: "TotalMismatch" })
    })
  )

  it.effect("[P26] the same job with other content is another charge", () =>
    Effect.gen(function* () {
      const charges = [
        record(5),
        record(6),
        record(5, { created_at: "2026-02-13T11:00:00Z" }),
        record(5, { attempt: 2 })
      ]
      assert.deepStrictEqual(yield* outcome(charges, 21), {
        rows: 4,
        cents: "21",
        repeats: 0,
        counted: "once",
        recharges: 3
      })
    })
  )

  it.effect("[P26] the order of keys and the form of numbers make no other content", () =>
    Effect.gen(function* () {
      const turned = Object.fromEntries(Object.entries(record(5)).toReversed())
      assert.deepInclude(yield* outcome([record(5), turned], 5), { rows: 1, repeats: 1 })
    })
  )

  it.effect("[P26] a row without a job is never taken for a repeat", () =>
    Effect.gen(function* () {
      const anonymous = record(5, { job_id: null })
      assert.deepInclude(yield* outcome([anonymous, anonymous], 10), { rows: 2, repeats: 0 })
      assert.deepInclude(yield* outcome([record(5, { job_id: "" }), record(5, { job_id: "" })], 5), {
        rows: 1,
        repeats: 1
      })
    })
  )

  it.effect("[P26] without the search for them, every row counts", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* outcome([record(5), record(5)], 10, { detectRepeats: false }), { rows: 2, repeats: 0 })
    })
  )

  it.effect.prop(
    "[P26] whatever repeats, the sum that is counted agrees with the total, or the window fails",
    {
      rows: Arbitrary.array(
        Arbitrary.schema(Schema.Struct({ job: Schema.Literals(["a", "b"]), cost: Schema.Literals([0, 1, 2]) })),
        { maxLength: 8 }
      ),
      total: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 16 }))
    },
    ({ rows, total }) =>
      Effect.gen(function* () {
        const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
        const sum = (list: typeof rows) => list.reduce((cents, { cost }) => cents + cost, 0)
        const found = yield* outcome(
          rows.map(({ cost, job }) => record(cost, { job_id: job })),
          total
        )
        if (sum(distinct) === total) assert.deepInclude(found, { rows: distinct.length, cents: String(total) })
        else if (sum(rows) === total)
          assert.deepInclude(found, { rows: rows.length, cents: String(total), counted: "each" })
        else assert.deepStrictEqual(found, { failed: "TotalMismatch" })
      }),
    { arbitrary: { runs: 300 } }
  )
})

describe("other irregularities", () => {
  const other = (created_at: string) => record(5, { job_id: created_at, created_at })

  it.effect("[P7] records near the window are left out, and a gateway that ignores the dates is found out", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* outcome([record(5), other("2026-02-12T23:00:00Z"), other("2026-02-14T13:59:59Z")], 5), {
        rows: 1,
        cents: "5"
      })
      const month = Array.from({ length: 28 }, (_, index) =>
        other(`2026-02-${String(index + 1).padStart(2, "0")}T12:00:00Z`)
      )
      assert.deepStrictEqual(yield* outcome(month, 140), { failed: "WindowIgnored" })
      assert.deepInclude(yield* outcome([record(5), record(6), other("2026-01-01T00:00:00Z")], 11), { rows: 2 })
    })
  )

  it.effect("[P6] a strict client fails on what it would otherwise report, on all of it or on what is named", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [WindowSummary.Irregularity, ReadonlyArray<unknown>, number]> = [
        ["rejected", [record(5), record(6, { model: 7 })], 5],
        ["outOfWindow", [record(5), other("2026-02-14T00:00:00Z")], 5],
        ["repeat", [record(5), record(5)], 5],
        ["recharge", [record(5), record(6)], 11],
        ["unknownCost", [record(5), record(null, { job_id: "2" })], 5],
        ["zeroCostMiss", [record(5), record(0, { job_id: "2" })], 5]
      ]
      for (const [kind, usage, total] of cases) {
        for (const strict of [true, [kind]]) {
          const result = yield* fold(usage, total, { strict })
          assert.deepInclude(Result.isFailure(result) && { ...result.failure }, {
            _tag: "IrregularRecords",
            kind,
            records: 1
          })
        }
        for (const strict of [false, WindowSummary.allIrregularities.filter((name) => name !== kind)]) {
          assert.isTrue(Result.isSuccess(yield* fold(usage, total, { strict })), kind)
        }
      }
      assert.isTrue(Result.isSuccess(yield* fold([record(5)], 5, { strict: true })))
    })
  )
})
