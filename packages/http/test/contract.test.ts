import { assert, describe, it } from "@effect/vitest"
import { UsageReport } from "@varg-usage/aggregate"
import { Fault } from "@varg-usage/emulator"
import { UsageDocs, UsageHttpApi } from "@varg-usage/http"
import { Effect, Schema, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { HttpApiClient, OpenApi } from "effect/http-api"

import { over, type Served } from "./served.ts"

const document = OpenApi.fromApi(UsageHttpApi.UsageHttpApi)

const operations = Object.entries(document.paths).map(([path, { get }]) => ({ path, get: get ?? assert.fail(path) }))

/** Effect's own client of the declared API, in the same process. */
const clientOf = ({ fetch }: Served) =>
  HttpApiClient.make(UsageHttpApi.UsageHttpApi, { baseUrl: "http://localhost" }).pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, (input, init) => fetch(new Request(input, init)))
  )

describe("the declared API", () => {
  it("[P21] names the paths, and describes every parameter and status", () => {
    assert.deepStrictEqual(
      operations.map(({ path }) => path),
      ["/usage/report", "/usage/days", "/usage/budget"]
    )
    const selection = ["from", "to", "last", "month", "zone", "plan"]
    const where = ["model", "provider", "capability", "cacheHit", "minCents", "maxCents"]
    const parameters = operations.map(({ get }) => get.parameters.map(({ name }) => name))
    assert.deepStrictEqual(parameters, [
      [...selection, ...where, "by", "weekStartsOn", "onDayFailure"],
      [...selection, ...where, "by", "weekStartsOn", "onDayFailure", "Last-Event-ID"],
      [...selection, ...where, "by", "limitCents", "warnAt"]
    ])
    for (const { get } of operations) {
      for (const { description, name } of get.parameters) assert.match(description ?? "", /^[A-Z].+\.$/su, name)
      for (const status of ["200", "400", "401", "403", "500", "502", "503", "504"]) {
        assert.isString(Object.entries(get.responses).find(([code]) => code === status)?.[1].description, status)
      }
    }
    assert.deepStrictEqual(Object.keys(document.paths["/usage/days"]?.get?.responses["200"]?.content ?? {}), [
      "text/event-stream",
      "application/x-ndjson"
    ])
  })

  it("[P21] has patterns that allow what is taken, and nothing that is refused", () => {
    const allowed = (name: string) => {
      const parameters = operations.flatMap(({ get }) => get.parameters).filter((one) => one.name === name)
      const patterns = parameters.map(({ schema }) => new RegExp((schema as { readonly pattern: string }).pattern, "u"))
      const texts = ["1", "30", "0", "-1", "-1.5e3", "1.5", "01", ""]
      return texts.filter((text) => patterns.length > 0 && patterns.every((pattern) => pattern.test(text)))
    }
    assert.deepStrictEqual(allowed("last"), ["1", "30"])
    assert.deepStrictEqual(allowed("limitCents"), ["1", "30", "0", "1.5"])
  })

  it("says that a token may be asked for, of every operation alike", () => {
    const { components, security } = document
    assert.deepStrictEqual(security, [{}, { token: [] }])
    assert.deepInclude(components.securitySchemes["token"], { type: "http", scheme: "bearer" })
    for (const { get } of operations) assert.isFalse("security" in get)
  })

  it.live(
    "[P21] is what is served: its document, and its answers as a client made from it reads them",
    over(async (served) => {
      assert.deepStrictEqual(
        await (await served.ask("/usage/openapi.json")).json(),
        JSON.parse(JSON.stringify(document))
      )
      const program = Effect.gen(function* () {
        const { usage } = yield* clientOf(served)
        const report = yield* usage.report({ query: { month: "2026-02", by: ["model"] } })
        const expected = yield* Effect.promise(() => served.client.report({ month: "2026-02", by: [["model"]] }))
        assert.deepStrictEqual<unknown>(yield* Schema.encodeEffect(UsageReport.UsageReport)(report), expected)
        const days = yield* usage.days({ query: { month: "2026-02" } })
        const lines = Stream.isStream(days) ? yield* Stream.runCollect(days) : []
        assert.deepStrictEqual(lines.at(-1), { _tag: "End", days: 28 })
        const budget = yield* usage.budget({ query: { limitCents: report.totalCents, month: "2026-02" } })
        assert.strictEqual(budget.statuses[0]?.state, "warning")
      })
      await Effect.runPromise(program)
    })
  )

  it.live(
    "[P21] a client made from it reads what went wrong",
    over(
      async (served) => {
        const refusal = (query: { readonly last?: number; readonly zone?: string }) =>
          Effect.runPromise(
            clientOf(served).pipe(
              Effect.flatMap(({ usage }) => Effect.flip(usage.report({ query }))),
              Effect.map((error) => ("error" in error ? error : assert.fail(String(error))))
            )
          )
        assert.deepInclude(await refusal({ last: 1 }), { error: "AuthError", statusCode: 502 })
        assert.deepInclude(await refusal({ zone: "Mars" }), { error: "InvalidParameter", field: "zone" })
      },
      { emulator: { faults: () => Fault.error(401, "AuthError", "Invalid API key") } }
    )
  )
})

describe("the page for people", () => {
  it.live(
    "holds all that it needs, and may load nothing from anywhere else",
    over(
      async ({ ask }) => {
        const response = await ask("/usage/docs")
        const page = await response.text()
        assert.include(page, "What a range of days cost")
        assert.strictEqual(response.headers.get("content-type"), "text/html")
        const markup = page.replaceAll(/<script[^>]*>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/gu, "")
        assert.notMatch(markup, /\b(?:src|href|action)=/u)
        const policy = response.headers.get("content-security-policy") ?? ""
        assert.include(policy, "default-src 'none'")
        assert.notMatch(policy, /https?:|\*/u)
      },
      { handler: { docs: UsageDocs.layer } }
    )
  )

  it.live(
    "is there only where the host wants it",
    over(async ({ ask }) => {
      assert.strictEqual((await ask("/usage/docs")).status, 404)
    })
  )
})
