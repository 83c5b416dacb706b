import { assert, describe, it } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import { Emulator } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import { token } from "./backend.ts"
import * as Gateway from "./gateway.ts"

const week = Result.getOrThrow(DateRange.parse("2026-02-01", "2026-02-07"))

describe("the backend on Next.js", () => {
  it.live("is loaded without a key, as a build does, and answers under the path of its file", () =>
    Effect.gen(function* () {
      const gateway = yield* Gateway.start
      delete process.env["VARG_API_KEY"]
      const { GET } = yield* Effect.promise(() => import("../next/app/api/usage/[...path]/route.ts"))
      Object.assign(process.env, {
        VARG_API_KEY: Emulator.demoKey,
        VARG_GATEWAY_URL: gateway.url,
        DASHBOARD_TOKEN: token
      })
      yield* Effect.promise(async () => {
        const ask = (headers: Record<string, string>) =>
          GET(new Request(`http://localhost/api/usage/report?from=${week.from}&to=${week.to}`, { headers }))
        assert.strictEqual((await ask({})).status, 401)
        const response = await ask({ authorization: `Bearer ${token}` })
        const { costText: totalCents } = gateway.dataset.truth(week)
        assert.deepInclude((await response.json()) as object, { totalCents })
      })
    }).pipe(Effect.scoped)
  )
})
