import { assert, describe, it } from "@effect/vitest"
import { Dimension, Rollup, Selection } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { Arbitrary, BigDecimal, Option, Result, Schema } from "effect"

const cents = (text: string) => Option.getOrThrow(Cents.parse(text))
const encode = (rollup: Rollup.Rollup) => JSON.stringify(Schema.encodeSync(Rollup.Rollup)(rollup))

const hostile = [
  "__proto__",
  "constructor",
  "toString",
  "",
  "a\nb",
  "=cmd()",
  "\u202Eabc",
  "é",
  "e\u0301",
  "😀",
  "null",
  '["x"]',
  "x".repeat(4096)
]

/** The cell of one record. */
const Single = Schema.Struct({
  model: Schema.NullOr(Schema.Literals(hostile)),
  capability: Schema.NullOr(Schema.Literals(["video", "image", "__proto__"])),
  cost: Schema.NullOr(Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,9})?$/u))),
  hit: Schema.Boolean
})

const cellOf = ({ capability, cost, hit, model }: typeof Single.Type): Rollup.Cell => ({
  key: { model, capability },
  costCents: cost === null ? Cents.zero : cents(cost),
  records: 1,
  cacheHits: hit ? 1 : 0,
  zeroCostMisses: 0,
  unknownCosts: cost === null ? 1 : 0,
  ...(cost !== null && { minCents: cents(cost), maxCents: cents(cost) })
})

const by = ["model", "capability"] as const
const Singles = Arbitrary.array(Arbitrary.schema(Single), { maxLength: 40 })
const Seeds = Schema.Array(Schema.Int)

