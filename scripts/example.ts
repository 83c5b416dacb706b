/**
 * Runs an example by the start of its name, as in `pnpm example 01`; without a name it lists them. The gateway is an
 * emulator unless `VARG_API_KEY` is set.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { globSync, readFileSync } from "node:fs"
import path from "node:path"

import { startEmulator } from "./programs.ts"
import { root } from "./report.ts"

const [name, ...given] = process.argv.slice(2)
const examples = globSync(["examples/*.ts", "examples/dashboard/server.ts"], { cwd: root }).toSorted()
const nameOf = (file: string) => path.relative("examples", file).slice(0, -".ts".length)
const example = examples.find((file) => name !== undefined && nameOf(file).startsWith(name))

if (example === undefined) {
  console.error(["Run one with: pnpm example <name>", ...examples.map(described)].join("\n  "))
  process.exitCode = name === undefined ? 0 : 2
} else {
  process.exitCode = await run(example)
}

async function run(file: string): Promise<number> {
  const emulator = process.env["VARG_API_KEY"] === undefined ? await startEmulator() : undefined
  if (emulator !== undefined) console.error("No VARG_API_KEY is set: asking an emulator.")
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...given], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...emulator?.environment }
  })
  const [code] = (await once(child, "exit")) as [number | null]
  await emulator?.stop()
  return code ?? 1
}

/** Its name, and what the readme of the examples says that it shows. */
function described(file: string): string {
  const readme = readFileSync(path.join(root, "examples", "README.md"), "utf8")
  const row = readme.split("\n").find((line) => line.includes(`(./${nameOf(file)}.ts)`))
  return `${nameOf(file).padEnd(32)}${row?.split("|")[2]?.trim() ?? ""}`
}
