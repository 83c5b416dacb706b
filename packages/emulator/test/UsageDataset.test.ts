import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, DateRange } from "@varg-usage/core"
import { UsageDataset, type UsageTruth } from "@varg-usage/emulator"
import { Arbitrary, BigDecimal, Result, Schema } from "effect"

const date = (text: string) => CalendarDate.CalendarDate.make(text)
const range = (from: string, to: string) => Result.getOrThrow(DateRange.parse(from, to))

/** A year: 2026 begins on a Thursday. */
const year = range("2026-01-01", "2026-12-31")
const dataset = UsageDataset.make({ seed: 7 })
const days = DateRange.days(year).map((day) => ({ day, records: dataset.day(day) }))
const records = days.flatMap((day) => day.records)

const isWeekday = (day: CalendarDate.CalendarDate) => ![0, 6].includes(new Date(day).getUTCDay())

/** Cents to 10^-4 cent, by moving the point in the text. */
const units = (lexeme: string) => {
  const [whole = "", fraction = ""] = lexeme.split(".")
  return BigInt(whole + fraction.padEnd(4, "0"))
}

const dates = Arbitrary.map(
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40_000 }))),
  (day) => CalendarDate.fromEpochDay(day)
)

describe("UsageDataset.make", () => {
  it.prop(
    "gives the same records for the same seed and date, in any order of asking",
    [dates, dates],
    ([one, other]) => {
      const first = UsageDataset.make({ seed: "a", recordsPerDay: 20 })
      const second = UsageDataset.make({ seed: "a", recordsPerDay: 20 })
      const [a, b] = [first.day(one), first.day(other)]
      assert.deepStrictEqual(second.day(other), b)
      assert.deepStrictEqual(second.day(one), a)
    },
    { arbitrary: { runs: 50 } }
  )

  it("gives other records for another seed", () => {
    assert.notDeepEqual(UsageDataset.make({ seed: 8 }).day(date("2026-03-03")), dataset.day(date("2026-03-03")))
  })

  it("is the same on every machine: these records and this month are pinned", () => {
    const [first, second] = UsageDataset.make({ seed: 1 }).day(date("2026-02-13"))
    assert.deepStrictEqual(first, {
      job_id: "job_titx445bzg",
      model: "openai:whisper-1",
      capability: "transcription",
      cost_cents: "10.41",
      cache_hit: false,
      created_at: "2026-02-13T00:00:00Z"
    })
    assert.strictEqual(second?.job_id, "job_x8h9twspw1")
    const month = UsageDataset.make().truth(range("2026-02-01", "2026-02-28"))
    assert.strictEqual(`${month.records} ${month.costText}`, "6710 140887.1165")
  })

  it("sorts a day by created_at and keeps it within the day", () => {
    for (const { day, records: own } of days) {
      const instants = own.map((record) => Date.parse(record.created_at))
      assert.deepStrictEqual(
        instants.toSorted((a, b) => a - b),
        instants
      )
      assert.isTrue(own.every((record) => record.created_at.startsWith(`${day}T`) && record.created_at.endsWith("Z")))
    }
  })

  it("has a record at the first and one at the last millisecond of most days", () => {
    const first = days.filter(({ day, records: own }) => own[0]?.created_at === `${day}T00:00:00Z`)
    const last = days.filter(({ day, records: own }) => own.at(-1)?.created_at === `${day}T23:59:59.999Z`)
    assert.isAbove(first.length, 320)
    assert.isAbove(last.length, 320)
  })

  it("has 200 to 400 records on a weekday, few at weekends and none on two holidays", () => {
    for (const { day, records: own } of days) {
      if (day === "2026-01-01" || day === "2026-12-25") assert.strictEqual(own.length, 0)
      else if (isWeekday(day)) assert.isTrue(own.length >= 200 && own.length <= 400, `${day}: ${own.length}`)
      else assert.isTrue(own.length > 40 && own.length < 160, `${day}: ${own.length}`)
    }
  })

  it("grows over the month", () => {
    const mean = (first: number, last: number) => {
      const part = days.filter(({ day }) => {
        const dayOfMonth = CalendarDate.dayOfMonth(day)
        return isWeekday(day) && dayOfMonth >= first && dayOfMonth <= last
      })
      return part.reduce((sum, { records: own }) => sum + own.length, 0) / part.length
    }
    assert.isAbove(mean(22, 31), mean(2, 10) * 1.2)
  })

  it("uses 20 to 60 models of several providers, with and without a provider, in drifting spellings", () => {
    const models = new Set(records.map((record) => record.model))
    const providers = new Set([...models].filter((model) => model.includes(":")).map((model) => model.split(":")[0]))
    assert.isTrue(models.size >= 20 && models.size <= 60)
    assert.isAtLeast(providers.size, 10)
    for (const model of ["fal:kling-v2.5", "kling-v3", "kling_v3", "nano_banana_pro/edit", "veed_fabric_1.0"]) {
      assert.isTrue(models.has(model), model)
    }
  })

  it("has the five capabilities of the contract and now and then another", () => {
    const share = (capability: string) =>
      records.filter((record) => record.capability === capability).length / records.length
    for (const capability of ["video", "image", "speech", "music", "transcription"]) {
      assert.isAbove(share(capability), 0.03, capability)
    }
    assert.isTrue(share("ffmpeg") > 0 && share("ffmpeg") < 0.02)
    assert.isTrue(share("render") > 0 && share("render") < 0.02)
  })

  it("charges believable cents with at most four decimals, some of them whole", () => {
    const charged = records.filter((record) => record.cost_cents !== "0")
    assert.isTrue(records.every((record) => /^(0|[1-9]\d*)(\.\d{0,3}[1-9])?$/u.test(record.cost_cents)))
    const whole = charged.filter((record) => !record.cost_cents.includes(".")).length / charged.length
    assert.isTrue(whole > 0.3 && whole < 0.9, `${whole}`)
    for (const { capability, cost_cents } of charged) {
      const [least, most] = capability === "video" ? [10, 400] : capability === "image" ? [1, 12] : [0, 120]
      assert.isTrue(Number(cost_cents) > least - 0.01 && Number(cost_cents) <= most, `${capability} ${cost_cents}`)
    }
  })

  it("has cache hits, which cost nothing, and jobs that cost nothing without being one", () => {
    const hits = records.filter((record) => record.cache_hit)
    assert.isTrue(hits.every((record) => record.cost_cents === "0"))
    assert.isTrue(hits.length > records.length * 0.08 && hits.length < records.length * 0.16)
    assert.isAbove(records.filter((record) => !record.cache_hit && record.cost_cents === "0").length, 100)
  })

  it("charges a job again under its old id now and then, on the same day and on a later one", () => {
    const byJob = Map.groupBy(records, (record) => record.job_id)
    const repeated = [...byJob.values()].filter((group) => group.length > 1)
    assert.isTrue(repeated.length > 100 && repeated.length < 400, `${repeated.length}`)
    const daysOf = (group: ReadonlyArray<UsageDataset.WireRecord>) =>
      new Set(group.map((record) => record.created_at.slice(0, 10))).size
    assert.isTrue(repeated.some((group) => daysOf(group) === 1))
    assert.isTrue(repeated.some((group) => daysOf(group) > 1))
    for (const group of repeated) {
      assert.strictEqual(new Set(group.map((record) => record.model)).size, 1)
      assert.strictEqual(new Set(group.map((record) => record.created_at)).size, group.length)
    }
  })

  it("has no records outside its bounds and none at all at size 0", () => {
    const bounded = UsageDataset.make({ seed: 7, from: date("2026-03-03"), to: date("2026-03-04") })
    assert.deepStrictEqual(bounded.day(date("2026-03-03")), dataset.day(date("2026-03-03")))
    assert.deepStrictEqual(bounded.day(date("2026-03-04")), dataset.day(date("2026-03-04")))
    assert.deepStrictEqual(bounded.day(date("2026-03-02")), [])
    assert.deepStrictEqual(bounded.day(date("2026-03-05")), [])
    assert.deepStrictEqual(UsageDataset.make({ recordsPerDay: 0 }).day(date("2026-03-03")), [])
  })
})

