/** A gateway made of answers, for tests that say what crosses the wire word by word. */
import { DateRange, UsageClient, type UsageError } from "@varg-usage/core"
import { Effect, Fiber, Layer, Redacted, Result } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

/** Stands for the key in every test, and is looked for where it must not be. */
export const key = "varg_live_canary_0123456789"

export const options: UsageClient.Options = { apiKey: Redacted.make(key), plan: Number.POSITIVE_INFINITY }

/** The one day that the answers are about. */
export const day = Result.getOrThrow(DateRange.parse("2026-02-13", "2026-02-13"))

/** Some time after that day. */
export const noon = Date.UTC(2026, 2, 1, 12)

export type Answer = () => Response

type Fields = Readonly<Record<string, unknown>>

export const record = (cost: unknown, fields: Fields = {}): Fields => ({
  job_id: "job_1",
  model: "fal:kling-v2.5",
  capability: "video",
  cost_cents: cost,
  cache_hit: false,
  created_at: "2026-02-13T10:00:00Z",
  ...fields
})

export const json =
  (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  () =>
    new Response(typeof value === "string" ? value : JSON.stringify(value), {
      status,
      headers: { "content-type": "application/json", ...headers }
    })

export interface Gateway {
  /** What was asked, in order. */
  readonly requests: ReadonlyArray<{ readonly url: URL; readonly headers: Fields }>
  readonly layer: Layer.Layer<HttpClient.HttpClient>
}

/** Gives one answer after the other, the last one again and again, and remembers what it was asked. */
export const gateway = (...answers: ReadonlyArray<Answer>): Gateway => {
  const requests: Array<Gateway["requests"][number]> = []
  const client = HttpClient.make((request, url) =>
    Effect.sync(() => {
      requests.push({ url, headers: request.headers })
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      return HttpClientResponse.fromWeb(request, answer?.() ?? new Response())
    })
  )
  return { requests, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/** Runs on virtual time, as far as the call needs. */
export const run = <A, E>(
  transport: Layer.Layer<HttpClient.HttpClient>,
  use: (client: UsageClient.UsageClient["Service"]) => Effect.Effect<A, E>,
  settings: Partial<UsageClient.Options> = {}
): Effect.Effect<Result.Result<A, E | UsageError.InvalidConfig>> =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const fiber = yield* Effect.flatMap(UsageClient.UsageClient, use).pipe(
      Effect.provide(UsageClient.layer({ ...options, ...settings }).pipe(Layer.provide(transport))),
      Effect.result,
      Effect.forkChild
    )
    // In steps, so that what is woken can go on before the next one.
    yield* Effect.repeat(TestClock.adjust("5 seconds"), { times: 120 })
    return yield* Fiber.join(fiber)
  })

/** What a call for the day fails with, and how often it asked. */
export const failure = (
  ...answers: ReadonlyArray<Answer>
): Effect.Effect<{
  readonly error: UsageError.UsageError | UsageError.InvalidConfig | undefined
  readonly requests: number
}> => {
  const { layer, requests } = gateway(...answers)
  return Effect.map(
    run(layer, (client) => client.getUsage(day)),
    (result) => ({ error: Result.isFailure(result) ? result.failure : undefined, requests: requests.length })
  )
}

export const tag = (error: { readonly _tag: string } | undefined): string | undefined => error?._tag
