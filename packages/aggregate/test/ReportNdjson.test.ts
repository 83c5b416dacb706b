import { assert, describe, it } from "@effect/vitest"
import { Dimension, ReportNdjson, Rollup, UsageReport } from "@varg-usage/aggregate"
import { Array as Arr, Schema } from "effect"

import { exactSum } from "./records.ts"
import { active, HostileReports, sample } from "./reports.ts"

const Line = Schema.Struct({ by: Schema.Array(Dimension.Dimension), ...Rollup.Cell.fields })
const encode = Schema.encodeSync(UsageReport.UsageReport)
const read = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line))

describe("ReportNdjson", () => {
  it("writes one object a line", () => {
    const rollups = sample.rollups.slice(0, 2)
    assert.deepStrictEqual(ReportNdjson.render({ ...sample, rollups }).split("\n"), [
      '{"by":["model","capability"],"key":{"model":"","capability":"video"},"costCents":"0","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":1}',
      '{"by":["model","capability"],"key":{"model":"=a,b|c","capability":"video"},"costCents":"2000.0000001","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"2000.0000001","maxCents":"2000.0000001"}',
      '{"by":["model","capability"],"key":{"model":"fal:flux","capability":"image"},"costCents":"1250.57","records":2,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"0.07","maxCents":"1250.5"}',
      '{"by":["model","capability"],"key":{"model":null,"capability":"video"},"costCents":"-3","records":1,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"-3","maxCents":"-3"}',
      '{"by":["day"],"key":{"day":"2026-11-19"},"costCents":"1247.5","records":2,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":0,"minCents":"-3","maxCents":"1250.5"}',
      '{"by":["day"],"key":{"day":"2026-11-21"},"costCents":"2000.0700001","records":3,"cacheHits":0,"zeroCostMisses":0,"unknownCosts":1,"minCents":"0.07","maxCents":"2000.0000001"}',
      ""
    ])
  })

  it.prop(
    "[P24] has a line for each cell that reads back as it, whatever its name",
    [HostileReports],
    ([{ report }]) => {
      const text = ReportNdjson.render(report)
      assert.notMatch(text, active)
      assert.notInclude(text, "<")
      assert.deepStrictEqual(
        read(text),
        encode(report).rollups.flatMap(({ by, cells }) => cells.map((cell) => ({ by, ...cell })))
      )
    }
  )

  it.prop(
    "[P1] [P18] the lines of each rollup add up to the records, digit by digit",
    [HostileReports],
    ([{ costs, report }]) => {
      const lines = read(ReportNdjson.render(report)).map((line) =>
        Schema.decodeUnknownSync(Schema.toEncoded(Line))(line)
      )
      for (const rollup of Object.values(Arr.groupBy(lines, ({ by }) => by.join()))) {
        assert.strictEqual(exactSum(rollup.map(({ costCents }) => costCents)), exactSum(costs))
      }
    }
  )

  it("makes its lines as they are asked for, and as often", () => {
    const lines = ReportNdjson.lines(sample)
    assert.deepStrictEqual([...lines], [...lines])
    assert.strictEqual(ReportNdjson.render({ ...sample, rollups: [] }), "")
  })
})
