import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, DateRange } from "@varg-usage/core"
import { pipe, Result, Schema } from "effect"

const range = (from: string, to: string) => Result.getOrThrow(DateRange.parse(from, to))
const refusal = (result: Result.Result<DateRange.DateRange, DateRange.InvalidRange>) =>
  Result.isFailure(result) ? result.failure.message : "accepted"

const Offset = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: DateRange.maxDays - 1 }))
const Length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 }))

describe("DateRange", () => {
  it.prop(
    "[P16] windows cover each day of the range once, in order",
    [CalendarDate.CalendarDate, Offset, Length],
    ([from, offset, length]) => {
      const whole = range(from, CalendarDate.addDays(from, offset))
      const windows = DateRange.windows(whole, length)
      assert.deepStrictEqual(windows.flatMap(DateRange.days), DateRange.days(whole))
      assert.isTrue(windows.every((window) => DateRange.size(window) <= length))
    }
  )

  it.prop(
    "[P15] instants of neighbouring windows touch without overlap",
    [CalendarDate.CalendarDate, Length],
    ([from, length]) => {
      const windows = DateRange.windows(range(from, CalendarDate.addDays(from, 30)), length)
      const edges = windows.map(DateRange.toEpochMillis)
      for (const [index, { start }] of edges.slice(1).entries()) assert.strictEqual(start, edges[index]?.end)
    }
  )

  it("[P15] says what is wrong with a range, and what to write instead", () => {
    assert.include(refusal(DateRange.parse("2026-02-30", "2026-03-01")), '"2026-02-30" is not a date of the calendar')
    assert.include(refusal(DateRange.parse("2026-03-02", "2026-03-01")), "Swap the two dates")
    assert.include(refusal(DateRange.parse("2000-01-01", "2026-01-01")), "at most 3660")
    assert.include(refusal(DateRange.month("2026-13")), "YYYY-MM")
    assert.include(refusal(DateRange.parse("\u001b[31m\n2026", "2026-03-01")), String.raw`"\u{1b}[31m\u{a}2026"`)
    for (const count of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3661]) {
      assert.notStrictEqual(refusal(DateRange.lastDays(count, CalendarDate.max)), "accepted")
    }
  })

  it("[P15] reads months, and the days that end with today", () => {
    assert.deepStrictEqual(DateRange.month("2024-02"), Result.succeed(range("2024-02-01", "2024-02-29")))
    const today = range("2026-03-01", "2026-03-01").from
    assert.deepStrictEqual(DateRange.lastDays(1, today), Result.succeed(range("2026-03-01", "2026-03-01")))
    assert.deepStrictEqual(DateRange.lastDays(30, today), Result.succeed(range("2026-01-31", "2026-03-01")))
  })

  it("[P15] moves an end in the future to today, and refuses a start in the future", () => {
    const today = range("2026-03-01", "2026-03-01").from
    assert.deepStrictEqual(
      DateRange.clampToToday(range("2026-02-20", "2026-03-31"), today),
      Result.succeed(range("2026-02-20", "2026-03-01"))
    )
    assert.include(refusal(DateRange.clampToToday(range("2026-03-02", "2026-03-31"), today)), "in the future")
  })

  it("[P16] is moved and cut the same in a pipe", () => {
    const [whole, today] = [range("2026-02-20", "2026-03-31"), range("2026-03-01", "2026-03-01").from]
    assert.deepStrictEqual(pipe(whole, DateRange.windows(7)), DateRange.windows(whole, 7))
    assert.deepStrictEqual(pipe(whole, DateRange.clampToToday(today)), DateRange.clampToToday(whole, today))
  })

  it("decodes only ranges that can be asked for", () => {
    const decode = Schema.decodeUnknownResult(DateRange.DateRange)
    assert.isTrue(Result.isSuccess(decode({ from: "2026-02-01", to: "2026-02-28" })))
    assert.isTrue(Result.isFailure(decode({ from: "2026-02-28", to: "2026-02-01" })))
    assert.isTrue(Result.isFailure(decode({ from: "2026-02-28", to: "2026-02-30" })))
  })
})
