import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { labelsOf } from "../page/axis.ts"
import { daysBetween, plusDays, runs } from "../page/dates.ts"

const texts = (from: string, to: string, room: number) =>
  Array.from(labelsOf(daysBetween(from, to), room, "2026").values(), (lines) => lines.join(" "))

const Days = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 }))
const Room = Schema.Int.check(Schema.isBetween({ minimum: 3, maximum: 20 }))

describe("the labels below the chart", () => {
  it("say the year where it is another one", () => {
    assert.deepStrictEqual(texts("2026-09-28", "2026-09-30", 12), ["28 Sep", "29 Sep", "30 Sep"])
    assert.deepStrictEqual(texts("2025-12-30", "2026-01-02", 2), ["30 Dec 2025", "1 Jan 2026"])
    assert.deepStrictEqual(texts("2025-11-01", "2025-11-02", 2), ["1 Nov 2025", "2 Nov"])
  })

  it("are the firsts of months or quarters where there are many days", () => {
    const months = ["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    assert.deepStrictEqual(texts("2025-11-22", "2026-11-22", 12), months)
    assert.deepStrictEqual(texts("2025-11-22", "2026-11-22", 5), ["Jan 2026", "Apr", "Jul", "Oct"])
  })

  it.prop("are never more than there is room for, and never none", [Days, Room], ([days, room]) => {
    const { size } = labelsOf(daysBetween("2025-03-07", plusDays("2025-03-06", days)), room, "2026")
    assert.isAtLeast(size, 1)
    assert.isAtMost(size, room)
  })
})

describe("days in a sentence", () => {
  it("are told by their first and last where they follow each other", () => {
    const days = ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-03"]
    assert.strictEqual(runs(days), "27 Feb – 1 Mar, 3 Mar")
  })
})
