/** Runs a command to its end, without a shell. */
import { execFile } from "node:child_process"

import { Data, Effect } from "effect"

/** What to run, and where. */
export interface Command {
  readonly file: string
  readonly given: ReadonlyArray<string>
  readonly cwd: string
  /** Variables that it gets beside those of this process. */
  readonly environment?: NodeJS.ProcessEnv | undefined
}

/** What a check has found, in words for its report. */
export class Problem extends Data.TaggedError("Problem")<{ readonly message: string }> {}

/** A command that takes longer, in milliseconds, has hung. */
const timeout = 180_000

/** What a command wrote to stdout, and to stderr. */
export interface Printed {
  readonly output: string
  readonly notes: string
}

/** Runs a command; when it fails, the problem is all that it printed. An interruption ends it. */
export const run = ({ cwd, environment, file, given }: Command): Effect.Effect<Printed, Problem> =>
  Effect.callback((resume) => {
    const options = { cwd, env: { ...process.env, ...environment }, timeout, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(file, [...given], options, (error, output, notes) => {
      const failed = `${file} ${given.join(" ")} failed in ${cwd}\n${`${output}${notes}` || error?.message}`
      resume(error === null ? Effect.succeed({ output, notes }) : Effect.fail(new Problem({ message: failed })))
    })
    return Effect.sync(() => child.kill())
  })
