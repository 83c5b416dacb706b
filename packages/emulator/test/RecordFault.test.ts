import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, DateRange } from "@varg-usage/core"
import { type Emulator, type Fault, RecordFault, UsageDataset } from "@varg-usage/emulator"
import { BigDecimal, Effect, Result, Schema } from "effect"
import { TestClock } from "effect/testing"

import { body, emulated } from "./emulated.ts"

const dataset = UsageDataset.make({ seed: 7, recordsPerDay: 20 })
const query = "/v1/usage?from=2026-03-03&to=2026-03-04"
const [third, fourth] = ["2026-03-03", "2026-03-04"].map((date) => dataset.day(CalendarDate.CalendarDate.make(date)))
const truth = dataset.truth(Result.getOrThrow(DateRange.parse("2026-03-03", "2026-03-04")))

const Answer = Schema.fromJsonString(
  Schema.Struct({
    usage: Schema.Array(Schema.Struct({ job_id: Schema.String, cost_cents: Schema.Finite, created_at: Schema.String })),
    total_cents: Schema.Finite
  })
)

const read = Effect.flatMap(body(query), Schema.decodeUnknownEffect(Answer))

const answered = (fault: Fault.Fault) => read.pipe(emulated({ dataset, faults: () => fault }), Effect.orDie)

const ids = (answer: typeof Answer.Type) => answer.usage.map(({ job_id }) => job_id)
const trueIds = [...(third ?? []), ...(fourth ?? [])].map(({ job_id }) => job_id)
const trueTotal = BigDecimal.toNumberUnsafe(truth.costCents)

/** The total in 10^-4 cent, and that of the records. */
const totals = (answer: typeof Answer.Type) => [
  Math.round(answer.total_cents * 10_000),
  answer.usage.reduce((sum, { cost_cents }) => sum + Math.round(cost_cents * 10_000), 0)
]

