import { assert, describe, it } from "@effect/vitest"
import { Reconciliation, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { RecordFault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Result, Schema, Stream } from "effect"

import { california, dataset, findings, inside, read, records, wednesday, week } from "./doubtful.ts"
import { run, total } from "./emulated.ts"
import { cutting, hour, range, recordAt, startOf, sumOf } from "./gateways.ts"

const encode = Schema.encodeSync(UsageReport.UsageReport)

describe("a window that is in doubt", () => {
  it.effect("[P7] [P18] is read with the days around it, and tells what came from there", () =>
    Effect.gen(function* () {
      const { asked, report } = yield* read(wednesday, california)
      assert.deepStrictEqual(
        asked.map(({ from, to }) => `${from} ${to}`),
        ["2026-02-11 2026-02-11", "2026-02-10 2026-02-12"]
      )
      assert.deepStrictEqual(findings(report), ["2026-02-11 Neighbours 2 22.6", "2026-02-11 Recovered 2 20.6"])
      assert.deepInclude(report.reconciliation, { reconciled: 1, reconciledDays: 1, records: 5 })
      assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(wednesday)))
      assert.strictEqual(Cents.format(report.reconciliation.totalCents), sumOf(inside(wednesday)))
    })
  )

  it.effect("[P18] is the same for a zone, a filter and any plan as from a gateway that cuts at UTC", () =>
    Effect.gen(function* () {
      for (const zone of ["UTC", "America/New_York", "Asia/Kathmandu"]) {
        for (const plan of ["daily", "adaptive"] as const) {
          const options = {
            zone,
            plan,
            by: [["day"], ["cost"], ["hour"]],
            where: { minCents: Cents.fromMicros(10.5e6) }
          } as const
          const { report } = yield* read(week, california, options)
          const { report: expected } = yield* read(week, () => undefined, options)
          const [{ reconciliation, ...rest }, { reconciliation: honest, ...others }] = [
            encode(report),
            encode(expected)
          ]
          assert.deepStrictEqual(rest, others)
          const { days, reconciledDays, sumCents, totalCents } = honest
          assert.deepInclude(reconciliation, { days, reconciledDays, sumCents, totalCents })
          assert.isNotEmpty(reconciliation.findings)
        }
      }
    })
  )

  it.effect("[P7] has records of other days that their own days have as well: told, and counted there", () =>
    Effect.gen(function* () {
      const { report } = yield* read(week, cutting(records, { offset: 0, slack: 1 }))
      assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(week)))
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
      assert.deepStrictEqual(new Set(report.reconciliation.findings.map(({ _tag }) => _tag)), new Set(["Neighbours"]))
    })
  )

  it.effect("[P7] [P18] is one whose own answer is exact, where the next one has records of it", () =>
    Effect.gen(function* () {
      const evening = recordAt(startOf("2026-02-11") + 20 * hour, 5)
      const few = [
        recordAt(startOf("2026-02-11") + 12 * hour, 3),
        evening,
        recordAt(startOf("2026-02-12") + 9 * hour, 2)
      ]
      const { report } = Result.getOrThrow(
        yield* run(Effect.all({ report: total(range("2026-02-11", "2026-02-12"), { by: [["day", "cost"]] }) }), {
          dataset: UsageDataset.fromRecords(few),
          faults: (request) => RecordFault.zoned(request, 5.5 * hour)
        })
      )
      assert.deepStrictEqual(findings(report), ["2026-02-11 Recovered 1 5", "2026-02-12 Neighbours 1 5"])
      assert.strictEqual(Cents.format(report.totalCents), "10")
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
    })
  )

  it.effect("[P7] [P18] is the last one as soon as any other shows how days are cut", () =>
    Effect.gen(function* () {
      const few = [
        recordAt(startOf("2026-02-10") + 20 * hour, 1),
        recordAt(startOf("2026-02-14") + 12 * hour, 2),
        recordAt(startOf("2026-02-15") + 20 * hour, 4)
      ]
      const report = Result.getOrThrow(
        yield* run(total(week), {
          dataset: UsageDataset.fromRecords(few),
          faults: (request) => RecordFault.zoned(request, 5.5 * hour)
        })
      )
      assert.include(findings(report), "2026-02-15 Recovered 1 4")
      assert.strictEqual(Cents.format(report.totalCents), "7")
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
    })
  )

  it.effect("[P18] is told with a later one, if it was given away before that showed the cut", () =>
    Effect.gen(function* () {
      const early = recordAt(startOf("2026-02-09") + 2 * hour, 5)
      const late = recordAt(startOf("2026-02-14") + 2 * hour, 3)
      const { report } = Result.getOrThrow(
        yield* run(Effect.all({ report: total(week, { by: [["day", "cost"]] }) }), {
          dataset: UsageDataset.fromRecords([early, late]),
          faults: california
        })
      )
      assert.deepStrictEqual(findings(report), [
        "2026-02-09 Unproved",
        "2026-02-13 Neighbours 1 3",
        "2026-02-14 Recovered 1 3"
      ])
      assert.deepInclude(report.reconciliation, { windows: 7, reconciled: 6 })
      assert.strictEqual(Cents.format(report.totalCents), "3")
    })
  )

  it.effect("[P3] is asked for as if its neighbours were not there, where those are known", () =>
    Effect.gen(function* () {
      const days = Effect.flatMap(UsageAggregate.UsageAggregate, (service) => Stream.runCollect(service.days(week)))
      const known = Result.getOrThrow(yield* run(days, { dataset, faults: california })).filter(
        (one) => one._tag === "DayRollup" && one.date !== "2026-02-11"
      )
      const { asked, report } = yield* read(week, california, {
        known: known.filter((one) => one._tag === "DayRollup")
      })
      assert.lengthOf(asked, 2)
      assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(week)))
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
    })
  )
})
