import { assert, describe, it } from "@effect/vitest"
import { Reconciliation, type Rollup, type UsageAggregate, type UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { type Emulator, RecordFault, UsageDataset } from "@varg-usage/emulator"
import { Arbitrary, Effect, Result, Schema } from "effect"

import { requests, run, total } from "./emulated.ts"
import { cut, type Cut, cutting, day, hour, range, recordAt, startOf, sumOf } from "./gateways.ts"

/** Where gateways cut their days, in milliseconds ahead of UTC: as we do, in India, and in California. */
const zones = { UTC: 0, India: 5.5 * hour, California: -8 * hour }

const year = range("2024-01-01", "2024-12-31")

/** The first and the last millisecond of each day of 2024 and of a day on each side, and no cost twice. */
const edges = DateRange.days(range("2023-12-31", "2025-01-01")).flatMap((date, index) =>
  [0, day - 1].map((millis, place) => recordAt(startOf(date) + millis, index * 2 + place + 0.001))
)

const by = [["day", "cost"]] as const

/** Each cell as text: day, cost and number of records. */
const cellsOf = ([rollup]: ReadonlyArray<Rollup.Rollup>): ReadonlyArray<string> =>
  (rollup?.cells ?? []).map(({ key, records }) => `${key.day} ${key.cost} ${records}`)

const inside = (records: ReadonlyArray<UsageDataset.WireRecord>, { from, to }: DateRange.DateRange) =>
  records.filter(({ created_at }) => created_at.slice(0, 10) >= from && created_at.slice(0, 10) <= to)

const expectedOf = (window: DateRange.DateRange): ReadonlyArray<string> =>
  inside(edges, window).map(({ cost_cents, created_at }) => `${created_at.slice(0, 10)} ${cost_cents} 1`)

const read = (records: ReadonlyArray<UsageDataset.WireRecord>, window: DateRange.DateRange, options: Reading = {}) =>
  Effect.map(
    run(Effect.all({ report: total(window, { by, ...options.ask }), asked: requests }), {
      dataset: UsageDataset.fromRecords(records),
      ...options.emulator
    }),
    Result.getOrThrow
  )

interface Reading {
  readonly ask?: UsageAggregate.Options
  readonly emulator?: Emulator.Options
}

const findings = ({ reconciliation }: UsageReport.UsageReport) =>
  reconciliation.findings.map(({ _tag, window }) => `${DateRange.format(window)} ${_tag}`)

describe("days that the gateway cuts elsewhere", () => {
  for (const [zone, offset] of Object.entries(zones)) {
    const faults: Emulator.Options["faults"] = (request) => RecordFault.zoned(request, offset)
    // Its last 25 days have 50 records, a number at which answers are cut: an adaptive plan halves them.
    const requestsOf = offset === 0 ? { daily: 366, adaptive: 12 + 2 } : { daily: 2 * 366, adaptive: 12 + 2 + 13 }

    it.effect(`[P7] [P18] each millisecond at the edges of 366 days counts in its own day, in a year (${zone})`, () =>
      Effect.gen(function* () {
        for (const plan of ["daily", "adaptive"] as const) {
          const { asked, report } = yield* read(edges, year, { ask: { plan }, emulator: { faults } })
          assert.deepStrictEqual(cellsOf(report.rollups), expectedOf(year))
          assert.deepInclude(report.reconciliation, { days: 366, reconciledDays: 366, records: 732 })
          assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(edges, year)))
          assert.strictEqual(Cents.format(report.reconciliation.totalCents), sumOf(inside(edges, year)))
          assert.lengthOf(asked, requestsOf[plan])
        }
      })
    )

    it.effect(`[P7] [P18] each millisecond at the edges of 366 days counts in its own day, day by day (${zone})`, () =>
      Effect.gen(function* () {
        const days = DateRange.windows(year, 1)
        const { asked, reports } = Result.getOrThrow(
          yield* run(Effect.all({ reports: Effect.forEach(days, (date) => total(date, { by })), asked: requests }), {
            dataset: UsageDataset.fromRecords(edges),
            faults
          })
        )
        for (const [index, report] of reports.entries()) {
          const date = days[index] ?? year
          assert.deepStrictEqual(cellsOf(report.rollups), expectedOf(date))
          assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
          assert.strictEqual(Cents.format(report.reconciliation.totalCents), sumOf(inside(edges, date)))
        }
        assert.lengthOf(asked, requestsOf.daily)
      })
    )
  }
})

const Offset = Schema.Int.check(Schema.isBetween({ minimum: -14 * hour, maximum: 14 * hour }))
const Slack = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 * hour }))

