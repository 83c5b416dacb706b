/** Asks a gateway whose first two answers are failures, under five policies. It is an emulator, which fails on request. */
import { CalendarDate, RetryPolicy, UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Console, Duration, Effect, Layer, Option, Redacted, Schedule } from "effect"

const policies = {
  // What a client has unless it is told otherwise: four attempts, for calls that somebody waits for.
  interactive: RetryPolicy.interactive,
  // A policy is data. This one gives up sooner and comes back faster.
  hasty: {
    ...RetryPolicy.interactive,
    attempts: 2,
    transient: { base: Duration.millis(10), cap: Duration.millis(100) }
  },
  // An Effect schedule says how often and when, but never earlier than the gateway allows.
  schedule: Schedule.exponential("10 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 5 })),
  none: RetryPolicy.none
}

const date = Option.getOrThrow(CalendarDate.parse("2026-02-13"))

const ask = Effect.gen(function* () {
  const client = yield* UsageClient.UsageClient
  const { summary } = yield* client.getUsage({ from: date, to: date })
  return `${summary.records} records; requests of this call: ${summary.attempts}`
})

/** The client under a policy, over a gateway that has yet to fail twice. */
const clientWith = (retry: UsageClient.Options["retry"]) =>
  UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), retry }).pipe(
    Layer.provide(
      Emulator.layerHttpClient({
        faults: ({ attempt }) => (attempt < 2 ? Fault.error(503, "InternalError", "Try again") : undefined)
      })
    )
  )

const program = Effect.gen(function* () {
  for (const [name, retry] of Object.entries(policies)) {
    const told = ask.pipe(
      Effect.catch(({ message }) => Effect.succeed(message)),
      Effect.provide(clientWith(retry))
    )
    yield* Console.log(`${name}: ${yield* told}`)
  }
  // An application with a rhythm of its own keeps the client from trying, and asks whether another try may help.
  const later = ask.pipe(
    Effect.retry({ while: RetryPolicy.isRetryable, schedule: Schedule.spaced("50 millis") }),
    Effect.provide(clientWith(RetryPolicy.none))
  )
  yield* Console.log(`none, and again later: ${yield* later}`)
})

await Effect.runPromise(program)
