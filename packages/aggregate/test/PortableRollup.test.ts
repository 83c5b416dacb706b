import { assert, describe, it } from "@effect/vitest"
import { PortableRollup, Rollup } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { Option, pipe, Result, Schema } from "effect"

const text = Schema.fromJsonString(PortableRollup.PortableRollup)
const encode = Schema.encodeSync(text)
const decode = Schema.decodeUnknownResult(text)

const cell = (model: string | null, cost: string): Rollup.Cell => {
  const costCents = Option.getOrThrow(Cents.parse(cost))
  return {
    key: { model },
    costCents,
    records: 1,
    cacheHits: 0,
    zeroCostMisses: 0,
    unknownCosts: 0,
    minCents: costCents,
    maxCents: costCents
  }
}

const rollup = Rollup.fromCells(["model"], [cell("b", "1e-7"), cell("a", "12345678901234567890.5"), cell(null, "0.10")])

describe("PortableRollup", () => {
  it("[P17] is always the same text, with amounts as exact decimals", () => {
    assert.strictEqual(
      encode(PortableRollup.make(rollup)),
      '{"version":1,"zone":"UTC","by":["model"],"cells":[' +
        '{"key":{"model":"a"},"costCents":"12345678901234567890.5","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"12345678901234567890.5","maxCents":"12345678901234567890.5"},' +
        '{"key":{"model":"b"},"costCents":"0.0000001","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"0.0000001","maxCents":"0.0000001"},' +
        '{"key":{"model":null},"costCents":"0.1","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"0.1","maxCents":"0.1"}]}'
    )
  })

  it("[P17] comes back as it went, and merges with others of its kind in either order", () => {
    const travelled = Result.getOrThrow(decode(encode(PortableRollup.make(rollup))))
    const other = PortableRollup.make(Rollup.fromCells(["model"], [cell("a", "1"), cell("c", "2")]))
    const merged = [PortableRollup.merge(travelled, other), pipe(other, PortableRollup.merge(travelled))].map(
      (result) => encode(Result.getOrThrow(result))
    )
    const whole = Rollup.fromCells(["model"], [...rollup.cells, ...other.cells])
    assert.deepStrictEqual(merged, [encode(PortableRollup.make(whole)), encode(PortableRollup.make(whole))])
  })

  it("[P17] refuses to add what is grouped otherwise, or in another zone", () => {
    const others = [
      PortableRollup.make(Rollup.empty(["capability"])),
      PortableRollup.make(Rollup.empty([])),
      PortableRollup.make(Rollup.empty(["model"]), "Europe/Berlin")
    ]
    for (const other of others) {
      const result = PortableRollup.merge(PortableRollup.make(rollup), other)
      assert.match(
        Result.isFailure(result) ? result.failure.message : "",
        /^Rollups by model \(UTC\) and by .* can't be merged/u
      )
    }
  })

  it("refuses another version, and amounts that are no exact decimals", () => {
    const good = encode(PortableRollup.make(rollup))
    for (const [from, to] of [
      ['"version":1', '"version":2'],
      ['"0.1"', "0.1"],
      ['"0.1"', '"1e-1"'],
      ['"records":1', '"records":-1'],
      ['"model"]', '"team"]']
    ] as const) {
      assert.isTrue(Result.isFailure(decode(good.replace(from, to))), to)
    }
    assert.isTrue(Result.isSuccess(decode(good)))
  })
})
