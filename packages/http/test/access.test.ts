import { assert, describe, it } from "@effect/vitest"
import { UsageServices } from "@varg-usage/aggregate"
import { createUsageClient, InvalidConfig } from "@varg-usage/aggregate/promise"
import type { UsageError } from "@varg-usage/core"
import { Fault } from "@varg-usage/emulator"
import { UsageAccess, UsageDocs, UsageHttp } from "@varg-usage/http"
import { createUsageHandler, type HandlerOptions } from "@varg-usage/http/web"
import { Effect, Exit, Layer, Redacted } from "effect"
import { HttpRouter } from "effect/http"

import { canary, inTurn, over } from "./served.ts"

const paths = ["/usage/report?last=1", "/usage/days?last=1", "/usage/budget?limitCents=1&last=1"]

const byToken: HandlerOptions["access"] = async ({ headers }) => {
  const token = await Promise.resolve(headers.get("authorization"))
  if (token === null) return "unauthorized"
  return token === "Bearer host" ? "allowed" : "forbidden"
}

/** What a handler is not made with, in plain JavaScript. */
const refusal = (options: unknown): InvalidConfig => {
  try {
    createUsageHandler(options as HandlerOptions)
  } catch (error) {
    return error instanceof InvalidConfig ? error : assert.fail(String(error))
  }
  return assert.fail("made")
}

describe("who may ask", () => {
  it("[P30] no handler is made without a decision", () => {
    const client = createUsageClient({ apiKey: canary })
    for (const options of [undefined, null, ...[undefined, true, "public"].map((access) => ({ client, access }))]) {
      const refused = refusal(options)
      assert.deepInclude(refused, { _tag: "InvalidConfig", option: "access" })
      assert.include(refused.message, "say who may ask")
    }
  })

  it("[P13] no handler is made without a client of createUsageClient", () => {
    for (const client of [undefined, null, canary, { apiKey: canary }]) {
      const refused = refusal({ access: "unprotected", client })
      assert.deepInclude(refused, { _tag: "InvalidConfig", option: "client" })
      assert.strictEqual(refused.message, "client: must be a client that createUsageClient made.")
    }
  })

  it.effect("[P30] no layer starts without a decision, and the compiler says so", () =>
    Effect.gen(function* () {
      const services = UsageServices.layer({ apiKey: canary })
      const routes = UsageHttp.layer().pipe(Layer.provide(services), Layer.provide(HttpRouter.layer))
      const missing: Layer.Services<typeof routes> extends UsageAccess.UsageAccess ? true : false = true
      assert.isTrue(missing)
      const undecided = routes as unknown as Layer.Layer<never, UsageError.InvalidConfig>
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.scoped(Layer.build(undecided)))))
      const decided = Layer.provide(routes, UsageAccess.layerUnprotected)
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(Effect.scoped(Layer.build(decided)))))
    })
  )

  it.live(
    "[P30] each endpoint is answered to whom the host allows it, and to nobody else",
    over(
      async ({ ask, requestCount }) => {
        const statuses = async (authorization?: string) => {
          const headers = authorization === undefined ? {} : { authorization }
          const answers = await Promise.all(paths.map((path) => ask(path, { headers })))
          const texts = await Promise.all(answers.map((answer) => answer.text()))
          return answers.map(({ status }, index) => [
            status,
            status === 200 || (JSON.parse(texts[index] ?? "") as unknown)
          ])
        }
        const refused = (error: string, message: string, statusCode: number) =>
          paths.map(() => [statusCode, { error, message, statusCode }])
        assert.deepStrictEqual(await statuses(), refused("Unauthorized", "Sign in to ask about usage.", 401))
        assert.deepStrictEqual(await statuses("Bearer x"), refused("Forbidden", "You may not ask about usage.", 403))
        const early = await ask("/usage/report?form=1")
        assert.strictEqual(early.status, 401, "before its parameters are looked at")
        assert.strictEqual(early.headers.get("www-authenticate"), "Bearer")
        assert.strictEqual(requestCount(), 0)
        assert.deepStrictEqual(
          await statuses("Bearer host"),
          paths.map(() => [200, true])
        )
      },
      { handler: { access: byToken } }
    )
  )

  for (const [how, access] of [
    ["rejects", () => Promise.reject(new Error("The sessions are gone"))],
    [
      "throws",
      () => {
        throw new Error("The sessions are gone")
      }
    ]
  ] as const) {
    it.live(
      `[P30] a decision that ${how} is none`,
      over(
        async ({ ask, logged, requestCount }) => {
          const answers = await Promise.all([...paths, "/usage/report?form=1"].map((path) => ask(path)))
          assert.deepStrictEqual(
            answers.map(({ status }) => status),
            [500, 500, 500, 500]
          )
          assert.deepInclude((await answers[0]?.json()) as object, { error: "InternalError", statusCode: 500 })
          assert.strictEqual(requestCount(), 0)
          assert.include(logged.join("\n"), "The sessions are gone")
        },
        { handler: { access } }
      )
    )
  }

  it.live(
    "[P30] a decision in other words is a refusal",
    over(
      async ({ ask, requestCount }) => {
        assert.strictEqual((await ask("/usage/report?last=1")).status, 403)
        assert.strictEqual(requestCount(), 0)
      },
      { handler: { access: () => true as unknown as UsageAccess.Access } }
    )
  )

  it.live("a host with Effect decides with its own services", () =>
    Effect.gen(function* () {
      const services = UsageServices.layer({ apiKey: canary, gatewayUrl: "http://localhost" })
      const access = UsageAccess.layer((request) =>
        Effect.succeed(request.headers["x-role"] === "owner" ? ("allowed" as const) : ("forbidden" as const))
      )
      const routes = UsageHttp.layer().pipe(Layer.provide(services), Layer.provide(access))
      const { dispose, handler } = HttpRouter.toWebHandler(routes, { disableLogger: true })
      const ask = (role: string) =>
        Effect.promise(() => handler(new Request("http://host/usage/report?last=0", { headers: { "x-role": role } })))
      assert.strictEqual((yield* ask("guest")).status, 403)
      assert.strictEqual((yield* ask("owner")).status, 400)
      yield* Effect.promise(dispose)
    })
  )
})

