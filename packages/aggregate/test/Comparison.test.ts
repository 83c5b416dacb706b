import { assert, describe, it } from "@effect/vitest"
import { Comparison, Rollup, Selection } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { Result, Schema } from "effect"

import { cents, exactSum, Records, rollupOf } from "./records.ts"

const by = ["model", "cacheHit"] as const
const compare = (before: Rollup.Rollup, after: Rollup.Rollup) => Result.getOrThrow(Comparison.compare(before, after))
const texts = ({ differenceCents, mixCents, priceCents, volumeCents }: Comparison.Change) =>
  [differenceCents, volumeCents, mixCents, priceCents].map(Cents.format)

/** `count` records of one model at one price. */
const jobs = (model: string, count: number, cost: string | null) =>
  Array.from({ length: count }, () => ({ model, cost }))

/** 10^-30 cent as a whole number, and how much one effect may be off: half of 10^-6 cent for each amount rounded. */
const one = 10n ** 30n
const units = (text: string | undefined) => exactSum([text ?? null])
const isNear = (actual: bigint, dividend: bigint, divisor: bigint) => {
  const off = actual * divisor - dividend
  return (off < 0n ? -off : off) <= (one / 1_000_000n) * divisor
}

describe("Comparison", () => {
  it.prop(
    "[P18] volume, mix and price add up exactly to the difference, per cell and in total",
    [Records, Records],
    ([before, after]) => {
      const { cells, total } = compare(rollupOf(by, before), rollupOf(by, after))
      for (const change of [...cells, total]) {
        const [difference, ...effects] = texts(change)
        assert.strictEqual(exactSum(effects), units(difference))
      }
      const costOf = (records: typeof before) => exactSum(records.map(({ cost }) => cost))
      assert.strictEqual(units(texts(total)[0]), costOf(after) - costOf(before))
      for (const [index, text] of texts(total).entries()) {
        assert.strictEqual(exactSum(cells.map((cell) => texts(cell)[index] ?? null)), units(text))
      }
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "each effect is the exact ratio that defines it, rounded",
    [Records, Records],
    ([before, after]) => {
      const { cells, total } = compare(rollupOf(by, before), rollupOf(by, after))
      const quantity = (side: Comparison.Side) => BigInt(side.records - side.unknownCosts)
      const [all0, all1] = [quantity(total.before), quantity(total.after)]
      for (const cell of cells) {
        const [q0, q1] = [quantity(cell.before), quantity(cell.after)]
        if (q0 === 0n) continue
        const [c0, c1] = [cell.before, cell.after].map(({ costCents }) => units(Cents.format(costCents)))
        const [, volume = 0n, mix = 0n, price = 0n] = texts(cell).map(units)
        if (c0 === undefined || c1 === undefined) assert.fail("a side is missing")
        assert.isTrue(isNear(volume, c0 * (all1 - all0), all0))
        assert.isTrue(isNear(mix, c0 * (q1 * all0 - q0 * all1), q0 * all0))
        assert.isTrue(isNear(price, c1 * q0 - c0 * q1, q0))
      }
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "a rollup compared with itself has no effect at all, and exchanging the sides turns the difference",
    [Records, Records],
    ([before, after]) => {
      const [left, right] = [rollupOf(by, before), rollupOf(by, after)]
      const same = compare(left, left)
      for (const change of [...same.cells, same.total]) {
        assert.deepStrictEqual([change.status, ...texts(change)], ["kept", "0", "0", "0", "0"])
      }
      const [there, back] = [compare(left, right), compare(right, left)]
      for (const [index, cell] of there.cells.entries()) {
        const opposite = back.cells[index]
        assert.deepStrictEqual(opposite?.key, cell.key)
        assert.strictEqual(units(texts(cell)[0]), -units(opposite && texts(opposite)[0]))
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("twice the same records are all volume, however many decimals they have", () => {
    const records = [...jobs("a", 3, "0.10000001"), ...jobs("b", 7, "2")]
    const { cells } = compare(rollupOf(["model"], records), rollupOf(["model"], [...records, ...records]))
    assert.deepStrictEqual(cells.map(texts), [
      ["0.30000003", "0.30000003", "0", "0"],
      ["14", "14", "0", "0"]
    ])
    assert.deepStrictEqual(
      cells.map(({ change }) => change),
      [1, 1]
    )
  })

  it("tells a dearer price, another mix and more volume apart", () => {
    const before = rollupOf(["model"], [...jobs("cheap", 6, "1"), ...jobs("dear", 2, "10")])
    const prices = rollupOf(["model"], [...jobs("cheap", 6, "1"), ...jobs("dear", 2, "12")])
    const mix = rollupOf(["model"], [...jobs("cheap", 2, "1"), ...jobs("dear", 6, "10")])
    assert.deepStrictEqual(texts(compare(before, prices).total), ["4", "0", "0", "4"])
    assert.deepStrictEqual(texts(compare(before, mix).total), ["36", "0", "36", "0"])
    const alone = (rollup: Rollup.Rollup) => Result.getOrThrow(Selection.by(rollup, []))
    // One cell alone has no mix: an average can only be dearer.
    assert.deepStrictEqual(texts(compare(alone(before), alone(mix)).total), ["36", "0", "0", "36"])
  })

  it("a new cell is mix, a gone one too, and everything is volume where there was nothing before", () => {
    const before = rollupOf(["model"], [...jobs("a", 4, "2"), ...jobs("gone", 4, "1")])
    const after = rollupOf(["model"], [...jobs("a", 4, "2"), ...jobs("new", 4, "5")])
    const { cells, total } = compare(before, after)
    assert.deepStrictEqual(
      cells.map((cell) => [cell.key.model ?? "", cell.status, ...texts(cell)]),
      [
        ["a", "kept", "0", "0", "0", "0"],
        ["gone", "gone", "-4", "0", "-4", "0"],
        ["new", "new", "20", "0", "20", "0"]
      ]
    )
    assert.strictEqual(total.change, 1.333333)
    assert.isUndefined(cells[2]?.change)
    const first = compare(Rollup.empty(["model"]), after).total
    assert.deepStrictEqual(texts(first), ["28", "28", "0", "0"])
    assert.isUndefined(first.change)
    assert.deepStrictEqual(texts(compare(after, Rollup.empty(["model"])).total), ["-28", "-28", "0", "0"])
  })

  it("[P8] leaves unknown costs out of prices, and counts them on each side", () => {
    const before = rollupOf(["model"], [...jobs("a", 2, "3"), ...jobs("a", 2, null)])
    const { total } = compare(before, rollupOf(["model"], jobs("a", 4, "3")))
    assert.deepStrictEqual([total.before.unknownCosts, total.after.unknownCosts], [2, 0])
    assert.deepStrictEqual(texts(total), ["6", "6", "0", "0"])
  })

  it("takes dimensions in any order, and refuses others", () => {
    const [left, right] = [rollupOf(["model", "capability"], []), rollupOf(["capability", "model"], jobs("a", 1, "1"))]
    assert.deepStrictEqual(texts(compare(left, right).total), ["1", "1", "0", "0"])
    const narrow = rollupOf(["model"], [])
    for (const refusal of [Comparison.compare(left, narrow), Comparison.compare(narrow, left)]) {
      assert.deepStrictEqual(Result.isFailure(refusal) && [refusal.failure._tag, refusal.failure.dimensions], [
        "MissingDimension",
        ["capability"]
      ])
    }
  })

  it("[P24] keeps hostile keys apart", () => {
    const names = ["__proto__", "constructor", "", '["x"]', "null"]
    const rollup = rollupOf(
      ["model"],
      names.map((model) => ({ model, cost: "1" }))
    )
    const { cells } = compare(rollup, rollup)
    assert.sameMembers(
      cells.map(({ key }) => key.model),
      names
    )
    assert.isTrue(cells.every(({ status }) => status === "kept"))
  })

  it("lists the largest changes first, up or down", () => {
    const before = rollupOf(["model"], [...jobs("a", 1, "1"), ...jobs("b", 1, "50"), ...jobs("c", 1, "2")])
    const after = rollupOf(["model"], [...jobs("a", 1, "9"), ...jobs("c", 1, "2")])
    assert.deepStrictEqual(
      Comparison.byDifference(compare(before, after)).map(({ key }) => key.model),
      ["b", "a", "c"]
    )
  })

  it("encodes exact amounts as text, and back", () => {
    const comparison = compare(rollupOf(by, jobs("a", 3, "1")), rollupOf(by, jobs("a", 1, "0.33333333")))
    const text = JSON.stringify(Schema.encodeSync(Comparison.Comparison)(comparison))
    const decoded = Schema.decodeUnknownSync(Comparison.Comparison)(JSON.parse(text))
    assert.strictEqual(JSON.stringify(Schema.encodeSync(Comparison.Comparison)(decoded)), text)
    assert.strictEqual(Cents.format(decoded.total.differenceCents), Cents.format(cents("-2.66666667")))
  })
})
