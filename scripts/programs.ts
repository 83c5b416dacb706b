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
  const environment = { ...process.env, ...emulator.environment }
  const runs = Effect.forEach(files, (file) => Effect.map(run(file, { environment }), (ran) => failureOf(file, ran)), {
    concurrency: availableParallelism()
  })
  return Effect.runPromise(Effect.ensuring(Effect.map(runs, Arr.flatten), Effect.promise(emulator.stop)))
}

/** How a program ended. */
export interface Ran {
  /** `undefined` where a signal has ended it. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly args?: ReadonlyArray<string> | undefined
  /** All that it gets. */
  readonly environment: NodeJS.ProcessEnv
}

/** Runs a file with Node, from the root. */
export const run = (file: string, { args = [], environment }: RunOptions): Effect.Effect<Ran> =>
  Effect.callback((resume) => {
    const options = { cwd: root, env: environment, timeout, maxBuffer: 64 * 1024 ** 2 }
    const child = execFile(process.execPath, [file, ...args], options, (_error, stdout, stderr) => {
      resume(Effect.succeed({ exitCode: child.exitCode ?? undefined, stdout, stderr }))
    })
    return Effect.sync(() => child.kill())
  })

function failureOf(file: string, { exitCode, stderr, stdout }: Ran): ReadonlyArray<string> {
  if (exitCode === 0) return []
  const how = exitCode === undefined ? "is ended by a signal" : `exits with ${exitCode}`
  return [`${path.relative(root, file)} ${how} when it is run:\n${stdout}${stderr}`]
}

export interface Emulator {
  /** The variables that lead to it. */
  readonly environment: NodeJS.ProcessEnv
  readonly stop: () => Promise<void>
}

/**
 * The first two lines that `varg-usage emulator` prints are the variables that lead to it; `file` is the command, and each
 * seed gives records of its own.
 */
export async function startEmulator({ file = "packages/cli/src/bin.ts", seed = "1" } = {}): Promise<Emulator> {
  const child = spawn(process.execPath, [file, "emulator", "--port", "0", "--seed", seed], {
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
