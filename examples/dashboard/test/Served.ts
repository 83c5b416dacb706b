/** The dashboard as it runs, a gateway behind it, and a browser before it. */
import { existsSync } from "node:fs"

import { assert } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import { Emulator } from "@varg-usage/emulator"
import { Config, Context, Effect, Layer, Result, type Scope } from "effect"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

import * as Backend from "../../backends/test/backend.ts"
import * as Gateway from "./gateway.ts"

const executablePath = "/usr/bin/chromium"

export const installed = existsSync(executablePath)

/** Whether a missing browser is a failure: `REQUIRE_CHROMIUM=1` says so. */
export const required = Config.Boolean("REQUIRE_CHROMIUM").pipe(Config.withDefault(false))

/** Nothing that would make the browser speak to anybody but the servers of the test. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

export class Served extends Context.Service<
  Served,
  { readonly browser: Browser; readonly dashboard: Backend.Backend; readonly gateway: Gateway.Gateway }
>()("@varg-usage/examples/dashboard/test/Served") {}

/** The dashboard with this key, of which the gateway takes only its own. */
export const start = (
  gateway: Gateway.Gateway,
  apiKey = Emulator.demoKey
): Effect.Effect<Backend.Backend, never, Scope.Scope> =>
  Backend.start("../dashboard/server", { VARG_API_KEY: apiKey, VARG_GATEWAY_URL: gateway.url })

export const layer: Layer.Layer<Served> = Layer.effect(
  Served,
  Effect.gen(function* () {
    const gateway = yield* Gateway.start
    const dashboard = yield* start(gateway)
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() => chromium.launch({ executablePath, headless: true, args: quiet })),
      (started) => Effect.promise(() => started.close())
    )
    return { browser, dashboard, gateway }
  })
)

declare global {
  var violations: Array<string>
}

/** Looks at a page. Whatever the test does, the page breaks no rule of its own policy, and no error escapes it. */
export const visit = async (
  browser: Browser,
  url: string,
  test: (page: Page) => Promise<void>,
  options?: BrowserContextOptions
): Promise<void> => {
  await using context = await browser.newContext({ reducedMotion: "reduce", ...options })
  await context.addInitScript(() => {
    globalThis.violations = []
    document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) => {
      globalThis.violations.push(`${violatedDirective}: ${blockedURI}`)
    })
  })
  const page = await context.newPage()
  const errors: Array<string> = []
  page.on("pageerror", (error) => errors.push(String(error.stack)))
  await page.goto(url)
  await test(page)
  assert.deepStrictEqual(errors, [])
  assert.deepStrictEqual(await page.evaluate(() => globalThis.violations), [])
}

/** Looks at the page of these days. Settled days are kept by the server, so each test has days of its own. */
export const looking = (
  path: string,
  test: (page: Page, served: Served["Service"]) => Promise<void>,
  options?: BrowserContextOptions
): Effect.Effect<void, never, Served> =>
  Effect.flatMap(Served, (served) =>
    Effect.promise(() => visit(served.browser, served.dashboard.url + path, (page) => test(page, served), options))
  )

/** Days by their first and last. */
export const range = (from: string, to: string): DateRange.DateRange => Result.getOrThrow(DateRange.parse(from, to))
