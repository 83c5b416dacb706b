/** Runs programs as a reader would, with an emulator as their gateway, and tells which of them fail. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { availableParallelism } from "node:os"
import path from "node:path"
import { createInterface } from "node:readline"

import { Array as Arr, Effect } from "effect"

import { root } from "./report.ts"

/** A program that takes longer has hung. */
const timeout = 60_000

/** Runs each file with Node, as many at once as there are processors; each failure is its name and what it said. */
export const runAll = async (files: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  if (files.length === 0) return []
  const emulator = await startEmulator()
  const runs = Effect.forEach(files, (file) => run(file, emulator.environment), { concurrency: availableParallelism() })
  return Effect.runPromise(Effect.ensuring(Effect.map(runs, Arr.flatten), Effect.promise(emulator.stop)))
}

function run(file: string, environment: NodeJS.ProcessEnv): Effect.Effect<ReadonlyArray<string>> {
  const options = { cwd: root, env: { ...process.env, ...environment }, timeout }
  return Effect.callback((resume) => {
    const child = execFile(process.execPath, [file], options, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}` || error?.message
      resume(Effect.succeed(error === null ? [] : [`${path.relative(root, file)} fails when it is run:\n${said}`]))
    })
    return Effect.sync(() => child.kill())
  })
}

export interface Emulator {
  /** The variables that lead to it. */
  readonly environment: NodeJS.ProcessEnv
  readonly stop: () => Promise<void>
}

/** The first two lines that `varg-usage emulator` prints are the variables that lead to it; `file` is the command. */
export async function startEmulator(file = "packages/cli/src/bin.ts"): Promise<Emulator> {
  const child = spawn(process.execPath, [file, "emulator", "--port", "0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"]
  })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const variables = [await lines.next(), await lines.next()].map(({ value }) => String(value).split("=", 2))
  if (variables.some(([name]) => name === undefined || !name.startsWith("VARG_"))) {
    child.kill()
    throw new Error(`varg-usage emulator did not print the variables that lead to it\n${said}`)
  }
  return {
    environment: Object.fromEntries(variables) as NodeJS.ProcessEnv,
    stop: async (): Promise<void> => {
      if (child.exitCode !== null) return
      child.kill()
      await once(child, "exit")
    }
  }
}
