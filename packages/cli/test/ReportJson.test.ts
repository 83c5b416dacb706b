import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { UsageReport } from "@varg-usage/aggregate"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Schema } from "effect"

import * as ReportJson from "../src/ReportJson.ts"
import { active, reportOf, Reports } from "./reports.ts"
import { reportSchema } from "./schema.ts"

const file = new URL("../schema/report.schema.json", import.meta.url)
const published = JSON.parse(readFileSync(file, "utf8")) as object
const valid = new Ajv2020({ formats: { date: true } }).compile(published)
const decode = Schema.decodeUnknownSync(UsageReport.UsageReport)
const encode = Schema.encodeSync(UsageReport.UsageReport)

describe("ReportJson", () => {
  it("has the published schema; `pnpm schema` writes it anew", () => {
    assert.deepStrictEqual(published, reportSchema)
  })

  it.prop("[P1] a document reads back as the report, and its schema accepts it", [Reports], ([report]) => {
    const document: unknown = JSON.parse(ReportJson.document(report))
    assert.deepStrictEqual(encode(decode(document)), encode(report))
    assert.isTrue(valid(document), JSON.stringify(valid.errors))
  })

  it.prop("[P24] holds no character that a terminal obeys, and loses none", [Reports], ([report]) => {
    assert.notMatch(ReportJson.document(report), active)
    assert.notMatch(ReportJson.lines(report), active)
  })

  it.prop("has a line for each cell", [Reports], ([report]) => {
    const lines = ReportJson.lines(report)
    const { rollups } = encode(report)
    assert.deepStrictEqual(
      lines === "" ? [] : lines.split("\n").map((line): unknown => JSON.parse(line)),
      rollups.flatMap(({ by, cells }) => cells.map((cell) => ({ by, ...cell })))
    )
  })

  it("its schema refuses amounts that are numbers", () => {
    const document = encode(reportOf([]))
    assert.isTrue(valid(document))
    assert.isFalse(valid({ ...document, totalCents: 0 }))
  })
})
