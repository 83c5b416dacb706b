/** Reads the records of yesterday, and reacts to what may go wrong by the tag of the error. */
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
}).pipe(
  Effect.catchTags({
    AuthError: () => Console.error("The key is not valid: make a new one."),
    RateLimited: ({ retryAfter = Duration.minutes(1) }) =>
      Console.error(`Busy. Again in ${Duration.format(retryAfter)}.`),
    TotalMismatch: (error) => Console.error(`Not to be trusted: ${error.message}`)
  }),
  // Each of the others prints as one sentence that says what to do.
  Effect.catch((error) => Console.error(error.message))
)

const Client = UsageClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(Effect.provide(program, Client))
