import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { ReportJson, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Fault } from "@varg-usage/emulator"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Effect, Result, Schema, Stream } from "effect"

import { costly, month, run } from "./emulated.ts"
import { exactSum } from "./records.ts"
import { active, HostileReports, sample } from "./reports.ts"
import { file, reportSchema } from "./schema.ts"

const published = JSON.parse(readFileSync(file, "utf8")) as object
const valid = new Ajv2020({ formats: { date: true } }).compile(published)
const decode = Schema.decodeUnknownSync(UsageReport.UsageReport)
const encode = Schema.encodeSync(UsageReport.UsageReport)

const assertValid = (text: string) => {
  const document: unknown = JSON.parse(text)
  assert.isTrue(valid(document), JSON.stringify(valid.errors))
  return decode(document)
}

describe("ReportJson", () => {
  it("writes the document in the order of its fields", () => {
    const rollups = [{ by: ["model"] as const, cells: sample.rollups[0]?.cells.slice(0, 1) ?? [] }]
    assert.strictEqual(
      ReportJson.render({ ...sample, rollups }, { indent: 0 }),
      [
        '{"version":1,"from":"2026-11-19","to":"2026-11-21","zone":"Europe/Berlin","complete":false,',
        '"failures":[{"date":"2026-11-20","error":"BodyTruncated","message":"The answer was cut | 3 times."}],',
        '"provisional":["2026-11-21"],"records":5,"totalCents":"3247.5700001",',
        '"reconciliation":{"windows":3,"reconciled":2,"days":3,"reconciledDays":2,"records":5,',
        '"sumCents":"3247.5700001","totalCents":"3250","findings":[',
        '{"_tag":"UnknownCosts","window":{"from":"2026-11-20","to":"2026-11-20"},"records":1},',
        '{"_tag":"Difference","window":{"from":"2026-11-20","to":"2026-11-20"},"cents":"2.4299999"}]},',
        '"rollups":[{"by":["model"],"cells":[{"key":{"model":"","capability":"video"},"costCents":"0","records":1,',
        '"cacheHits":0,"zeroCostMisses":0,"unknownCosts":1}]}]}\n'
      ].join("")
    )
    assert.isTrue(ReportJson.render(sample).startsWith('{\n  "version": 1,\n  "from": "2026-11-19",\n'))
  })

  it("has the published schema; `pnpm schema` writes it anew", () => {
    assert.deepStrictEqual(published, reportSchema)
  })

  it.prop(
    "[P1] [P18] a document reads back as the report, sums included, and its schema accepts it",
    [HostileReports],
    ([{ costs, report }]) => {
      const found = assertValid(ReportJson.render(report))
      assert.deepStrictEqual(encode(found), encode(report))
      for (const { cells } of encode(found).rollups) {
        assert.strictEqual(exactSum(cells.map(({ costCents }) => costCents)), exactSum(costs))
      }
    }
  )

  it.prop("[P24] holds no character that a terminal or a page obeys", [HostileReports], ([{ report }]) => {
    const text = ReportJson.render(report)
    assert.notMatch(text, active)
    assert.notInclude(text, "<")
  })

  it.effect("[P18] the schema accepts real reports, with failures and findings as well", () =>
    Effect.gen(function* () {
      const reports = Result.getOrThrow(
        yield* run(
          Effect.gen(function* () {
            const service = yield* UsageAggregate.UsageAggregate
            const by = [["model", "day"], ["cost"], ["hour"], []] as const
            return yield* Stream.runCollect(service.running(month, { by, onDayFailure: "collect" }))
          }),
          {
            faults: ({ from }) =>
              from === "2026-02-04"
                ? Fault.htmlPage()
                : Fault.Tamper({ records: (records) => [...records, { ...costly(records), created_at: "never" }] })
          }
        )
      )
      for (const report of [...reports, sample]) assertValid(ReportJson.render(report))
      const last = reports.at(-1)
      assert.isTrue(last !== undefined && last.failures.length > 0 && last.reconciliation.findings.length > 0)
    })
  )

  it("the schema refuses amounts that are numbers, and other versions", () => {
    const document = encode(sample)
    assert.isTrue(valid(document))
    assert.isFalse(valid({ ...document, totalCents: 0 }))
    assert.isFalse(valid({ ...document, version: 2 }))
  })
})
