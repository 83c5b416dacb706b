/**
 * `varg-usage emulator`: the usage API without the API, for as long as nobody stops it.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import { Console, Effect, Option, Redacted, Result } from "effect"
import { Command, Flag } from "effect/cli"

import { exitCodes, Interruption } from "./Failure.ts"
import * as Selection from "./Selection.ts"

const flags = {
  port: Flag.Int("port").pipe(
    Flag.filter(
      (port) => port >= 0 && port <= 65_535,
      (port) => `Expected a port from 0 to 65535, got ${port}`
    ),
    Flag.withMetavar("N"),
    Flag.withDescription("Port of 127.0.0.1 to listen on (default: a free one)"),
    Flag.withDefault(0)
  ),
  seed: Flag.String("seed").pipe(
    Flag.withMetavar("S"),
    Flag.withDescription("Another seed is another account (default: 1)"),
    Flag.withDefault("1")
  ),
  from: Flag.String("from").pipe(
    Flag.withMetavar("YYYY-MM-DD"),
    Flag.withDescription("First day that has records (default: no first day)"),
    Flag.optional
  ),
  to: Flag.String("to").pipe(
    Flag.withMetavar("YYYY-MM-DD"),
    Flag.withDescription("Last day that has records; none is later than now (default: today)"),
    Flag.optional
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

const serve = Effect.fnUntraced(function* (input: Input) {
  const { from, to } = yield* Effect.fromResult(days(input))
  const interruption = yield* Interruption
  interruption.exitCode = exitCodes.fine
  const EmulatorServer = yield* Effect.promise(() => import("./EmulatorServer.ts"))
  const server = EmulatorServer.layer({ port: input.port, seed: input.seed, from, to })
  return yield* Effect.flatMap(EmulatorServer.EmulatorServer, announce).pipe(
    Effect.andThen(Effect.never),
    Effect.provide(server)
  )
})

const announce = ({ apiKey, gatewayUrl }: { readonly apiKey: Redacted.Redacted; readonly gatewayUrl: string }) =>
  Console.log(`VARG_GATEWAY_URL=${gatewayUrl}\nVARG_API_KEY=${Redacted.value(apiKey)}`).pipe(
    Effect.andThen(
      Console.error(
        "Listening until Ctrl-C. Set these two variables for `varg-usage report`, or for a client of yours."
      )
    )
  )

const days = ({ from, to }: Input) =>
  Result.gen(function* () {
    const first = Option.isSome(from) ? yield* Selection.date("from", from.value) : undefined
    const last = Option.isSome(to) ? yield* Selection.date("to", to.value) : undefined
    if (first !== undefined && last !== undefined) yield* DateRange.make(first, last)
    return { from: first, to: last }
  })

export const emulator = Command.make("emulator", flags, serve).pipe(
  Command.withDescription(
    "Serve the usage API over made-up records. The first two lines on stdout are the VARG_GATEWAY_URL and VARG_API_KEY to reach it; Ctrl-C or SIGTERM ends it with exit code 0."
  ),
  Command.withShortDescription("Serve the usage API over made-up records"),
  Command.withExamples([
    {
      command: "varg-usage emulator --port 8787 --seed demo",
      description: "The same account at the same address each time"
    },
    { command: "varg-usage emulator --from 2026-01-01 --to 2026-03-31", description: "Records of one quarter only" }
  ])
)
