/** The program in process, asking an emulator in process, on 2026-11-22 at noon. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { ConfigProvider, Effect, type Exit, Layer, Runtime, Stdio } from "effect"
import type { HttpClient } from "effect/http"
import { TestClock, TestConsole } from "effect/testing"

import * as Cli from "../src/Cli.ts"
import * as Failure from "../src/Failure.ts"

export const noon = Date.UTC(2026, 10, 22, 12)

export const dataset = UsageDataset.make({ seed: 7, recordsPerDay: 60 })

/** What a run has printed, and its exit code. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Looks as a key does, and is found wherever it is shown. */
export const canary = "varg_live_CANARY0123456789"

export interface Options extends Emulator.Options {
  /** The environment; the key of the emulator by default. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

export const run = (args: ReadonlyArray<string>, options: Options = {}): Effect.Effect<Ran> =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const exit = yield* Effect.exit(Cli.run(args))
    return {
      stdout: (yield* TestConsole.logLines).join("\n"),
      stderr: (yield* TestConsole.errorLines).join("\n"),
      exitCode: codeOf(exit)
    }
  }).pipe(Effect.provide([Layer.fresh(TestConsole.layer), services(options)]))

/** A gateway on a loopback address has no rate limit, which would be waited for on virtual time. */
const emulated = { VARG_API_KEY: Emulator.demoKey, VARG_GATEWAY_URL: "http://localhost" }

const services = ({ environment = emulated, ...options }: Options) =>
  Layer.mergeAll(
    Layer.sync(Failure.Interruption, () => ({ exitCode: Failure.exitCodes.interrupted })),
    Layer.merge(
      NodeServices.layer,
      Stdio.layerTest({
        stdinIsTerminal: Effect.succeed(false),
        stdoutIsTerminal: Effect.succeed(false),
        stderrIsTerminal: Effect.succeed(false)
      })
    ),
    ConfigProvider.layer(ConfigProvider.fromUnknown(environment, { preserveEmptyStrings: true })),
    Emulator.layerHttpClient({ dataset, ...options }) satisfies Layer.Layer<HttpClient.HttpClient | Emulator.Emulator>
  )

const codeOf = (exit: Exit.Exit<void, Failure.Ended>): number => {
  let code = -1
  Runtime.defaultTeardown(exit, (found) => {
    code = found
  })
  return code
}