/** Some order of the items that depends on the numbers. */
const shuffled = <A>(items: ReadonlyArray<A>, numbers: ReadonlyArray<number>) =>
  items
    .map((item, index) => ({ item, place: ((numbers[index % (numbers.length || 1)] ?? 0) * 31 + index * 17) % 101 }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item)

describe("Rollup", () => {
  it.prop(
    "[P17] any order, any partition and any tree of merges give the same value and the same bytes",
    [Singles, Seeds, Schema.Int],
    ([singles, numbers, cut]) => {
      const cells = singles.map(cellOf)
      const reducer = Rollup.reducer(by)
      const whole = encode(Rollup.fromCells(by, cells))
      const parts = shuffled(cells, numbers).map((cell) => Rollup.fromCells(by, [cell]))
      const at = Math.abs(cut) % (parts.length + 1)
      const left = parts.slice(0, at).reduce(reducer.combine, reducer.initialValue)
      const right = parts.slice(at).reduceRight((sum, part) => reducer.combine(part, sum), reducer.initialValue)
      assert.strictEqual(encode(reducer.combine(left, right)), whole)
      assert.strictEqual(encode(reducer.combine(right, left)), whole)
      assert.strictEqual(encode(reducer.combineAll([reducer.initialValue, right, reducer.initialValue, left])), whole)
    },
    { arbitrary: { runs: 10_000 } }
  )

  it.prop(
    "[P18] rolling up further gives the same as rolling up directly, and loses nothing",
    [Singles],
    ([singles]) => {
      const cells = singles.map(cellOf)
      const rollup = Rollup.fromCells(by, cells)
      for (const fewer of [["model"], ["capability"], []] as const) {
        const direct = Rollup.fromCells(
          fewer,
          cells.map((cell) => ({
            ...cell,
            key: Object.fromEntries(fewer.map((name) => [name, cell.key[name] ?? null]))
          }))
        )
        const further = Result.getOrThrow(Selection.by(rollup, fewer))
        assert.strictEqual(encode(further), encode(direct))
        const sum = Cents.sum(further.cells.map(({ costCents }) => costCents))
        assert.strictEqual(Cents.format(sum), Cents.format(Cents.sum(cells.map(({ costCents }) => costCents))))
      }
    },
    { arbitrary: { runs: 500 } }
  )

  it("[P18] refuses to roll up to a dimension that a rollup is not grouped by", () => {
    const rollup = Rollup.fromCells(["model"], [])
    const further = Selection.by(rollup, ["model", "provider", "day"])
    assert.deepStrictEqual(Result.isFailure(further) && further.failure.dimensions, ["provider", "day"])
  })

  it.prop(
    "[P17] what is encoded decodes to the same value",
    [Singles],
    ([singles]) => {
      const rollup = Rollup.fromCells(by, singles.map(cellOf))
      const text = encode(rollup)
      assert.strictEqual(encode(Schema.decodeUnknownSync(Rollup.Rollup)(JSON.parse(text))), text)
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P24] keeps hostile keys apart from each other and from absent ones", () => {
    const models = [...hostile, null]
    const rollup = Rollup.fromCells(
      ["model"],
      models.map((model) => ({ ...cellOf({ model, capability: null, cost: "1", hit: false }), key: { model } }))
    )
    assert.lengthOf(rollup.cells, models.length)
    assert.sameMembers(
      rollup.cells.map(({ key }) => key.model),
      models
    )
    assert.strictEqual(rollup.cells.at(-1)?.key.model, null)
    assert.strictEqual(Cents.format(Rollup.total(rollup).costCents), String(models.length))
  })

  it("derives mean, share and hit rate, and none of them from nothing", () => {
    const cell = { ...cellOf({ model: "m", capability: null, cost: "10", hit: true }), records: 4, unknownCosts: 1 }
    assert.strictEqual(Cents.format(Rollup.meanCents(cell) ?? Cents.zero), "3.333333")
    assert.strictEqual(Rollup.share(cell, cents("30")), 0.333333)
    assert.strictEqual(Rollup.hitRate(cell), 0.25)
    const nothing = Rollup.total(Rollup.empty(["model"]))
    assert.isUndefined(Rollup.meanCents(nothing))
    assert.isUndefined(Rollup.share(cell, Cents.zero))
    assert.isUndefined(Rollup.hitRate(nothing))
  })

  it("lists the dearest cells first, equal ones by key", () => {
    const cells = [
      ["b", "1"],
      ["a", "1"],
      ["c", "2.5"],
      ["d", "-1"]
    ].map(([model = "", cost = ""]) => ({ ...cellOf({ model, capability: null, cost, hit: false }), key: { model } }))
    assert.deepStrictEqual(
      Rollup.byCost(Rollup.fromCells(["model"], cells)).map(({ key }) => key.model),
      ["c", "a", "b", "d"]
    )
  })

  it("knows the smallest and largest cost of merged cells", () => {
    const cells = ["3", "-0.5", "12345678901234567890.5", "7"].map((cost) =>
      cellOf({ model: "m", capability: null, cost, hit: false })
    )
    const [cell] = Rollup.fromCells(by, [
      ...cells,
      cellOf({ model: "m", capability: null, cost: null, hit: false })
    ]).cells
    assert.strictEqual(cell?.minCents && Cents.format(cell.minCents), "-0.5")
    assert.strictEqual(cell?.maxCents && Cents.format(cell.maxCents), "12345678901234567890.5")
    assert.isTrue(BigDecimal.isBigDecimal(cell?.costCents))
  })

  it("names every dimension in its keys", () => {
    assert.sameMembers([...Dimension.all], Object.keys(Dimension.Key.fields))
  })
})

describe("Rollup.inReadingOrder", () => {
  const cell = (key: Rollup.Cell["key"], cost: string): Rollup.Cell => ({
    key,
    costCents: cents(cost),
    records: 1,
    cacheHits: 0,
    zeroCostMisses: 0,
    unknownCosts: 0
  })
  const costs = (dimensions: Rollup.Rollup["by"], cells: ReadonlyArray<Rollup.Cell>) =>
    Rollup.inReadingOrder(Rollup.fromCells(dimensions, cells)).map(({ costCents }) => Cents.format(costCents))

  it("is dearest first within a day, and among models that come before their days", () => {
    const cells = [
      cell({ day: "2026-11-02", model: "a" }, "9"),
      cell({ day: "2026-11-01", model: "a" }, "1"),
      cell({ day: null, model: "a" }, "5"),
      cell({ day: "2026-11-01", model: "b" }, "2")
    ]
    assert.deepStrictEqual(costs(["day", "model"], cells), ["2", "1", "9", "5"])
    assert.deepStrictEqual(costs(["model", "day"], cells), ["9", "5", "2", "1"])
  })

  it("[P27] puts the hour that a clock shows twice in the order of its instants", () => {
    const cells = [
      cell({ hour: "2026-10-25T02:00+01:00" }, "2"),
      cell({ hour: "2026-10-25T02:00+02:00" }, "1"),
      cell({ hour: "2026-10-25T03:00+01:00" }, "3")
    ]
    assert.deepStrictEqual(costs(["hour"], cells), ["1", "2", "3"])
  })
})
