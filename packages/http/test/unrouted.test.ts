import { assert, describe, it } from "@effect/vitest"
import { UsageServices } from "@varg-usage/aggregate"
import { Emulator } from "@varg-usage/emulator"
import { UsageAccess, UsageDocs, UsageHttp } from "@varg-usage/http"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"

import { inTurn, only, over, turns } from "./served.ts"

const paths = ["/usage/report", "/usage/days", "/usage/budget", "/usage/openapi.json"]

const others = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

const told = async (response: Response, statusCode: number) => {
  const { headers, status } = response
  assert.strictEqual(status, statusCode)
  assert.strictEqual(headers.get("content-type"), "application/json")
  assert.strictEqual(headers.get("cache-control"), "no-store")
  assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
  const problem = (await response.json()) as Record<"error" | "message", string> & { readonly statusCode: number }
  assert.strictEqual(problem.statusCode, statusCode)
  return problem
}

describe("a request that no route takes", () => {
  it.live(
    "is a 404 that says what there is",
    over(async ({ ask, requestCount }) => {
      await inTurn(["/", "/usage", "/usage/", "/usage/nothing?last=1", "//", "/report"], async (path) => {
        const { error, message } = await told(await ask(path), 404)
        assert.strictEqual(error, "NotFound")
        assert.include(message, `but there is ${paths.join(", ")}.`)
      })
      const { message } = await told(await ask(`/${"%0A".repeat(200)}`, { method: "POST" }), 404)
      assert.isBelow(message.length, 250)
      assert.strictEqual(requestCount(), 0)
    })
  )

  it.live(
    "is a 405 where GET would be taken, and says so",
    over(
      async ({ ask, requestCount }) => {
        await inTurn([...paths, "/usage/docs", "/usage/days/"], (path) =>
          inTurn(others, async (method) => {
            const response = await ask(path, { method })
            assert.strictEqual(response.headers.get("allow"), "GET, HEAD")
            assert.deepStrictEqual(await told(response, 405), {
              error: "MethodNotAllowed",
              message: `Ask with GET, not with ${method}.`,
              statusCode: 405
            })
          })
        )
        assert.strictEqual(requestCount(), 0)
      },
      { handler: { docs: UsageDocs.layer } }
    )
  )

  it.live(
    "[P20] a HEAD is taken, and leaves nothing under way",
    over(
      async ({ ask, open }) => {
        const response = await ask("/usage/days?month=2026-02", { method: "HEAD" })
        assert.strictEqual(response.status, 200)
        assert.strictEqual(await response.text(), "")
        await turns(200)
        assert.strictEqual(open(), 0)
      },
      { emulator: only(2) }
    )
  )

  it.live("is the host's where a route of the host's takes it, or it asks for something else", () =>
    Effect.gen(function* () {
      const services = UsageServices.layer({ apiKey: Emulator.demoKey, gatewayUrl: "http://localhost" })
      const usage = UsageHttp.layer({ prefix: "/api" }).pipe(Layer.provide([services, UsageAccess.layerUnprotected]))
      const own = HttpServerResponse.text("of the host")
      const routes = Layer.mergeAll(
        usage,
        HttpRouter.add("GET", "/api/usage/own", own),
        HttpRouter.add("POST", "/api/usage/report", own)
      )
      const { dispose, handler } = HttpRouter.toWebHandler(routes, { disableLogger: true })
      yield* Effect.promise(async () => {
        const ask = (path: string, method = "GET") => handler(new Request(`http://host${path}`, { method }))
        assert.strictEqual(await (await ask("/api/usage/own")).text(), "of the host")
        assert.strictEqual(await (await ask("/api/usage/report", "POST")).text(), "of the host")
        await told(await ask("/api/usage/nothing"), 404)
        await told(await ask("/api/usage/days", "POST"), 405)
        await inTurn(["/usage/report", "/api/usages", "/"], async (path) => {
          const response = await ask(path)
          assert.deepStrictEqual([response.status, await response.text()], [404, ""])
        })
        await dispose()
      })
    })
  )
})