/** Three days are asked for, out of seven. */
const asked = range("2026-02-10", "2026-02-12")
const all = range("2026-02-08", "2026-02-14")

const Instant = Schema.Int.check(
  Schema.isBetween({ minimum: startOf(all.from), maximum: DateRange.toEpochMillis(all).end - 1 })
)
const Single = Schema.Struct({
  instant: Instant,
  thousandths: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5000 }))
})
const Some = Arbitrary.array(Arbitrary.schema(Single), { maxLength: 30 })

const recordsOf = (singles: ReadonlyArray<typeof Single.Type>) =>
  singles.map(({ instant, thousandths }, index) => recordAt(instant, thousandths / 1000, `/${index}`))

/** A record at each end of each day, so that no gateway can cut without being seen. */
const ends = DateRange.days(all).flatMap((date) => [0, day - 1].map((millis) => recordAt(startOf(date) + millis, 7)))

const summary = (report: UsageReport.UsageReport) => ({
  records: report.records,
  cents: Cents.format(report.totalCents),
  reconciled: Reconciliation.isReconciled(report.reconciliation)
})

const cutBy = (records: ReadonlyArray<UsageDataset.WireRecord>, how: Cut): Reading => ({
  emulator: { faults: cutting(records, how) }
})

describe("any way to cut days", () => {
  it.effect.prop(
    "[P7] [P18] wherever days are cut, and however far answers reach over, each record counts once in its own day",
    [Offset, Slack, Some],
    ([offset, slack, singles]) =>
      Effect.gen(function* () {
        const records = [...ends, ...recordsOf(singles)]
        for (const plan of ["daily", "adaptive"] as const) {
          const { emulator } = cutBy(records, { offset, slack })
          const { report } = yield* read(records, asked, { emulator: emulator ?? {}, ask: { by: [["day"]], plan } })
          const expected = inside(records, asked)
          assert.deepStrictEqual(summary(report), {
            records: expected.length,
            cents: sumOf(expected),
            reconciled: true
          })
          assert.deepStrictEqual(
            report.rollups[0]?.cells.map(({ costCents, key }) => `${key.day} ${Cents.format(costCents)}`),
            DateRange.windows(asked, 1).map((date) => `${date.from} ${sumOf(inside(records, date))}`)
          )
          assert.strictEqual(Cents.format(report.reconciliation.totalCents), sumOf(expected))
        }
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect.prop(
    "[P7] [P18] nothing is lost silently, as soon as one answer shows how days are cut",
    [Offset, Some],
    ([offset, singles]) =>
      Effect.gen(function* () {
        const records = recordsOf(singles)
        const { report } = yield* read(records, asked, cutBy(records, { offset }))
        const shows = DateRange.windows(asked, 1).map((window) => {
          const sent = cut(records, window, { offset })
          return sent.length > inside(sent, window).length
        })
        // Where no answer shows a record of another day, only the days that nobody asked for can hold more.
        const expected = inside(shows.includes(true) ? records : cut(records, asked, { offset }), asked)
        const { records: count, cents, reconciled } = summary(report)
        if (count === expected.length) assert.deepStrictEqual([cents, reconciled], [sumOf(expected), true])
        else {
          // The first day is given away when the second is there; only the third has shown the cut.
          assert.deepStrictEqual(shows, [false, false, true])
          assert.isFalse(reconciled)
          assert.include(findings(report), `${asked.from} Unproved`)
        }
      }),
    { arbitrary: { runs: 300 } }
  )

  it.effect.prop(
    "[P7] [P18] a day is not reconciled when the answer around it lacks a record that another one has",
    [Offset, Some, Schema.Int, Schema.Literals(["sent", "true"])],
    ([offset, singles, which, of]) =>
      Effect.gen(function* () {
        const records = [...ends, ...recordsOf(singles)]
        const how: Cut = { offset: offset === 0 ? 1 : offset, lost: (record) => record === lost, total: of }
        const mine = inside(cut(records, asked, how), asked)
        const lost = mine[Math.abs(which) % mine.length] ?? assert.fail("there are no records")
        const { report } = yield* read(records, asked, cutBy(records, how))
        const date = lost.created_at.slice(0, 10)
        assert.isFalse(Reconciliation.isReconciled(report.reconciliation))
        assert.include(findings(report), `${date} OutOfWindow`)
        if (of === "sent") assert.strictEqual(report.reconciliation.reconciled, 2)
      }),
    { arbitrary: { runs: 100 } }
  )
})
