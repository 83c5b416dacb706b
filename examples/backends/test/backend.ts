/** A backend in a process of its own, asked over HTTP. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"

import { Effect, type Scope } from "effect"

export interface Backend {
  readonly url: string
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
  /** What it has printed. */
  readonly said: () => string
  /** Ends it as its host would; the exit code. */
  readonly stop: () => Promise<number | null>
}

export const token = "of-the-dashboard"

/** Starts a program of this folder, and waits for the address that it prints first. */
export const start = (
  name: string,
  environment: { readonly VARG_API_KEY: string; readonly VARG_GATEWAY_URL: string }
): Effect.Effect<Backend, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const file = fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
      const child = spawn(process.execPath, [file], {
        env: { ...process.env, ...environment, DASHBOARD_TOKEN: token, PORT: "0" },
        stdio: ["ignore", "pipe", "pipe"]
      })
      let said = ""
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text
      })
      const lines = createInterface({ input: child.stdout })
      lines.on("line", (line) => {
        said += `${line}\n`
      })
      const [url] = (await Promise.race([once(lines, "line"), once(lines, "close")])) as [string | undefined]
      if (url === undefined) throw new Error(`${name} did not start:\n${said}`)
      const backend: Backend = {
        url,
        ask: (path, init) =>
          fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init?.headers } }),
        said: () => said,
        stop: async () => {
          if (child.exitCode === null && child.signalCode === null) {
            const exit = once(child, "exit")
            child.kill("SIGTERM")
            await exit
          }
          return child.exitCode
        }
      }
      return backend
    }),
    ({ stop }) => Effect.promise(stop)
  )

/** Asks again and again until it is so. What never is so ends with the test. */
export const until = async (isSo: () => boolean): Promise<void> => {
  if (isSo()) return
  await setTimeout(10)
  return until(isSo)
}
