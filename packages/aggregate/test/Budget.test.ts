import { assert, describe, it } from "@effect/vitest"
import { Budget, DailyCost, type Dimension, Forecast } from "@varg-usage/aggregate"
import { CalendarDate, Cents, DateRange } from "@varg-usage/core"
import { BigDecimal, Result, Schema } from "effect"

import { cents, exactSum, Records, rollupOf } from "./records.ts"

const by = ["model", "capability"] as const
const limitOf = (limit: string, options?: Partial<Budget.Limit>): Budget.Limit => ({
  limitCents: cents(limit),
  ...options
})
const spent = (...costs: ReadonlyArray<string | null>) => ({
  rollup: rollupOf(
    ["model"],
    costs.map((cost) => ({ model: "a", cost }))
  ),
  complete: true
})
const check = (limit: Budget.Limit, spending: Budget.Spending) => Result.getOrThrow(Budget.check(limit, spending))

describe("Budget", () => {
  it.each([
    ["79.999999", "ok", "20.000001", 0.8],
    ["80", "warning", "20", 0.8],
    ["100", "warning", "0", 1],
    ["100.00000000001", "exceeded", "-0.00000000001", 1],
    ["0", "ok", "100", 0]
  ])("of a limit of 100 cents, %s spent is %s", (cost, state, remaining, share) => {
    const status = check(limitOf("100"), spent(cost))
    assert.deepStrictEqual([status.state, Cents.format(status.remainingCents), status.share], [state, remaining, share])
  })

  it.prop(
    "[P18] spent and remaining add up to the limit, for any key",
    [Records, Schema.Literals(["a", "__proto__", ""]), Schema.Literals(["0", "10.5", "99999999"])],
    ([records, model, limit]) => {
      const rollup = rollupOf(by, records)
      const keys: ReadonlyArray<Dimension.Key> = [{}, { model }, { model, capability: "video" }, { capability: null }]
      for (const key of keys) {
        const status = check(limitOf(limit, { key }), { rollup, complete: true })
        const own = records.filter((record) =>
          Object.entries(key).every(([name, value]) => record[name as "model" | "capability"] === value)
        )
        const sum = exactSum(own.map(({ cost }) => cost))
        assert.strictEqual(exactSum([Cents.format(status.spentCents)]), sum)
        assert.strictEqual(exactSum([limit]) - sum, exactSum([Cents.format(status.remainingCents)]))
        assert.strictEqual(status.records, own.length)
        assert.strictEqual(status.state === "exceeded", sum > exactSum([limit]))
        assert.strictEqual(Object.getPrototypeOf(status.key), Object.prototype)
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P8] [P29] never says ok where a cost is unknown or a day is missing", () => {
    assert.strictEqual(check(limitOf("100"), spent("1", null)).state, "unproven")
    assert.strictEqual(check(limitOf("100"), { ...spent("1"), complete: false }).state, "unproven")
    assert.deepInclude(check(limitOf("100"), spent("85", null)), { state: "warning", unknownCosts: 1 })
    assert.strictEqual(check(limitOf("100"), { ...spent("101", null), complete: false }).state, "exceeded")
  })

  it("a limit of nothing is kept by spending nothing, and has no share", () => {
    const status = check(limitOf("0"), spent())
    assert.strictEqual(status.state, "ok")
    assert.notProperty(status, "share")
    assert.strictEqual(check(limitOf("0"), spent("0.000001")).state, "exceeded")
    assert.strictEqual(check(limitOf("100", { warnAt: 0 }), spent("0.000001")).state, "warning")
    assert.strictEqual(check(limitOf("100", { warnAt: 0 }), spent()).state, "ok")
  })

  it("compares thresholds as decimals: 0.07 of 100 cents is 7 cents", () => {
    assert.strictEqual(check(limitOf("100", { warnAt: 0.07 }), spent("7")).state, "warning")
    assert.strictEqual(check(limitOf("100", { warnAt: 0.07 }), spent("6.9999999999999999999")).state, "ok")
    assert.strictEqual(check(limitOf("100", { warnAt: 1e-7 }), spent("0.00001")).state, "warning")
  })

  it("refuses limits that can't be, and keys that the rollup does not have", () => {
    const tagOf = <A, E extends { readonly _tag: string }>(result: Result.Result<A, E>) =>
      Result.isFailure(result) ? result.failure._tag : "none"
    const refusal = (limit: Budget.Limit) => [
      tagOf(Budget.check(limit, spent("1"))),
      tagOf(Budget.checkEach(limit, "model", spent("1")))
    ]
    assert.deepStrictEqual(refusal(limitOf("-1")), ["InvalidLimit", "InvalidLimit"])
    for (const warnAt of [Number.NaN, -0.1, 1.1, 80]) {
      assert.deepStrictEqual(refusal(limitOf("1", { warnAt })), ["InvalidLimit", "InvalidLimit"])
    }
    assert.deepStrictEqual(refusal(limitOf("1", { key: { day: "2026-06-01" } })), [
      "MissingDimension",
      "MissingDimension"
    ])
  })

  it("checks each day of a month against a daily limit", () => {
    const rollup = rollupOf(
      ["day", "model"],
      [
        { day: "2026-06-01", model: "a", cost: "5" },
        { day: "2026-06-01", model: "b", cost: "6" },
        { day: "2026-06-02", model: "a", cost: "9" },
        { day: "2026-06-03", model: "a", cost: null }
      ]
    )
    const each = (key?: Dimension.Key) =>
      Result.getOrThrow(Budget.checkEach(limitOf("10", { key }), "day", { rollup, complete: true })).map(
        (status) => [status.key.day, status.state] as const
      )
    assert.deepStrictEqual(each(), [
      ["2026-06-01", "exceeded"],
      ["2026-06-02", "warning"],
      ["2026-06-03", "unproven"]
    ])
    assert.deepStrictEqual(each({ model: "b" }), [["2026-06-01", "ok"]])
  })

  it("tells the day on which the limit is exceeded, by what was spent and what is expected", () => {
    const period = Result.getOrThrow(DateRange.month("2026-06"))
    const dates = DateRange.days(period).slice(0, 10)
    const rollup = rollupOf(
      ["day"],
      dates.map((day) => ({ day, cost: "10" }))
    )
    const today = CalendarDate.addDays(period.from, 10)
    const days = Result.getOrThrow(DailyCost.fromRollup(rollup, dates))
    const forecast = Result.getOrThrow(Forecast.make({ period, today, days }))
    const status = (limit: string) => check(limitOf(limit), { rollup, complete: true, forecast })
    const expected: ReadonlyArray<readonly [string, Budget.State, string | undefined]> = [
      ["145", "ok", "2026-06-15"],
      ["150", "ok", "2026-06-16"],
      ["95", "exceeded", "2026-06-10"],
      ["300", "ok", undefined]
    ]
    for (const [limit, state, exceededOn] of expected) {
      assert.deepStrictEqual([status(limit).state, status(limit).exceededOn], [state, exceededOn])
    }
    assert.notProperty(check(limitOf("145"), { rollup, complete: true }), "exceededOn")
  })

  it("encodes exact amounts as text", () => {
    const status = check(limitOf("1.10", { key: { model: "a" } }), spent("0.3"))
    assert.deepStrictEqual(Schema.encodeSync(Budget.Status)(status), {
      key: { model: "a" },
      state: "ok",
      spentCents: "0.3",
      limitCents: "1.1",
      remainingCents: "0.8",
      share: 0.272727,
      records: 1,
      unknownCosts: 0,
      complete: true
    })
    assert.isTrue(BigDecimal.isBigDecimal(status.limitCents))
  })
})
