import { assert, describe, it } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import { Option, Result, Schema } from "effect"

import * as Selection from "../src/Selection.ts"
import { date } from "./reports.ts"

const today = date("2026-11-22")

const none = { from: Option.none(), to: Option.none(), last: Option.none(), month: Option.none() }

const selected = (flags: Partial<{ from: string; to: string; last: number; month: string }>) =>
  Selection.range(
    {
      from: Option.fromUndefinedOr(flags.from),
      to: Option.fromUndefinedOr(flags.to),
      last: Option.fromUndefinedOr(flags.last),
      month: Option.fromUndefinedOr(flags.month)
    },
    today
  )

const days = (flags: Parameters<typeof selected>[0]) => DateRange.format(Result.getOrThrow(selected(flags)))

const refusal = (flags: Parameters<typeof selected>[0]) =>
  Result.match(selected(flags), { onFailure: (error) => error.message, onSuccess: DateRange.format })

describe("Selection", () => {
  it("selects the last 30 days when nothing is said, and 30 days when only their end is", () => {
    assert.strictEqual(days({}), "2026-10-24..2026-11-22")
    assert.strictEqual(days({ to: "2026-03-01" }), "2026-01-31..2026-03-01")
  })

  it("ends with today when no end is said, or a later one", () => {
    assert.strictEqual(days({ from: "2026-11-20" }), "2026-11-20..2026-11-22")
    assert.strictEqual(days({ from: "2026-11-20", to: "2027-01-01" }), "2026-11-20..2026-11-22")
    assert.strictEqual(days({ month: "2026-11" }), "2026-11-01..2026-11-22")
    assert.strictEqual(days({ month: "2024-02" }), "2024-02-01..2024-02-29")
  })

  it.prop(
    "the last N days are N days and end with today",
    [Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: DateRange.maxDays }))],
    ([last]) => {
      const range = Result.getOrThrow(selected({ last }))
      assert.strictEqual(DateRange.size(range), last)
      assert.strictEqual(range.to, today)
    }
  )

  it("[P15] refuses what selects no past days, and says which flag and what to do", () => {
    assert.strictEqual(
      refusal({ from: "2026-02-30" }),
      `--from: "2026-02-30" is not a date of the calendar. Write it as YYYY-MM-DD.`
    )
    assert.strictEqual(
      refusal({ from: "2026-01-01", to: "1.2.2026" }),
      `--to: "1.2.2026" is not a date of the calendar. Write it as YYYY-MM-DD.`
    )
    assert.strictEqual(
      refusal({ from: "2026-03-01", to: "2026-02-01" }),
      "The range starts on 2026-03-01, after its end 2026-02-01. Swap the two dates."
    )
    assert.strictEqual(refusal({ last: 0 }), "--last: A number of days must be a whole number from 1, not 0.")
    assert.strictEqual(refusal({ month: "2026-13" }), `--month: "2026-13" is not a month. Write it as YYYY-MM.`)
    for (const future of [{ month: "2026-12" }, { from: "2026-12-01" }]) {
      assert.strictEqual(
        refusal(future),
        "2026-12-01 is in the future (today is 2026-11-22 in UTC). Ask for a past range."
      )
    }
  })

  it("refuses two ways of selecting days", () => {
    assert.strictEqual(
      refusal({ last: 3, month: "2026-10" }),
      "--last and --month each select the days. Use one of them."
    )
    assert.strictEqual(refusal({ to: "2026-10-01", last: 3 }), "--to and --last each select the days. Use one of them.")
  })

  it.prop(
    "gives a range up to today or a sentence, whatever is typed",
    [Schema.String, Schema.String],
    ([from, to]) => {
      Result.match(Selection.range({ ...none, from: Option.some(from), to: Option.some(to) }, today), {
        onFailure: (error) => assert.match(error.message, /^--(?:from|to): ".*" is not a date.*\.$/su),
        onSuccess: (range) => assert.isTrue(range.from <= range.to && range.to <= today)
      })
    }
  )
})
