/** No redirect is followed: what it points to hears nothing. */
import { type Vitest, assert } from "@effect/vitest"
import { Effect } from "effect"

import * as Answer from "../answer.ts"
import { Asker } from "../Asker.ts"
import * as Gateway from "../Gateway.ts"
import * as UsageBody from "../usageBody.ts"
import { failure } from "./answers.ts"

const statuses = [301, 302, 303, 307, 308] as const

/** Targets on another origin, on the same, and none at all. */
const targets = (port: number) => [
  `http://127.0.0.1:${port}/v1/usage`,
  `//127.0.0.1:${port}/v1/usage`,
  `http://localhost:${port}/?${UsageBody.key}`,
  `http://${UsageBody.key}@127.0.0.1:${port}/`,
  `https://127.0.0.1:${port}/`,
  "/elsewhere",
  "usage",
  undefined
]

export const redirects = (it: Vitest.MethodsNonLive<Asker | Gateway.Gateway>): void => {
  it.effect("[P10] follows none of 5 statuses to none of 8 targets, and no byte reaches the second origin", () =>
    Effect.gen(function* () {
      const { runtime } = yield* Asker
      const second = yield* Gateway.make
      for (const status of statuses) {
        for (const location of targets(second.port)) {
          const headers = location === undefined ? {} : { location }
          const found = yield* failure(Answer.whole({ status, headers, body: "moved" }), { attempts: 4 })
          assert.deepInclude(found, { _tag: "UnexpectedRedirect", requests: 1 }, `${status} ${location}`)
          // A page is not told the status of a redirect that it does not follow, nor its target.
          assert.strictEqual(found.status, runtime === "browser" ? 0 : status)
        }
      }
      assert.deepStrictEqual(yield* second.traffic, { connections: 0, bytes: 0, open: 0 })
    })
  )
}
