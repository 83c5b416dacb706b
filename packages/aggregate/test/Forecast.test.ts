import { assert, describe, it } from "@effect/vitest"
import { DailyCost, Forecast } from "@varg-usage/aggregate"
import { CalendarDate, Cents, DateRange } from "@varg-usage/core"
import { Arbitrary, BigDecimal, Result, Schema } from "effect"

import { cents, exactSum, rollupOf } from "./records.ts"

const month = Result.getOrThrow(DateRange.month("2026-06"))
const date = (text: string) => Schema.decodeSync(CalendarDate.CalendarDate)(text)
const dayOf = (number: number, cost: string) => ({
  date: CalendarDate.addDays(month.from, number - 1),
  costCents: cents(cost)
})

/** The cost of each day of four weeks before the month and of the month; `null` for a day that is not known. */
const Amount = Schema.String.check(Schema.isPattern(/^(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,8})?$/u))
const Costs = Arbitrary.array(Arbitrary.schema(Schema.NullOr(Amount)), { minLength: 58, maxLength: 58 })
const Today = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 40 }))

const daysOf = (costs: ReadonlyArray<string | null>) =>
  costs.flatMap((cost, index) => (cost === null ? [] : [dayOf(index - 27, cost)]))

const forecast = (days: ReadonlyArray<DailyCost.DailyCost>, today: number, options?: Partial<Forecast.Options>) =>
  Forecast.make({ period: month, today: CalendarDate.addDays(month.from, today - 1), days, ...options })

const encode = (value: Forecast.Forecast) => JSON.stringify(Schema.encodeSync(Forecast.Forecast)(value))
const sumOf = (days: ReadonlyArray<DailyCost.DailyCost>) =>
  exactSum(days.map(({ costCents }) => Cents.format(costCents)))
const units = (amount: BigDecimal.BigDecimal) => exactSum([Cents.format(amount)])
const isOrdered = (...amounts: ReadonlyArray<BigDecimal.BigDecimal>) =>
  amounts.every((amount, index) => index === 0 || BigDecimal.isLessThanOrEqualTo(amounts[index - 1] ?? amount, amount))

/** So many days from the first of the month, their costs in turn. It begins on a Monday: seven costs are a week's. */
const weekly = (costs: ReadonlyArray<string>, days: number) =>
  Array.from({ length: days }, (_, index) => dayOf(index + 1, costs[index % costs.length] ?? "0"))

