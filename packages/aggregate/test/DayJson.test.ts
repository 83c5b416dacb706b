import { assert, describe, it } from "@effect/vitest"
import { DayJson, UsageReport } from "@varg-usage/aggregate"
import { UsageError } from "@varg-usage/core"
import { Schema } from "effect"

import { active, date, HostileReports } from "./reports.ts"

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(DayJson.DayJson))

describe("DayJson", () => {
  it.prop(
    "[P24] a day is one line that reads back as it, whatever its names",
    [HostileReports],
    ([
      {
        report: { from, reconciliation, rollups }
      }
    ]) => {
      const window = { from, to: from }
      const day: UsageReport.DayRollup = {
        _tag: "DayRollup",
        date: from,
        zone: "UTC",
        provisional: false,
        rollups,
        windows: [{ window, reconciliation }]
      }
      const line = DayJson.render(DayJson.make(day))
      assert.match(line, /^[^\n]+\n$/u)
      assert.notMatch(line, active)
      assert.notInclude(line, "<")
      const { costCents, records } = UsageReport.dayTotal(day)
      assert.deepStrictEqual<unknown>(decode(line), { ...day, records, totalCents: costCents })
    }
  )

  it("a day that failed has the tag and the sentence of its error", () => {
    const error = new UsageError.InvalidRange({ reason: "The range is in the future." })
    const line = DayJson.render(DayJson.make({ _tag: "DayFailure", date: date("2026-02-01"), error }))
    assert.strictEqual(
      line,
      '{"_tag":"DayFailure","date":"2026-02-01","error":"InvalidRange","message":"The range is in the future."}\n'
    )
  })
})
