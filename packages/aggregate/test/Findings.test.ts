import { assert, describe, it } from "@effect/vitest"
import { Reconciliation, Rollup } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { Fault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import { costly, month, run, total, truth } from "./emulated.ts"

describe("what a report says of its own truth", () => {
  it.effect("[P18] says what keeps a day from agreeing, and counts only what belongs to it", () =>
    Effect.gen(function* () {
      const { report, expected } = Result.getOrThrow(
        yield* run(Effect.all({ report: total(month), expected: truth }), {
          faults: ({ from }) =>
            from === "2026-02-03"
              ? Fault.Tamper({
                  records: (records) => [
                    ...records,
                    ...records.slice(0, 2).map((record) => ({ ...record, created_at: "2026-02-04T00:00:00Z" }))
                  ]
                })
              : from === "2026-02-05"
                ? Fault.Tamper({
                    records: (records) =>
                      records.map((record) =>
                        record === costly(records) ? { ...record, created_at: "never" } : record
                      )
                  })
                : undefined
        })
      )
      assert.deepStrictEqual(
        report.reconciliation.findings
          .filter((finding) => !Reconciliation.isOnlyTold(finding))
          .map(({ _tag, window }): ReadonlyArray<string> => [_tag, window.from]),
        [
          // The third says of the fourth what the fourth does not know.
          ["Unproved", "2026-02-04"],
          ["Difference", "2026-02-05"],
          ["Rejected", "2026-02-05"]
        ]
      )
      assert.deepInclude(report.reconciliation, { windows: 28, reconciled: 26, records: expected.records - 1 })
      assert.isTrue(report.complete)
      assert.isFalse(Reconciliation.isReconciled(report.reconciliation))
    })
  )

  it.effect(
    "[P26] tells of rows that stand twice and of jobs that are charged again, and reconciles all the same",
    () =>
      Effect.gen(function* () {
        const [report, expected] = Result.getOrThrow(
          yield* run(Effect.all([total(month), truth]), {
            faults: ({ from }) =>
              from === "2026-02-03" ? Fault.Tamper({ records: (records) => [...records, costly(records)] }) : undefined
          })
        )
        assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
        assert.strictEqual(Cents.format(report.totalCents), expected.costText)
        const told = report.reconciliation.findings.filter(Reconciliation.isOnlyTold)
        assert.isTrue(told.some(({ _tag, window }) => _tag === "Repeats" && window.from === "2026-02-03"))
        assert.isNotEmpty(told.filter(({ _tag }) => _tag === "Recharges"))
      })
  )

  it.effect("[P24] sums hostile names like any others", () =>
    Effect.gen(function* () {
      const names = [
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "",
        "=cmd()",
        "a\nb",
        "\u202Ex",
        "😀",
        "a:b:c",
        ":",
        "x".repeat(4000)
      ]
      const dataset = UsageDataset.fromRecords(
        names.map((model, index) => ({
          job_id: model,
          model,
          capability: model,
          cost_cents: `${index + 1}.01`,
          cache_hit: false,
          created_at: "2026-02-13T10:00:00Z"
        }))
      )
      const by = [["model"], ["capability"], ["provider", "cacheHit"], ["model", "capability", "day"]] as const
      const report = Result.getOrThrow(yield* run(total(month, { by }), { dataset }))
      for (const rollup of report.rollups) assert.strictEqual(Cents.format(Rollup.total(rollup).costCents), "78.12")
      assert.sameMembers(report.rollups[0]?.cells.map(({ key }) => key.model) ?? [], names)
      assert.include(report.rollups[2]?.cells.map(({ key }) => key.provider) ?? [], "a")
    })
  )

  it.effect("[P8] counts unknown costs apart, and leaves them out of the sums", () =>
    Effect.gen(function* () {
      const day = Result.getOrThrow(DateRange.parse("2026-02-13", "2026-02-13"))
      const body = `{"usage":[{"cost_cents":3,"created_at":"2026-02-13T01:00:00Z"},{"cache_hit":true,"created_at":"2026-02-13T01:00:00Z"}],"total_cents":3}`
      const report = Result.getOrThrow(
        yield* run(total(day, { by: [["model"]] }), { faults: () => Fault.Respond({ status: 200, body }) })
      )
      assert.deepInclude(report.rollups[0]?.cells[0], {
        records: 2,
        unknownCosts: 1,
        cacheHits: 1,
        key: { model: null }
      })
      assert.deepStrictEqual(report.reconciliation.findings, [{ _tag: "UnknownCosts", window: day, records: 1 }])
    })
  )
})
