import { assert, describe, it } from "@effect/vitest"

import * as Period from "../page/Period.ts"

const today = "2026-03-05"

const refused = (from: string, to: string) => {
  const objection = Period.objection(from, to, today)
  return objection && [objection.field, objection.title]
}

describe("the dates of a question", () => {
  it("[P15] are days of the calendar, or the field that is at fault is named", () => {
    assert.deepStrictEqual(refused("2026-02-31", today), ["from", "From is not a date of the calendar: “2026-02-31”."])
    assert.deepStrictEqual(refused("2026-02-28", "2026-02-29"), [
      "to",
      "To is not a date of the calendar: “2026-02-29”."
    ])
    assert.deepStrictEqual(refused(today, "x".repeat(5000)), ["to", "To is not a date of the calendar."])
    assert.deepStrictEqual(refused("", today), ["from", "From needs a date."])
    assert.isUndefined(refused("2024-02-29", "2024-02-29"))
  })

  it("[P15] run from the first to the last, and begin no later than today", () => {
    assert.deepStrictEqual(refused("2026-03-02", "2026-03-01"), ["to", "To is before From."])
    assert.deepStrictEqual(refused("2026-03-06", "2026-03-06"), ["from", "From is in the future."])
    assert.isUndefined(refused(today, today))
  })

  it("are no more than the API answers for at once, those of the future not counted", () => {
    assert.deepStrictEqual(refused("2024-12-31", "2026-01-01"), ["from", "There are 367 days from From to To."])
    assert.isUndefined(refused("2025-01-01", "2026-01-01"))
    assert.isUndefined(refused("2026-03-01", "2030-01-01"))
    assert.strictEqual(Period.lastDay("2030-01-01", today), today)
  })
})
