import { assert, describe, it } from "@effect/vitest"
import { Reconciliation, Rollup, UsageAggregate, UsagePlan, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient, UsageError } from "@varg-usage/core"
import { Emulator, Fault, UsageDataset } from "@varg-usage/emulator"
import { BigDecimal, Duration, Effect, Fiber, Layer, Redacted, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { costly, month, noon, requests, run, total, truth } from "./emulated.ts"

const days = (range: DateRange.DateRange, options?: UsageAggregate.Options) =>
  Effect.flatMap(UsageAggregate.UsageAggregate, (service) => Stream.runCollect(service.days(range, options)))

/** With the limits of a free plan. */
const polite = UsageAggregate.layer.pipe(
  Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey) })),
  Layer.provideMerge(Emulator.layerHttpClient({ dataset: UsageDataset.make({ recordsPerDay: 10 }) }))
)

const encode = Schema.encodeSync(UsageReport.UsageReport)

describe("UsageAggregate with an adaptive plan", () => {
  it.effect("[P16] [P17] gives the same days as a daily plan, in one request for a month", () =>
    Effect.gen(function* () {
      const by = [["model"], ["day", "capability"], ["hour"]] as const
      const [daily, adaptive, asked] = Result.getOrThrow(
        yield* run(Effect.all([total(month, { by }), total(month, { by, plan: "adaptive" }), requests]))
      )
      assert.deepStrictEqual(encode(adaptive).rollups, encode(daily).rollups)
      assert.strictEqual(asked.length, 28 + 1)
      assert.deepInclude(adaptive.reconciliation, { windows: 1, reconciled: 1, days: 28, reconciledDays: 28 })
    })
  )

  it.effect("[P2] cuts a window in halves whose total does not agree, until each part is proved", () =>
    Effect.gen(function* () {
      // The gateway leaves records out of every answer for more than three days, and keeps the true total.
      const faults: Emulator.Options["faults"] = ({ from, to }) =>
        Number(to?.slice(8)) - Number(from?.slice(8)) >= 3
          ? Fault.Tamper({ records: (records) => records.filter((record) => record !== costly(records)) })
          : undefined
      const [report, expected, asked] = Result.getOrThrow(
        yield* run(Effect.all([total(month, { plan: "adaptive" }), truth, requests]), { faults })
      )
      assert.strictEqual(Cents.format(report.totalCents), expected.costText)
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
      assert.isBelow(asked.length, 28)
      assert.strictEqual(report.reconciliation.days, 28)
    })
  )

  it.effect("a day that fails on its own still fails", () =>
    Effect.gen(function* () {
      const faults: Emulator.Options["faults"] = ({ from = "", to = "" }) =>
        from <= "2026-02-05" && to >= "2026-02-05" ? Fault.Tamper({ totalCents: (cents) => `1${cents}` }) : undefined
      const result = yield* run(total(month, { plan: "adaptive" }), { faults })
      assert.strictEqual(Result.isFailure(result) && result.failure._tag, "TotalMismatch")
    })
  )

  it.effect("[P25] a year at ten requests a minute takes two minutes, and not thirty-seven", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const year = Result.getOrThrow(DateRange.parse("2025-03-01", "2026-02-28"))
      const { truth: truthOf, requestCount } = yield* Emulator.Emulator
      const fiber = yield* Effect.forkChild(total(year, { plan: "adaptive" }))
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 150 })
      const report = yield* Fiber.join(fiber)
      assert.strictEqual(Cents.format(report.totalCents), (yield* truthOf(year)).costText)
      assert.strictEqual(yield* requestCount, 12)
      assert.strictEqual(report.reconciliation.reconciledDays, 365)
    }).pipe(Effect.provide(polite))
  )

  it("[P11] asks for less where an answer was too slow, and not where no connection was made", () => {
    const call = { window: month, attempts: 4, elapsed: Duration.seconds(40), limit: Duration.seconds(10) }
    for (const [phase, verdict] of [
      ["connect", false],
      ["headers", true],
      ["body", true]
    ] as const) {
      assert.strictEqual(UsagePlan.mayBeTooWide(new UsageError.AttemptTimeout({ ...call, phase })), verdict, phase)
    }
  })

  it("[P16] a plan covers each day once, and halves cover the whole", () => {
    for (const size of [1, 2, 3, 30, 31, 32, 365, 3660]) {
      const range = DateRange.windows(Result.getOrThrow(DateRange.parse("2016-01-01", "2026-01-07")), size)[0] ?? month
      for (const plan of ["daily", "adaptive"] as const) {
        assert.deepStrictEqual(UsagePlan.windows(plan, range).flatMap(DateRange.days), [...DateRange.days(range)])
      }
      const halves = UsagePlan.bisect(range)
      assert.strictEqual(halves === undefined, DateRange.size(range) === 1)
      if (halves !== undefined) assert.deepStrictEqual(halves.flatMap(DateRange.days), [...DateRange.days(range)])
    }
  })

  it.effect("[P18] tells of a number of rows at which gateways cut answers short", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        [49, 50, 51, 100, 150, 200, 300, 500, 1000, 2000, 5000, 1_000_000].filter(UsagePlan.looksCapped),
        [50, 100, 200, 500, 1000, 2000, 5000, 1_000_000]
      )
      const day = { from: month.from, to: month.from }
      const records = Array.from({ length: 50 }, (_, job) => ({
        job_id: `job_${job}`,
        model: "m",
        capability: "video",
        cost_cents: "1",
        cache_hit: false,
        created_at: `${day.from}T10:00:00Z`
      }))
      const report = Result.getOrThrow(yield* run(total(day), { dataset: UsageDataset.fromRecords(records) }))
      assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
      assert.deepInclude(report.reconciliation.findings, { _tag: "RoundNumber", window: day, records: 50 })
    })
  )
})

