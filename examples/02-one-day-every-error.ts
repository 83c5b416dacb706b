/** Reads the records of yesterday, and reacts to each of the ways in which that can fail by the tag of the error. */
import { CalendarDate, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Duration, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"

const yesterday = Effect.map(CalendarDate.today, (today): DateRange.DateRange => {
  const date = CalendarDate.addDays(today, -1)
  return { from: date, to: date }
})

const program = Effect.gen(function* () {
  const client = yield* UsageClient.UsageClient
  const { summary, usage } = yield* client.getUsage(yield* yesterday)
  yield* Console.log(
    `${usage.length} records of ${DateRange.format(summary.window)}, ${summary.cacheHits} of them cached`
  )
})

/** `never`: should a later version know of another error, this does not compile. */
const main: Effect.Effect<void, never, UsageClient.UsageClient> = program.pipe(
  // Somebody has to act, and nothing was tried again.
  Effect.catchTag(["AuthError", "Forbidden"], () => Console.error("The key is refused: make a new one.")),
  Effect.catchTag("InsufficientBalance", () => Console.error("The account is empty: top it up.")),
  // Something other than the gateway answers, or nothing does.
  Effect.catchTag(["EndpointRetired", "UnexpectedRedirect", "UnexpectedStatus"], (error) =>
    Console.error(`Is VARG_GATEWAY_URL right? ${error.message}`)
  ),
  Effect.catchTag("EdgeBlocked", () => Console.error("This network is blocked: try from another one.")),
  Effect.catchTag("TransportError", ({ code = "no code", kind }) => Console.error(`No connection: ${kind}, ${code}.`)),
  // Another time may do. The policy has tried as often as it allows.
  Effect.catchTag(["RateLimited", "CircuitOpen"], ({ retryAfter = Duration.minutes(1) }) =>
    Console.error(`Busy. Again in ${Duration.format(retryAfter)}.`)
  ),
  Effect.catchTag(
    ["ServerError", "BodyTruncated", "AttemptTimeout", "DeadlineExceeded", "RetryBudgetExhausted"],
    ({ attempts }) => Console.error(`Down, after ${attempts} attempts. Again tomorrow.`)
  ),
  // A higher limit may do, where the client has one.
  Effect.catchTag(["BodyTooLarge", "LimitExceeded"], ({ window }) =>
    Console.error(`The answer for ${DateRange.format(window)} is too large.`)
  ),
  // An answer that is not to be trusted is never counted.
  Effect.catchTag(["TotalMismatch", "WindowIgnored", "IrregularRecords", "MalformedBody", "SchemaMismatch"], (error) =>
    Console.error(`Not to be trusted: ${error.message}`)
  ),
  // A defect of this program: what it asked for, or what it did with the answer.
  Effect.catchTag(["InvalidRange", "BadRequest", "CallbackError"], (error) => Effect.die(error))
)

const Client = UsageClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(Effect.provide(main, Client))
