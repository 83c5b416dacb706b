/**
 * Wires the program to the process.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, Layer, Stdio } from "effect"
import { TerminalCapabilities } from "effect/cli"
import { FetchHttpClient } from "effect/http"

import * as Cli from "./Cli.ts"
import * as Failure from "./Failure.ts"

const services = Layer.mergeAll(FetchHttpClient.layer, TerminalCapabilities.layer).pipe(
  Layer.provideMerge(NodeServices.layer),
  // A key that is set and empty is a mistake to tell, not a key that is not set.
  Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromEnv({ preserveEmptyStrings: true })))
)

// A reader that has seen enough, such as `head`, is no failure; a full disk is.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return
    if (stream === process.stdout) process.stderr.write(`varg-usage: The output can't be written (${code}).\n`)
    // oxlint-disable-next-line node/no-process-exit -- nobody hears any more what the rest would say
    process.exit(Failure.exitCodes.failure)
  })
}

const interruption: Failure.Interruption["Service"] = { exitCode: Failure.exitCodes.interrupted }

Stdio.Stdio.pipe(
  Effect.flatMap(({ args }) => args),
  Effect.flatMap(Cli.run),
  Effect.provide(services),
  Effect.provideService(Failure.Interruption, interruption),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: Cli.teardown(interruption) })
)
