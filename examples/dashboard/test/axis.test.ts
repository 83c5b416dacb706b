import { assert, describe, it } from "@effect/vitest"

import { runs } from "../page/dates.ts"

describe("days in a sentence", () => {
  it("are told by their first and last where they follow each other", () => {
    const days = ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-03"]
    assert.strictEqual(runs(days), "27 Feb – 1 Mar, 3 Mar")
  })
})
