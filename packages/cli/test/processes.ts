/** Processes of the program, started as a shell would start them, with no environment but what is given. */
import { fileURLToPath } from "node:url"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, type PlatformError, type Scope, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url))

export type Environment = Readonly<Record<string, string>>

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

type Handle = ChildProcessSpawner.ChildProcessHandle

const spawn = (command: string, args: ReadonlyArray<string>, environment: Environment) =>
  Effect.flatMap(ChildProcessSpawner.ChildProcessSpawner, (spawner) =>
    spawner.spawn(ChildProcess.make(command, args, { env: environment, extendEnv: false, stdin: "ignore" }))
  ).pipe(Effect.provide(NodeServices.layer))

/** Starts the program; what still runs when the scope closes is stopped. */
export const start = (
  args: ReadonlyArray<string>,
  environment: Environment = {}
): Effect.Effect<Handle, PlatformError.PlatformError, Scope.Scope> =>
  spawn(process.execPath, [bin, ...args], environment)

/** Everything that is printed until the end. */
export const outputOf = ({ exitCode, stderr, stdout }: Handle): Effect.Effect<Ended, PlatformError.PlatformError> =>
  Effect.all({ stdout: text(stdout), stderr: text(stderr), exitCode }, { concurrency: 3 })

/** Runs the program to its end. */
export const run = (
  args: ReadonlyArray<string>,
  environment?: Environment
): Effect.Effect<Ended, PlatformError.PlatformError> =>
  Effect.scoped(Effect.flatMap(start(args, environment), outputOf))

/** Runs the program with a reader that has left before anything is printed; the exit code is told on stderr. */
export const runUnread = (args: ReadonlyArray<string>): Effect.Effect<Ended, PlatformError.PlatformError> =>
  Effect.scoped(
    Effect.flatMap(
      spawn("/bin/sh", ["-c", `{ "$0" "$@"; echo "exit code $?" >&2; } | true`, process.execPath, bin, ...args], {}),
      outputOf
    )
  )

const text = (bytes: Handle["stdout"]) => Stream.mkString(Stream.decodeText(bytes))
