/**
 * Runs an example by the start of its name, as in `pnpm example 01`; without a name it lists them. The gateway is an
 * emulator unless `VARG_API_KEY` is set. A signal that ends this program ends what it has started, too.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { globSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import path from "node:path"

import { startEmulator } from "./programs.ts"
import { root } from "./report.ts"

/** Those of one file, and those that are servers. */
const programs = ["examples/*.ts", "examples/dashboard/server.ts", "examples/backends/{effect,express,fastify,hono}.ts"]

const [name, ...given] = process.argv.slice(2)
const examples = programs.flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted())
const pathOf = (file: string) => path.relative("examples", file).slice(0, -".ts".length)
const nameOf = (file: string) => pathOf(file).replaceAll(/^backends\/|\/server$/gu, "")
// A number is written with two digits, and may be given with one.
const begins = name === undefined || name === "" ? undefined : name.padStart(/^\d/u.test(name) ? 2 : 0, "0")
const example = examples.find((file) => begins !== undefined && nameOf(file).startsWith(begins))

if (example === undefined) {
  if (name !== undefined) console.error(`There is no example ${JSON.stringify(name)}.`)
  console.error(["Run one with: pnpm example <name>", ...examples.map(described)].join("\n  "))
  process.exitCode = name === undefined ? 0 : 2
} else {
  process.exitCode = await run(example)
}

/** The exit code is that of the example, or what shells say of a signal. */
async function run(file: string): Promise<number> {
  const running: { child?: ChildProcess; signal?: NodeJS.Signals } = {}
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      running.signal = signal
      running.child?.kill(signal)
    })
  }
  const emulator = process.env["VARG_API_KEY"] === undefined ? await startEmulator() : undefined
  try {
    if (running.signal !== undefined) return 128 + constants.signals[running.signal]
    if (emulator !== undefined) console.error("No VARG_API_KEY is set: asking an emulator.")
    running.child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...given], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...emulator?.environment }
    })
    const [code, signal] = (await once(running.child, "exit")) as [number | null, NodeJS.Signals]
    return code ?? 128 + constants.signals[signal]
  } finally {
    await emulator?.stop()
  }
}

/** Its name, and what the readme of the examples says that it shows. */
function described(file: string): string {
  const readme = readFileSync(path.join(root, "examples", "README.md"), "utf8")
  const row = readme.split("\n").find((line) => line.includes(`(./${pathOf(file)}.ts)`))
  return `${nameOf(file).padEnd(32)}${row?.split("|")[2]?.trim() ?? ""}`
}