describe("RecordFault", () => {
  it.effect("duplicated repeats rows in full, and keeps the true total or adds them", () =>
    Effect.gen(function* () {
      const answer = yield* answered(RecordFault.duplicated(5))
      assert.isAbove(answer.usage.length, truth.records)
      assert.deepStrictEqual(new Set(ids(answer)), new Set(trueIds))
      assert.strictEqual(answer.total_cents, trueTotal)
      const [total, sum] = totals(yield* answered(RecordFault.duplicated(5, { total: "sent" })))
      assert.strictEqual(total, sum)
    })
  )

  it.effect("recharged charges a job again with another cost", () =>
    Effect.gen(function* () {
      const answer = yield* answered(RecordFault.recharged(1))
      assert.strictEqual(answer.usage.length, truth.records * 2)
      assert.strictEqual(answer.usage[0]?.job_id, answer.usage[1]?.job_id)
      assert.notStrictEqual(answer.usage[0]?.cost_cents, answer.usage[1]?.cost_cents)
      const [total, sum] = totals(answer)
      assert.strictEqual(total, sum)
    })
  )

  it.effect("reordered keeps the records of a day and changes their order, by its seed", () =>
    Effect.gen(function* () {
      const [one, same, other] = yield* Effect.forEach([1, 1, 2], (seed) =>
        Effect.map(answered(RecordFault.reordered(seed)), ids)
      )
      assert.deepStrictEqual(one?.toSorted(), trueIds.toSorted())
      assert.notDeepEqual(one, trueIds)
      assert.deepStrictEqual(one, same)
      assert.notDeepEqual(one, other)
    })
  )

  it.effect("shifted moves every instant", () =>
    Effect.gen(function* () {
      const { usage } = yield* answered(RecordFault.shifted(-1))
      assert.strictEqual(usage[0]?.created_at, "2026-03-02T23:59:59.999Z")
    })
  )

  it.effect("neighbours adds records of the days before and after the range, and none within it", () =>
    Effect.gen(function* () {
      const { usage } = yield* answered(RecordFault.neighbours(2))
      const days = usage.map(({ created_at }) => created_at.slice(0, 10))
      assert.strictEqual(usage.length, truth.records + 4)
      assert.deepStrictEqual(
        [days[0], days[1], days.at(-2), days.at(-1)],
        ["2026-03-02", "2026-03-02", "2026-03-05", "2026-03-05"]
      )
    })
  )

  it.effect("dropped leaves records out, with the total of all or of the rest", () =>
    Effect.gen(function* () {
      const seen = yield* answered(RecordFault.dropped(3))
      assert.isBelow(seen.usage.length, truth.records)
      assert.strictEqual(seen.total_cents, trueTotal)
      const [total, sum] = totals(yield* answered(RecordFault.dropped(3, { total: "sent" })))
      assert.strictEqual(total, sum)
    })
  )

  it.effect("capped sends so many records of the whole range and no more", () =>
    Effect.gen(function* () {
      const count = (third?.length ?? 0) + 3
      const answer = yield* answered(RecordFault.capped(count, { total: "sent" }))
      assert.deepStrictEqual(ids(answer), trueIds.slice(0, count))
      const [total, sum] = totals(answer)
      assert.strictEqual(total, sum)
      assert.strictEqual((yield* answered(RecordFault.capped(0))).total_cents, trueTotal)
    })
  )

  it.effect("late holds records back until the n-th request for the dates, or until an instant", () =>
    Effect.gen(function* () {
      const late = ({ created_at }: UsageDataset.WireRecord) => created_at.slice(11) >= "12"
      const counts = (faults: Emulator.Options["faults"]) =>
        Effect.gen(function* () {
          const first = (yield* read).usage.length
          yield* TestClock.adjust("1 minute")
          const second = yield* read
          const [total, sum] = totals(second)
          assert.strictEqual(total, sum)
          return [first < truth.records, second.usage.length === truth.records]
        }).pipe(emulated({ dataset, faults }), Effect.orDie)
      assert.deepStrictEqual(yield* counts((request) => RecordFault.late(request, { late, attempts: 2 })), [true, true])
      assert.deepStrictEqual(yield* counts((request) => RecordFault.late(request, { late, attempts: 3 })), [
        true,
        false
      ])
      const until = Date.parse("2026-03-10T12:00:30Z")
      assert.deepStrictEqual(yield* counts((request) => RecordFault.late(request, { late, until })), [true, true])
    })
  )

  it.effect("zoned cuts days elsewhere: each record is in one answer, that of the date which other clocks show", () =>
    Effect.gen(function* () {
      const millis = (hours: number) => hours * 3_600_000
      for (const offset of [0, 1, -1, millis(5.5), millis(-8), millis(14)]) {
        const days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"].map((date) =>
          CalendarDate.CalendarDate.make(date)
        )
        const all = days.flatMap(dataset.day)
        const expected = all.filter(({ created_at }) => {
          const shown = CalendarDate.fromEpochMillis(Date.parse(created_at) + offset)
          return shown >= "2026-03-03" && shown <= "2026-03-04"
        })
        const answer = yield* read.pipe(
          emulated({ dataset, faults: (request) => RecordFault.zoned(request, offset) }),
          Effect.orDie
        )
        assert.deepStrictEqual(
          ids(answer),
          expected.map(({ job_id }) => job_id)
        )
        const [total, sum] = totals(answer)
        assert.strictEqual(total, sum)
      }
    })
  )

  it.effect("zoned sends nothing that is not there yet", () =>
    Effect.gen(function* () {
      const { usage } = yield* Effect.flatMap(
        body("/v1/usage?from=2026-03-10&to=2026-03-10"),
        Schema.decodeUnknownEffect(Answer)
      ).pipe(emulated({ dataset, faults: (request) => RecordFault.zoned(request, -3_600_000) }), Effect.orDie)
      assert.isNotEmpty(usage)
      assert.isTrue(usage.every(({ created_at }) => Date.parse(created_at) <= Date.parse("2026-03-10T12:00:00Z")))
    })
  )
})
