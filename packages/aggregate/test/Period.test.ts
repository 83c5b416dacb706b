import { assert, describe, it } from "@effect/vitest"
import { Period } from "@varg-usage/aggregate"
import { CalendarDate, DateRange } from "@varg-usage/core"
import { Effect, Result, Schema } from "effect"
import { TestClock } from "effect/testing"

const today = CalendarDate.CalendarDate.make("2026-11-22")

const days = (period: Period.Period) => DateRange.format(Result.getOrThrow(Period.range(period, today)))

const refusal = (period: Period.Period) => Result.getOrThrow(Result.flip(Period.range(period, today)))

describe("Period", () => {
  it("is the last 30 days when nothing is said, and 30 days when only their end is", () => {
    assert.strictEqual(days({}), "2026-10-24..2026-11-22")
    assert.strictEqual(days({ to: "2026-03-01" }), "2026-01-31..2026-03-01")
    assert.strictEqual(days({ from: "2026-11-20", to: "2027-01-01" }), "2026-11-20..2026-11-22")
    assert.strictEqual(days({ month: "2026-11" }), "2026-11-01..2026-11-22")
    assert.strictEqual(days({ last: 2 }), "2026-11-21..2026-11-22")
  })

  it("[P15] refuses what is no past period, and names the word at fault", () => {
    for (const [period, option] of [
      [{ from: "2026-02-30" }, "from"],
      [{ to: "tomorrow" }, "to"],
      [{ month: "2026-13" }, "month"],
      [{ last: 0 }, "last"],
      [{ to: "2026-10-01", last: 3 }, "to, last"],
      [{ from: "2026-10-01", to: "2026-10-02", month: "2026-10" }, "from, month"]
    ] as const) {
      assert.deepInclude(refusal(period), { _tag: "InvalidOptions", option })
    }
    assert.strictEqual(refusal({ from: "2026-03-01", to: "2026-02-01" })._tag, "InvalidRange")
    assert.strictEqual(refusal({ from: "2026-12-01" })._tag, "InvalidRange")
  })

  it.effect("[P27] ends today where the days are", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 22, 23))
      const ends = yield* Effect.forEach(["UTC", "Asia/Tokyo", "America/New_York"], (zone) => Period.now({}, zone))
      assert.deepStrictEqual(
        ends.map(({ to }): string => to),
        ["2026-11-22", "2026-11-23", "2026-11-22"]
      )
      assert.deepInclude(yield* Effect.flip(Period.now({}, "Mars")), { _tag: "InvalidOptions", option: "zone" })
    })
  )

  it.prop("gives a range up to today or a sentence, whatever is said", [Schema.String, Schema.String], ([from, to]) => {
    Result.match(Period.range({ from, to }, today), {
      onFailure: (error) => assert.match(error.message, /^(?:from|to): ".*" is not a date.*\.$/su),
      onSuccess: (range) => assert.isTrue(range.from <= range.to && range.to <= today)
    })
  })
})
