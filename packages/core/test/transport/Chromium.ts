/**
 * Asks from a page in headless Chromium: the browser's `fetch`, its CORS and its own mind about bodies.
 *
 * The system's `chromium` is started, with nothing that would make it speak to anybody but the servers of the test.
 */
import { existsSync } from "node:fs"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"

import { Config, Effect, Layer, type Scope } from "effect"
import { type Page, chromium } from "playwright-core"
import { rolldown } from "rolldown"

import { Asker } from "./Asker.ts"
import * as Loopback from "./loopback.ts"
import type { Outcome, Question } from "./Question.ts"

/** What the page offers as `vargUsage`. */
export interface InPage {
  readonly ask: (id: number, question: Question) => Promise<Outcome>
  readonly interrupt: (id: number) => void
}

declare global {
  var vargUsage: InPage
}

const executablePath = "/usr/bin/chromium"

export const installed = existsSync(executablePath)

/** Whether a missing browser is a failure: `REQUIRE_CHROMIUM=1` says so. */
export const required = Config.Boolean("REQUIRE_CHROMIUM").pipe(Config.withDefault(false))

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** The program of the page, in one file. */
const bundle = Effect.promise(async () => {
  const input = fileURLToPath(new URL("page.ts", import.meta.url))
  await using build = await rolldown({ input, platform: "browser", logLevel: "silent" })
  const { output } = await build.generate({ format: "iife" })
  return output[0].code
})

/** Serves an empty page with the program. */
const site = Effect.fnUntraced(function* (program: string): Effect.fn.Return<string, never, Scope.Scope> {
  const server = createServer((request, response) => {
    const [type, text] =
      request.url === "/page.js" ? ["text/javascript", program] : ["text/html", `<script src="/page.js"></script>`]
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text)
  })
  const port = yield* Loopback.serve(server, () => server.closeAllConnections())
  return `http://127.0.0.1:${port}/`
})

const openPage = Effect.fnUntraced(function* (url: string, printed: Array<string>) {
  const browser = yield* Effect.acquireRelease(
    Effect.promise(() => chromium.launch({ executablePath, headless: true, args: quiet })),
    (started) => Effect.promise(() => started.close())
  )
  const page = yield* Effect.promise(() => browser.newPage())
  page.on("console", (message) => printed.push(message.text()))
  page.on("pageerror", (error) => printed.push(`uncaught: ${error.stack}`))
  yield* Effect.promise(() => page.goto(url))
  return page
})

const askIn = (page: Page, id: number, question: Question): Effect.Effect<Outcome> =>
  Effect.promise(() => page.evaluate((asked) => vargUsage.ask(...asked), [id, question] as const)).pipe(
    Effect.onInterrupt(() => Effect.promise(() => page.evaluate((asked) => vargUsage.interrupt(asked), id)))
  )

export const layer: Layer.Layer<Asker> = Layer.effect(
  Asker,
  Effect.gen(function* () {
    const printed: Array<string> = []
    const page = yield* openPage(yield* site(yield* bundle), printed)
    let asked = 0
    return Asker.of({
      runtime: "browser",
      ask: (question) => Effect.suspend(() => askIn(page, asked++, question)),
      printed: Effect.sync(() => printed.join("\n"))
    })
  })
)
