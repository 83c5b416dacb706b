import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { createInterface } from "node:readline"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { root } from "../report.ts"

const { VARG_API_KEY: _, ...environment } = process.env

const childrenOf = (parent: number | undefined) =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []))

const runs = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("pnpm example", () => {
  for (const [name, signal, exitCode] of [
    ["hono", "SIGTERM", 0],
    ["dashboard", "SIGINT", 130]
  ] as const) {
    it.live(
      `runs ${name} with an emulator, and ends both when it is ended by ${signal}`,
      () =>
        Effect.promise(async () => {
          const runner = spawn(process.execPath, [path.join(root, "scripts", "example.ts"), name], {
            env: { ...environment, PORT: "0", DASHBOARD_TOKEN: "token" },
            stdio: ["ignore", "pipe", "ignore"]
          })
          const exit = once(runner, "exit")
          const [url] = (await once(createInterface({ input: runner.stdout }), "line")) as [string]
          const started = childrenOf(runner.pid)
          assert.strictEqual(started.length, 2)
          const headers = { authorization: "Bearer token" }
          assert.strictEqual((await fetch(`${url}/usage/report?last=1`, { headers })).status, 200)
          runner.kill(signal)
          const ended = await exit
          const left = started.filter(runs)
          for (const pid of left) process.kill(pid)
          assert.deepStrictEqual([ended, left], [[exitCode, null], []])
        }),
      30_000
    )
  }
})
