/** Whether a page that Vite has built of the packages reads usage in a browser. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"

import { Effect } from "effect"
import { chromium } from "playwright-core"

import { Problem, run } from "../processes.ts"

/** The system's browser. */
const executablePath = "/usr/bin/chromium"

const installed = existsSync(executablePath)

/** Nothing that would make it speak to anybody but the servers of the check. */
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

/** Builds the page and opens it where a browser is installed. It compares amounts that it reads from the emulator. */
export const buildAndOpen = (
  folder: string,
  modules: string,
  emulator: NodeJS.ProcessEnv
): Effect.Effect<void, Problem> =>
  Effect.andThen(build(folder, modules), installed ? open(folder, emulator) : Effect.void)

/** What Vite can't put into a page, it leaves out and says so. */
const build = (folder: string, modules: string): Effect.Effect<void, Problem> => {
  copyFileSync(path.join(import.meta.dirname, "page.ts"), path.join(folder, "page.ts"))
  writeFileSync(path.join(folder, "index.html"), `<!doctype html><script type="module" src="/page.ts"></script>`)
  const vite = path.join(modules, "vite", "bin", "vite.js")
  return run({ file: process.execPath, given: [vite, "build"], cwd: folder }).pipe(
    Effect.filterOrFail(
      ({ notes }) => !notes.includes("externalized"),
      ({ notes }) => new Problem({ message: `Vite leaves modules out of the page:\n${notes}` })
    ),
    Effect.asVoid
  )
}

const open = (folder: string, emulator: NodeJS.ProcessEnv): Effect.Effect<void, Problem> =>
  Effect.gen(function* () {
    const site = yield* serve(path.join(folder, "dist"))
    const { VARG_API_KEY: apiKey = "", VARG_GATEWAY_URL: gatewayUrl = "" } = emulator
    const title = yield* titleOf(`${site}/?${new URLSearchParams({ apiKey, gatewayUrl }).toString()}`)
    const [, counted, expected] = /^([\d.]+) of ([\d.]+) cents$/u.exec(title) ?? []
    if (counted === undefined || counted !== expected) return yield* new Problem({ message: `In Chromium: ${title}` })
  }).pipe(Effect.scoped)

const serve = (folder: string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost")
        const file = path.join(folder, pathname === "/" ? "index.html" : pathname)
        const type = file.endsWith(".html") ? "text/html" : "text/javascript"
        if (existsSync(file))
          response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(readFileSync(file))
        else response.writeHead(404).end()
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ url }) => url))

/** The title that the program of a page gives it. */
const titleOf = (url: string): Effect.Effect<string, Problem> =>
  Effect.acquireUseRelease(
    Effect.promise(() => chromium.launch({ executablePath, headless: true, args: quiet })),
    (browser) =>
      Effect.tryPromise({
        try: async () => {
          const page = await browser.newPage()
          await page.goto(url)
          await page.waitForFunction(() => document.title !== "")
          return page.title()
        },
        catch: (error) => new Problem({ message: `The page does not get ready in Chromium: ${String(error)}` })
      }),
    (browser) => Effect.promise(() => browser.close())
  )