describe("the key", () => {
  it.live(
    "[P30] [P9] is in nothing that is answered, whatever the gateway does with it, nor in what the host is told",
    over(
      async ({ ask, logged }) => {
        const others = ["/usage/openapi.json", "/usage/docs", "/usage/report?zone=Mars", "/nowhere"]
        await inTurn([...paths, ...others], async (path) => {
          const response = await ask(path)
          assert.notInclude((await response.text()) + JSON.stringify([...response.headers]), canary, path)
        })
        assert.strictEqual(logged.length, 3)
        assert.include(logged[0], "Usage was not read: The gateway refused the API key")
        assert.notInclude(logged.join("\n"), canary)
      },
      {
        emulator: {
          apiKey: Redacted.make(canary),
          faults: () => Fault.error(401, "AuthError", `Not valid: ${canary}`, { "x-request-id": canary })
        },
        client: { apiKey: canary },
        handler: { docs: UsageDocs.layer }
      }
    )
  )

  it.live(
    "every answer says that it is not to be kept and is what it says it is",
    over(async ({ ask }) => {
      await inTurn([...paths, "/usage/openapi.json", "/usage/report?last=0", "/usage/days?form=1"], async (path) => {
        const { headers } = await ask(path)
        assert.strictEqual(headers.get("cache-control"), "no-store", path)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff", path)
      })
    })
  )
})

describe("a handler", () => {
  it.live(
    "answers nothing more once it is disposed of, and leaves its client alone",
    over(async ({ ask, client }) => {
      const second = createUsageHandler({ client, access: "unprotected" })
      await second.dispose()
      assert.strictEqual((await ask("/usage/report?last=1")).status, 200)
      assert.strictEqual((await client.report({ last: 1 })).complete, true)
    })
  )

  it.live(
    "answers with a 5xx, and waits for nothing, when its client was disposed of",
    over(async ({ ask, client }) => {
      await client.dispose()
      const response = await ask("/usage/report?last=1")
      assert.isAtLeast(response.status, 500)
      await response.text()
    })
  )

  it.live(
    "is mounted under a prefix, which its documents know",
    over(
      async ({ ask }) => {
        assert.strictEqual((await ask("/api/usage/report?last=1")).status, 200)
        assert.strictEqual((await ask("/usage/report?last=1")).status, 404)
        const { paths: found } = (await (await ask("/api/usage/openapi.json")).json()) as { readonly paths: object }
        assert.deepStrictEqual(Object.keys(found), ["/api/usage/report", "/api/usage/days", "/api/usage/budget"])
        assert.strictEqual((await ask("/api/usage/docs")).status, 200)
      },
      { handler: { prefix: "/api", docs: UsageDocs.layer } }
    )
  )
})
