import { assert, describe, it } from "@effect/vitest"
import { Cents, DateRange, type WindowSummary } from "@varg-usage/core"
import { type BigDecimal, Result } from "effect"

import { unite } from "../../src/internal/union.ts"
import type { Answer } from "../../src/internal/windowReading.ts"
import type { Part } from "../../src/internal/windowRollups.ts"

const window = Result.getOrThrow(DateRange.parse("2026-02-11", "2026-02-11"))
const cents = (amount: number): BigDecimal.BigDecimal => Cents.fromMicros(amount * 1e6)
const part = (records: number, amount: number, unknownCosts = 0): Part => ({
  records,
  cents: cents(amount),
  unknownCosts
})
const none = { ...part(0, 0), farthest: undefined }

/** An answer of records that cost so much, over all of which `spans` were asked about. */
const answer = (
  all: Part,
  fields: Partial<WindowSummary.WindowSummary> = {},
  spans: ReadonlyArray<Part> = []
): Answer => ({
  window,
  summary: {
    window,
    records: all.records,
    sumCents: all.cents,
    totalCents: all.cents,
    agreement: "exact",
    cacheHits: 0,
    zeroCostMisses: 0,
    unknownCosts: all.unknownCosts,
    negativeCosts: 0,
    outOfWindow: { records: 0, cents: Cents.zero, earlier: none, later: none },
    rejected: { records: 0, cents: Cents.zero, unknownCosts: 0, examples: [] },
    repeats: { records: 0, cents: Cents.zero, counted: "once" },
    recharges: 0,
    attempts: 1,
    bytes: 0,
    ...fields
  },
  parts: [],
  cellSums: { rollups: [], leftOut: Cents.zero },
  others: part(0, 0),
  extent: { first: 0, last: 1 },
  spans
})

/** Whether a wide answer proves a window of three records for 10 cents, given what it holds over the same time. */
const proves = (
  held: Part,
  wide: Partial<WindowSummary.WindowSummary> = {},
  own: Partial<WindowSummary.WindowSummary> = {}
) => unite(answer(part(3, 10), own), answer(part(9, 90), wide, [held]), []) !== undefined

describe("what a wide answer proves", () => {
  it("[P18] takes the window's part, and its total less that of the other days", () => {
    const wide = { ...answer(part(9, 90, 2), {}, [part(3, 10)]), others: part(4, 50, 1) }
    const union = unite(answer(part(3, 10)), wide, [])
    const { agreement, records, sumCents, totalCents, unknownCosts } = union?.inner ?? assert.fail("proves nothing")
    assert.deepStrictEqual(
      [records, Cents.format(sumCents), Cents.format(totalCents), unknownCosts, agreement],
      [5, "40", "40", 1, "exact"]
    )
    assert.strictEqual(union?.rows, 9)
  })

  it("[P18] is nothing unless it agrees with its own total, and all of it can be read", () => {
    const held = part(3, 10)
    assert.isTrue(proves(held))
    assert.isTrue(proves(held, { agreement: "explained" }))
    assert.isFalse(proves(held, { agreement: "unverifiable" }))
    assert.isFalse(proves(held, { rejected: { records: 1, cents: Cents.zero, unknownCosts: 1, examples: [] } }))
  })

  it("[P18] is nothing where the own answer has records of days that nobody looked at", () => {
    const outOfWindow = {
      records: 3,
      cents: cents(3),
      earlier: { ...part(1, 1), farthest: 0 },
      later: { ...part(2, 2), farthest: 0 }
    }
    assert.isTrue(proves(part(3, 10), {}, { outOfWindow }))
    assert.isFalse(proves(part(3, 10), {}, { outOfWindow: { ...outOfWindow, records: 4 } }))
  })

  it("[P18] is nothing where it lacks what the own answer has, by number or by sum", () => {
    assert.isFalse(proves(part(2, 10)))
    assert.isFalse(proves(part(3, 9)), "others of the same number")
    assert.isFalse(proves(part(3, 11)), "others of the same number")
    assert.isTrue(proves(part(4, 11)), "one came late")
    assert.isTrue(proves(part(4, 10)), "one came late, and is free")
    assert.isFalse(proves(part(4, 9)), "prices never lower a sum")
    assert.isTrue(proves(part(4, 9), { negativeCosts: 1 }), "a refund does")
    assert.isFalse(proves(part(3, 9), { negativeCosts: 1 }), "not without a record")
    assert.isFalse(proves(part(3, 10, 1)), "one has no cost now")
    assert.isTrue(proves(part(4, 10, 1)))
    assert.isFalse(proves(part(3, 10), {}, { unknownCosts: 1 }))
  })

  it("[P18] is nothing where it lacks what a neighbouring answer has of the window", () => {
    const seen = (held: Part, repeats: WindowSummary.WindowSummary["repeats"]) =>
      unite(answer(part(3, 10)), answer(part(9, 90), { repeats }, [part(3, 10), held]), [part(2, 6)]) !== undefined
    const repeats = { records: 1, cents: cents(3), counted: "once" } as const
    assert.isTrue(seen(part(2, 6), { ...repeats, records: 0, cents: Cents.zero }))
    assert.isFalse(seen(part(1, 3), { ...repeats, records: 0, cents: Cents.zero }))
    assert.isTrue(seen(part(1, 3), repeats), "it stands twice there, and counts once")
    assert.isFalse(seen(part(1, 3), { ...repeats, counted: "each" }))
  })
})