describe("UsageAggregate in a zone", () => {
  it.effect("[P27] the local days of a range hold the records whose instants lie in them, no more and no less", () =>
    Effect.gen(function* () {
      for (const zone of ["America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]) {
        const inner = Result.getOrThrow(DateRange.parse("2026-02-03", "2026-02-20"))
        const by = [["day"], ["hour"]] as const
        const [local, adaptive, world] = Result.getOrThrow(
          yield* run(
            Effect.all([
              total(inner, { zone, by }),
              total(inner, { zone, by, plan: "adaptive" }),
              total(month, { by: [["hour"]] })
            ])
          )
        )
        assert.deepStrictEqual(
          local.rollups[0]?.cells.map(({ key }) => key.day),
          [...DateRange.days(inner)]
        )
        assert.deepStrictEqual(encode(adaptive).rollups, encode(local).rollups)
        const sum = Cents.format(local.totalCents)
        for (const rollup of local.rollups) assert.strictEqual(Cents.format(Rollup.total(rollup).costCents), sum)
        // The same hours, counted by their instants in UTC.
        const inside = (world.rollups[0]?.cells ?? []).filter(({ key }) => {
          const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(key.hour ?? ""))
          return shown >= inner.from && shown <= inner.to
        })
        if (zone !== "Asia/Kathmandu")
          assert.strictEqual(Cents.format(Cents.sum(inside.map(({ costCents }) => costCents))), sum)
      }
    })
  )

  it.effect("[P15] [P27] reads today, where it has begun before it has in UTC, and never asks about the future", () =>
    Effect.gen(function* () {
      // At noon in UTC it is already tomorrow on Kiritimati, until ten o'clock of the next day in UTC.
      const two = Result.getOrThrow(DateRange.parse("2026-03-15", "2026-03-20"))
      for (const plan of ["daily", "adaptive"] as const) {
        const [report, asked] = Result.getOrThrow(
          yield* run(Effect.all([total(two, { zone: "Pacific/Kiritimati", plan, by: [["day"]] }), requests]))
        )
        assert.deepStrictEqual(
          report.rollups[0]?.cells.map(({ key }) => key.day),
          ["2026-03-15", "2026-03-16"]
        )
        assert.isTrue(report.complete)
        assert.deepStrictEqual(report.provisional.map(String), ["2026-03-15", "2026-03-16"])
        assert.isTrue(asked.every(({ to = "" }) => to <= "2026-03-15"))
      }
    })
  )

  it.effect("asks for the UTC days that the local days touch", () =>
    Effect.gen(function* () {
      const day = Result.getOrThrow(DateRange.parse("2026-02-10", "2026-02-10"))
      const asked = Result.getOrThrow(yield* run(Effect.andThen(total(day, { zone: "America/New_York" }), requests)))
      assert.deepStrictEqual(
        asked.map(({ from }) => from),
        ["2026-02-10", "2026-02-11"]
      )
    })
  )
})