describe("Forecast", () => {
  it.prop(
    "[P18] a month that is over and known costs what its days cost, without an interval",
    [Arbitrary.array(Arbitrary.schema(Amount), { minLength: 30, maxLength: 30 })],
    ([costs]) => {
      const days = costs.map((cost, index) => dayOf(index + 1, cost))
      const { expectedCents, highCents, lowCents, missing, spentCents } = Result.getOrThrow(forecast(days, 31))
      for (const amount of [expectedCents, highCents, lowCents, spentCents])
        assert.strictEqual(units(amount), sumOf(days))
      assert.deepStrictEqual(missing, [])
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "the interval holds the forecast, nothing is below what is spent, and the days add up",
    [Costs, Today],
    ([costs, today]) => {
      const days = daysOf(costs)
      const own = days.filter((day) => day.date >= month.from)
      const result = forecast(days, today)
      if (Result.isFailure(result)) return
      const { days: path, expectedCents, highCents, lowCents, spentCents } = result.success
      assert.isTrue(isOrdered(spentCents, lowCents, expectedCents, highCents))
      assert.strictEqual(units(spentCents), sumOf(own))
      assert.strictEqual(exactSum(path.map((day) => Cents.format(day.cents))), units(expectedCents))
      assert.deepStrictEqual(
        path.map((day) => day.date),
        DateRange.days(month)
      )
      const costOf = new Map(own.map((day) => [day.date, day.costCents]))
      for (const day of path) {
        const known = costOf.get(day.date)
        if (!day.expected) assert.strictEqual(known && Cents.format(known), Cents.format(day.cents))
        else if (known !== undefined) assert.isTrue(isOrdered(known, day.cents))
      }
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "days in any order give the same forecast",
    [Costs, Today, Schema.Int],
    ([costs, today, seed]) => {
      const days = daysOf(costs)
      const at = Math.abs(seed) % (days.length + 1)
      const mixed = [...days.slice(at).toReversed(), ...days.slice(0, at)]
      const [one, two] = [forecast(days, today), forecast(mixed, today)].map(Result.map(encode))
      assert.deepStrictEqual(one, two)
    },
    { arbitrary: { runs: 200 } }
  )

  it.prop(
    "costs times a factor are forecast times the factor, up to the rounding of each day",
    [Costs, Today, Schema.Literals([2n, 7n, 1000n])],
    ([costs, today, factor]) => {
      const days = daysOf(costs)
      const scaled = days.map((day) => ({
        ...day,
        costCents: BigDecimal.multiply(day.costCents, BigDecimal.fromBigInt(factor))
      }))
      const [one, two] = [forecast(days, today), forecast(scaled, today)]
      if (Result.isFailure(one) || Result.isFailure(two)) return assert.strictEqual(one._tag, two._tag)
      for (const amount of ["expectedCents", "spentCents"] as const) {
        const off = units(two.success[amount]) - factor * units(one.success[amount])
        assert.isTrue((off < 0n ? -off : off) <= 30n * (factor + 1n) * 10n ** 24n)
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("expects days that cost the same to go on, for certain", () => {
    const { expectedCents, highCents, lowCents } = Result.getOrThrow(forecast(weekly(["12.34"], 9), 10))
    assert.deepStrictEqual([lowCents, expectedCents, highCents].map(Cents.format), ["370.2", "370.2", "370.2"])
  })

  it("knows quiet weekends after two weeks, and is surer after four", () => {
    const costs = ["100", "100", "100", "100", "100", "10", "10"]
    const truth = sumOf(weekly(costs, 30))
    const [two, four] = [14, 28].map((days) => Result.getOrThrow(forecast(weekly(costs, days), days + 1)))
    const flat = (sumOf(weekly(costs, 14)) * 30n) / 14n
    const off = (value: bigint) => Number(value - truth) / 1e30
    assert.isBelow(Math.abs(off(units(two?.expectedCents ?? Cents.zero))), 40)
    assert.isAbove(Math.abs(off(flat)), 40)
    const width = (of: Forecast.Forecast | undefined) => of && Number(units(of.highCents) - units(of.lowCents))
    assert.isAbove(width(two) ?? 0, width(four) ?? 0)
    const expectedOn = (number: number) => Cents.format(two?.days[number - 1]?.cents ?? Cents.zero)
    assert.isAbove(Number(expectedOn(15)), 2 * Number(expectedOn(20)))
  })

  it("takes weekdays from the weeks before the month, and the level from the month alone", () => {
    const earlier = Array.from({ length: 28 }, (_, index) => dayOf(index - 27, index % 7 < 5 ? "1000" : "0.01"))
    const days = weekly(["10", "10", "10", "10", "10", "2.5", "2.5"], 7)
    const { days: path, expectedCents } = Result.getOrThrow(forecast([...earlier, ...days], 8))
    assert.isBelow(Number(Cents.format(expectedCents)), 300)
    assert.isAbove(
      Number(Cents.format(path[7]?.cents ?? Cents.zero)),
      4 * Number(Cents.format(path[12]?.cents ?? Cents.zero))
    )
  })

  it("[P29] never takes today for a whole day, but for the least that it costs", () => {
    const whole = weekly(["10"], 7)
    const early = Result.getOrThrow(forecast([...whole, dayOf(8, "0.5")], 8))
    assert.strictEqual(Cents.format(early.expectedCents), "300")
    assert.strictEqual(Cents.format(early.spentCents), "70.5")
    assert.strictEqual(early.wholeDays, 7)
    const burst = Result.getOrThrow(forecast([...whole, dayOf(8, "95")], 8))
    assert.strictEqual(Cents.format(burst.expectedCents), "385")
  })

  it("expects a missing day like one to come, and names it", () => {
    const days = weekly(["10"], 10).filter((day) => day.date !== "2026-06-03")
    const { expectedCents, missing, wholeDays } = Result.getOrThrow(forecast(days, 11))
    assert.strictEqual(Cents.format(expectedCents), "300")
    assert.deepStrictEqual([missing, wholeDays], [["2026-06-03"], 9])
  })

  it("needs no days to be enough where nothing is left to guess", () => {
    const period = Result.getOrThrow(DateRange.parse("2026-06-01", "2026-06-03"))
    const { expectedCents, highCents } = Result.getOrThrow(forecast(weekly(["1", "2", "4"], 3), 4, { period }))
    assert.deepStrictEqual([expectedCents, highCents].map(Cents.format), ["7", "7"])
  })

  it("weighs a weekday by its days and one day at the mean, and makes the seen days add up", () => {
    const { days } = Result.getOrThrow(forecast(weekly(["100", "100", "100", "100", "100", "10", "10"], 14), 15))
    const mean = 1040 / 14
    const [workday, weekend] = [(200 + mean) / 3, (20 + mean) / 3]
    const rate = 1040 / (10 * workday + 4 * weekend)
    for (const { cents: actual, date: day, expected } of days.slice(14)) {
      const weight = [6, 0].includes(new Date(day).getUTCDay()) ? weekend : workday
      assert.isTrue(expected)
      assert.closeTo(Number(Cents.format(actual)), rate * weight, 1e-6)
    }
  })

  it("is as wide as two standard errors of what each day differed from the forecast without it", () => {
    const days = weekly(["90", "110", "70", "100", "130", "20", "10", "95", "105", "85", "99"], 15)
    const { days: path, expectedCents, highCents } = Result.getOrThrow(forecast(days, 16))
    const errors = days.map((day, index) => {
      const without = Result.getOrThrow(
        forecast(
          days.filter((other) => other !== day),
          16
        )
      )
      return Number(Cents.format(day.costCents)) - Number(Cents.format(without.days[index]?.cents ?? Cents.zero))
    })
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / 15)
    const open = path.filter(({ expected }) => expected).length
    assert.closeTo(
      Number(Cents.format(highCents)) - Number(Cents.format(expectedCents)),
      2 * deviation * Math.sqrt(open + open ** 2 / 15),
      1e-3
    )
  })

  it("[P29] refuses to guess from few days, and says how many it needs", () => {
    const refusal = (result: ReturnType<typeof forecast>) =>
      Result.isFailure(result) && result.failure._tag === "ForecastRefused" ? result.failure : assert.fail("no refusal")
    const six = refusal(forecast([...weekly(["10"], 6), dayOf(7, "3"), dayOf(-3, "4")], 7))
    assert.deepStrictEqual(six.reason, { _tag: "TooFewDays", seen: 6, needed: 7 })
    assert.strictEqual(six.message, "A forecast needs 7 whole days of the period, and 6 are known.")
    const year = Result.getOrThrow(DateRange.parse("2026-01-01", "2026-12-31"))
    assert.deepInclude(refusal(forecast(weekly(["1"], 20), 21, { period: year })), {
      reason: { _tag: "TooFewDays", seen: 20, needed: 73 }
    })
    assert.isTrue(Result.isSuccess(forecast(weekly(["10"], 3), 4, { minDays: 3 })))
    assert.deepInclude(refusal(forecast([dayOf(1, "1"), dayOf(1, "2")], 9)), {
      reason: { _tag: "DuplicateDay", date: "2026-06-01" }
    })
    const twice = dayOf(1, "1")
    assert.strictEqual(refusal(forecast([twice, twice], 9)).message, "2026-06-01 was given twice. Give each day once.")
    for (const minDays of [0, -1, 1.5, Number.NaN, 1e300]) {
      assert.deepInclude(refusal(forecast([], 9, { minDays })), {
        reason: { _tag: "InvalidMinDays", minDays: String(minDays) }
      })
    }
    const backwards = forecast([], 9, { period: { from: month.to, to: month.from } })
    assert.strictEqual(Result.isFailure(backwards) && backwards.failure._tag, "InvalidRange")
  })

  it("goes below what is spent where credits are among it, and stays finite", () => {
    const days = weekly(["10", "-12", "10", "-9", "10", "3", "-20"], 14)
    const { expectedCents, highCents, lowCents } = Result.getOrThrow(forecast(days, 15))
    assert.isTrue(isOrdered(lowCents, expectedCents, highCents))
    assert.isTrue(BigDecimal.isNegative(lowCents))
    // Weights would not be positive, so all days count alike: -16 in 14 days.
    assert.strictEqual(Cents.format(expectedCents), "-34.285712")
  })

  it("[P8] counts the unknown costs of the period, and takes days of a rollup that were read but had no records", () => {
    const rollup = rollupOf(
      ["model", "day"],
      [
        { model: "a", day: "2026-06-01", cost: "2" },
        { model: "a", day: "2026-06-01", cost: null },
        { model: "b", day: "2026-06-01", cost: "40" },
        { model: "a", day: "2026-06-03", cost: "1" }
      ]
    )
    const dates = DateRange.days({ from: month.from, to: date("2026-06-07") })
    const days = Result.getOrThrow(DailyCost.fromRollup(rollup, dates, { model: "a" }))
    assert.deepStrictEqual(
      days.map(({ costCents }) => Cents.format(costCents)),
      ["2", "0", "1", "0", "0", "0", "0"]
    )
    assert.deepInclude(Result.getOrThrow(forecast(days, 8)), { unknownCosts: 1, wholeDays: 7, missing: [] })
    const refusal = DailyCost.fromRollup(rollupOf(["model"], []), dates)
    assert.deepStrictEqual(Result.isFailure(refusal) && refusal.failure.dimensions, ["day"])
  })
})