describe("UsageDataset truth", () => {
  const truth = dataset.truth(year)
  const sumOf = (some: ReadonlyArray<UsageDataset.WireRecord>) =>
    BigDecimal.make(
      some.reduce((sum, record) => sum + units(record.cost_cents), 0n),
      4
    )

  it("is the sum of the records to the last fraction of a cent", () => {
    assert.strictEqual(truth.records, records.length)
    assert.isTrue(BigDecimal.equals(truth.costCents, sumOf(records)))
    assert.strictEqual(truth.costText, BigDecimal.format(truth.costCents))
    assert.strictEqual(truth.cacheHits, records.filter((record) => record.cache_hit).length)
    const free = records.filter((record) => !record.cache_hit && record.cost_cents === "0")
    assert.strictEqual(truth.zeroCostMisses, free.length)
  })

  it("splits into parts that are each the sum of their records", () => {
    const parts: ReadonlyArray<
      readonly [ReadonlyMap<unknown, UsageTruth.Tally>, (record: UsageDataset.WireRecord) => unknown]
    > = [
      [truth.byModel, (record) => record.model],
      [truth.byCapability, (record) => record.capability],
      [truth.byProvider, (record) => (record.model.includes(":") ? record.model.split(":")[0] : undefined)],
      [truth.byDay, (record) => record.created_at.slice(0, 10)]
    ]
    for (const [tallies, keyOf] of parts) {
      const groups = Map.groupBy(records, keyOf)
      assert.sameMembers([...tallies.keys()], [...groups.keys()])
      for (const [key, group] of groups) {
        const tally = tallies.get(key) ?? assert.fail(`no tally for ${String(key)}`)
        assert.strictEqual(tally.records, group.length)
        assert.isTrue(BigDecimal.equals(tally.costCents, sumOf(group)))
      }
    }
  })

  it.prop(
    "of a range is the sum of the truths of any two parts of it",
    [Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 27 }))],
    ([day]) => {
      const at = (dayOfMonth: number) => CalendarDate.addDays(date("2026-02-01"), dayOfMonth - 1)
      const parts = [
        { from: at(1), to: at(day) },
        { from: at(day + 1), to: at(28) }
      ].map((part) => dataset.truth(part))
      const whole = dataset.truth({ from: at(1), to: at(28) })
      assert.isTrue(BigDecimal.equals(BigDecimal.sumAll(parts.map((part) => part.costCents)), whole.costCents))
      assert.strictEqual(
        parts.reduce((sum, part) => sum + part.records, 0),
        whole.records
      )
    },
    { arbitrary: { runs: 15 } }
  )

  it("until an instant leaves out what is later", () => {
    const until = Date.parse("2026-03-03T12:00:00Z")
    const partial = dataset.truth(range("2026-03-02", "2026-03-05"), { until })
    const seen = records.filter(({ created_at }) => created_at >= "2026-03-02" && Date.parse(created_at) <= until)
    assert.strictEqual(partial.records, seen.length)
    assert.isTrue(BigDecimal.equals(partial.costCents, sumOf(seen)))
  })

  it("of own records sums decimals of any length exactly and groups them by UTC day", () => {
    const record = (cost_cents: string, created_at: string): UsageDataset.WireRecord => ({
      job_id: "job_1",
      model: "m",
      capability: "video",
      cost_cents,
      cache_hit: false,
      created_at
    })
    const own = UsageDataset.fromRecords([
      record("1e-7", "2026-03-04T00:30:00+01:00"),
      record("12345678901234567890.5", "2026-03-03T10:00:00Z"),
      record("0.1", "2026-03-04T00:00:00Z"),
      record("-0.2", "2026-03-03T09:00:00Z")
    ])
    assert.deepStrictEqual(
      own.day(date("2026-03-03")).map((each) => each.cost_cents),
      ["-0.2", "12345678901234567890.5", "1e-7"]
    )
    assert.strictEqual(own.truth(range("2026-03-03", "2026-03-04")).costText, "12345678901234567890.4000001")
    assert.throws(() => void UsageDataset.fromRecords([record("NaN", "2026-03-03T10:00:00Z")]), RangeError)
    assert.throws(() => void UsageDataset.fromRecords([record("1", "yesterday")]))
  })
})
