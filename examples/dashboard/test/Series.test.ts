import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { Palette } from "../page/Series.ts"

/** Few enough that they meet again. */
const Names = Schema.UniqueArray(Schema.NullOr(Schema.Literals(["", "__proto__", ..."abcdefghijklmnop"])))

describe("series", () => {
  it.prop("hold each group once, seven in colours of their own and the rest as one", [Names], ([ranked]) => {
    const series = new Palette().series(ranked)
    assert.deepStrictEqual(
      series.flatMap((one) => one.names),
      ranked
    )
    assert.strictEqual(series.length, Math.min(8, ranked.length))
    assert.strictEqual(new Set(series.map(({ colour }) => colour)).size, series.length)
  })

  it.prop("keep the colour of a group that stays among the first", [Names, Names], ([before, after]) => {
    const palette = new Palette()
    const colours = new Map(palette.series(before).flatMap(({ colour, names: [name = null] }) => [[name, colour]]))
    for (const {
      colour,
      names: [name = null]
    } of palette.series(after)) {
      if (before.indexOf(name) < 7 && before.includes(name) && after.indexOf(name) < 7)
        assert.strictEqual(colour, colours.get(name))
    }
  })

  it.prop("give a group its colour back, whoever had it in between", [Names, Names], ([before, between]) => {
    const palette = new Palette()
    const first = palette.series(before).filter(({ colour }) => colour > 0)
    palette.settle()
    const second = palette.series(between)
    assert.strictEqual(new Set(second.map(({ colour }) => colour)).size, second.length)
    palette.settle()
    const again = palette.series(first.flatMap(({ names }) => names).toReversed())
    assert.deepStrictEqual(again, first.toReversed())
  })
})
