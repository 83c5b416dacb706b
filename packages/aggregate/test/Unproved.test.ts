import { assert, describe, it } from "@effect/vitest"
import { Reconciliation } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { Fault, RecordFault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import { california, dataset, type Faults, findings, inside, isWide, read, records, wednesday } from "./doubtful.ts"
import { run, total } from "./emulated.ts"
import { cut, hour, instantOf, range, recordAt, startOf, sumOf } from "./gateways.ts"

describe("a window that can't be proved", () => {
  const refusing =
    (refused: Fault.Fault): Faults =>
    (request) =>
      isWide(request) ? refused : california(request)

  it.effect("[P18] keeps what its own answer says, and is not reconciled", () =>
    Effect.gen(function* () {
      const own = cut(records, wednesday, { offset: -8 * hour }).filter((record) => inside(wednesday).includes(record))
      const wrongTotal = Fault.Tamper({ totalCents: (cents) => `1${cents}` })
      const unread = Fault.Tamper({
        records: (list) => list.map((record, index) => (index === 1 ? { ...record, model: 7 as never } : record))
      })
      for (const fault of [Fault.error(503, "InternalError", "Later"), Fault.htmlPage(), wrongTotal, unread]) {
        const { report } = yield* read(wednesday, refusing(fault))
        assert.deepStrictEqual(findings(report), ["2026-02-11 Difference", "2026-02-11 OutOfWindow 2 22.6"])
        assert.deepInclude(report.reconciliation, { reconciled: 0, records: 3 })
        assert.strictEqual(Cents.format(report.totalCents), sumOf(own))
        assert.isTrue(report.complete)
      }
    })
  )

  it.effect("[P2] is asked for again first, where the answer around it does not agree", () =>
    Effect.gen(function* () {
      const { asked, report } = yield* read(wednesday, (request) =>
        isWide(request) && request.attempt === 0
          ? Fault.Tamper({ totalCents: (cents) => `1${cents}` })
          : california(request)
      )
      assert.lengthOf(asked, 3)
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
    })
  )

  it.effect("[P18] is told even where its own answer is exact", () =>
    Effect.gen(function* () {
      const few = [recordAt(startOf("2026-02-11") + 12 * hour, 3), recordAt(startOf("2026-02-12") + 2 * hour, 2)]
      const { report } = Result.getOrThrow(
        yield* run(Effect.all({ report: total(range("2026-02-11", "2026-02-12")) }), {
          dataset: UsageDataset.fromRecords(few),
          faults: refusing(Fault.htmlPage())
        })
      )
      assert.deepStrictEqual(findings(report), [
        "2026-02-11 Difference",
        "2026-02-11 OutOfWindow 1 2",
        "2026-02-12 Unproved"
      ])
    })
  )

  it.effect("[P18] is one with records of days further away, which nobody looks at", () =>
    Effect.gen(function* () {
      const { report } = yield* read(wednesday, (request) =>
        isWide(request)
          ? california(request)
          : Fault.Tamper({
              records: () => [...cut(records, wednesday, { offset: -8 * hour }), recordAt(startOf("2026-02-01"), 9)],
              totalCents: (_, sent) => sent
            })
      )
      assert.deepStrictEqual(findings(report), ["2026-02-11 Difference", "2026-02-11 OutOfWindow 3 31.6"])
    })
  )

  it.effect("[P12] a key that is refused meanwhile ends everything", () =>
    Effect.gen(function* () {
      const refused = Fault.error(401, "AuthError", "Invalid API key")
      const result = yield* run(total(wednesday, { onDayFailure: "collect" }), { dataset, faults: refusing(refused) })
      assert.strictEqual(Result.isFailure(result) && result.failure._tag, "AuthError")
    })
  )
})

describe("a window that ends today", () => {
  const recent = range("2026-03-12", "2026-03-15")

  it.effect("[P18] is proved where the gateway's days end later than those of UTC", () =>
    Effect.gen(function* () {
      const { asked, report } = yield* read(recent, california)
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
      const there = inside(recent).filter((record) => instantOf(record) <= startOf("2026-03-15") + 12 * hour)
      assert.strictEqual(Cents.format(report.totalCents), sumOf(there))
      assert.isTrue(asked.every(({ to = "" }) => to <= "2026-03-15"))
    })
  )

  it.effect("[P18] is not where they end earlier: what there is of tomorrow can't be asked for", () =>
    Effect.gen(function* () {
      for (const offset of [5.5 * hour, 14 * hour]) {
        const { asked, report } = yield* read(recent, (request) => RecordFault.zoned(request, offset))
        assert.deepInclude(report.reconciliation, { windows: 4, reconciled: 3 })
        assert.isTrue(findings(report).some((finding) => finding.startsWith("2026-03-15 OutOfWindow")))
        assert.lengthOf(asked, 4 + 3, "today is asked for once")
      }
    })
  )
})
