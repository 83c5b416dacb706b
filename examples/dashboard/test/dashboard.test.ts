import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"

import * as Served from "./Served.ts"
import { failures } from "./suite/failures.ts"
import { figures } from "./suite/figures.ts"
import { keyboard } from "./suite/keyboard.ts"
import { looks } from "./suite/looks.ts"
import { names } from "./suite/names.ts"

const inBrowser = () =>
  layer(Served.layer, { excludeTestServices: true, timeout: "30 seconds" })((test) => {
    figures(test)
    names(test)
    keyboard(test)
    looks(test)
    failures(test)
  })

const missing = "Chromium is not installed, so nobody looks at the dashboard: apt-get install chromium"

const withoutBrowser = () => {
  const required = Effect.runSync(Served.required)
  if (!required) process.stderr.write(`${missing}\n`)
  it.skipIf(!required)("is asked for by REQUIRE_CHROMIUM", () => assert.fail(missing))
}

const run = Served.installed ? inBrowser : withoutBrowser

describe("the dashboard in Chromium", () => {
  run()
})
