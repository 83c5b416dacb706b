import { PassThrough } from "node:stream"

import { assert, describe, it } from "@effect/vitest"
import type { UsageReport } from "@varg-usage/aggregate"
import { Effect, Exit, Scope } from "effect"

import * as Progress from "../src/Progress.ts"
import { date } from "./reports.ts"

const day: UsageReport.DayRollup = {
  _tag: "DayRollup",
  date: date("2026-11-01"),
  zone: "UTC",
  provisional: false,
  rollups: [],
  windows: []
}

describe("Progress", () => {
  it.live("draws a bar on a terminal and leaves the terminal as it was, whatever ends the reading", () =>
    Effect.gen(function* () {
      const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
      const scope = yield* Scope.make()
      const progress = yield* Progress.bar(3, screen).pipe(Scope.provide(scope))
      yield* progress(day)
      yield* Scope.close(scope, Exit.interrupt())
      const drawn = String(screen.read())
      assert.include(drawn, "0 of 3 days")
      assert.include(drawn, "1 of 3 days")
      assert.isAbove(drawn.lastIndexOf("\u001B[?25h"), drawn.lastIndexOf("\u001B[?25l"))
      assert.isAbove(drawn.lastIndexOf("\u001B[2K"), drawn.lastIndexOf("of 3 days"))
    })
  )
})
