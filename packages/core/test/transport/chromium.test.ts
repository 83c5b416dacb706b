import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Chromium from "./Chromium.ts"
import { suite } from "./suite.ts"

const missing = "Chromium is not installed, so the suite does not run in a browser: apt-get install chromium"

const withoutBrowser = () => {
  const required = Effect.runSync(Chromium.required)
  if (!required) process.stderr.write(`${missing}\n`)
  it.skipIf(!required)("is asked for by REQUIRE_CHROMIUM", () => assert.fail(missing))
}

const run = Chromium.installed ? () => suite("fetch in Chromium", Chromium.layer) : withoutBrowser

run()