describe("UsageAggregate with a filter", () => {
  it.effect("[P18] counts what passes, and proves all of it", () =>
    Effect.gen(function* () {
      const [all, hits, some, dear] = Result.getOrThrow(
        yield* run(
          Effect.all([
            total(month, { by: [["model", "cacheHit"]] }),
            total(month, { where: { cacheHit: true } }),
            total(month, { where: { model: ["fal:*"], capability: ["video", "image"] }, by: [["provider"]] }),
            total(month, { where: { minCents: BigDecimal.fromBigInt(100n) }, by: [["cost"]] })
          ])
        )
      )
      const cells = all.rollups[0]?.cells ?? []
      const hitRecords = cells
        .filter(({ key }) => key.cacheHit === "hit")
        .reduce((sum, { records }) => sum + records, 0)
      assert.strictEqual(hits.records, hitRecords)
      assert.deepStrictEqual(
        some.rollups[0]?.cells.map(({ key }) => key.provider),
        ["fal"]
      )
      assert.isTrue(dear.rollups[0]?.cells.every(({ key }) => Number(key.cost) >= 100))
      for (const report of [hits, some, dear]) {
        assert.isTrue(Reconciliation.isReconciled(report.reconciliation))
        assert.strictEqual(report.reconciliation.records, all.records)
      }
    })
  )
})

describe("UsageAggregate and days that fail", () => {
  const faults: Emulator.Options["faults"] = ({ from }) =>
    from === "2026-02-05" ? Fault.error(400, "ValidationError", "Not this one") : undefined

  it.effect("[P13] gives a failed day in its place, and says that the report is not complete", () =>
    Effect.gen(function* () {
      const [list, report] = Result.getOrThrow(
        yield* run(Effect.all([days(month, { onDayFailure: "collect" }), total(month, { onDayFailure: "collect" })]), {
          faults
        })
      )
      assert.deepStrictEqual(
        list.map(({ date }) => date),
        [...DateRange.days(month)]
      )
      assert.deepStrictEqual(
        list.filter(({ _tag }) => _tag === "DayFailure").map(({ date }) => date as string),
        ["2026-02-05"]
      )
      assert.isFalse(report.complete)
      assert.deepStrictEqual(
        report.failures.map(({ date, error }) => [date as string, error]),
        [["2026-02-05", "BadRequest"]]
      )
    })
  )

  it.effect("[P12] a refused key ends everything all the same", () =>
    Effect.gen(function* () {
      const result = yield* run(days(month, { onDayFailure: "collect" }), { apiKey: Redacted.make("varg_other") })
      assert.strictEqual(Result.isFailure(result) && result.failure._tag, "AuthError")
    })
  )

  it.effect("[P3] goes on from the days that are known, and asks only for the rest", () =>
    Effect.gen(function* () {
      const first = Result.getOrThrow(yield* run(days(month, { onDayFailure: "collect" }), { faults }))
      const known = first.filter((day) => day._tag === "DayRollup")
      const [report, whole, asked] = Result.getOrThrow(
        yield* run(Effect.all([total(month, { known }), total(month), requests]))
      )
      assert.deepStrictEqual(encode(report), encode(whole))
      assert.deepStrictEqual(
        asked.slice(0, 1).map(({ from }) => from),
        ["2026-02-05"]
      )
      assert.lengthOf(asked, 28, "the fifth is shared with the second report")
    })
  )

  it.effect("days that are less than 48 hours over are provisional", () =>
    Effect.gen(function* () {
      const recent = Result.getOrThrow(DateRange.parse("2026-03-10", "2026-03-15"))
      const report = Result.getOrThrow(yield* run(total(recent)))
      assert.deepStrictEqual(report.provisional.map(String), ["2026-03-13", "2026-03-14", "2026-03-15"])
    })
  )
})

describe("UsageAggregate with options that can't be used", () => {
  it.effect("[P13] refuses them before anything is asked", () =>
    Effect.gen(function* () {
      const known: UsageReport.DayRollup = {
        _tag: "DayRollup",
        date: month.from,
        zone: "UTC",
        provisional: false,
        rollups: [],
        windows: []
      }
      const bad: ReadonlyArray<readonly [string, UsageAggregate.Options]> = [
        ["by", { by: [] }],
        ["by", { by: [["team"]] as never }],
        ["by", { by: [["model", "model"]] }],
        ["concurrency", { concurrency: 0 }],
        ["concurrency", { concurrency: Number.NaN }],
        ["plan", { plan: "weekly" as never }],
        ["zone", { zone: "Mars/Olympus" }],
        ["known", { known: [{ ...known, zone: "Europe/Berlin" }] }],
        ["known", { known: [known] }]
      ]
      for (const [option, options] of bad) {
        const [error, asked] = Result.getOrThrow(yield* run(Effect.all([Effect.flip(total(month, options)), requests])))
        assert.deepInclude({ ...error }, { _tag: "InvalidOptions", option })
        assert.isEmpty(asked)
      }
    })
  )
})
