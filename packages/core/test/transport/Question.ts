/**
 * One question to a gateway and what came of it, as plain data: so that it can be put in this process and in a page.
 */
import { Cents, DateRange, RetryPolicy, UsageClient, type UsageError } from "@varg-usage/core"
import { Duration, Effect, Redacted, Result } from "effect"
import type { HttpClient } from "effect/http"

/** What the client is made of, and what it is asked. */
export interface Question {
  readonly gatewayUrl: string
  readonly apiKey: string
  readonly from?: string
  readonly to?: string
  /** Calls, one after the other, by the same client; ends with the first that fails. */
  readonly times?: number
  readonly attempts?: number
  readonly attemptTimeoutMillis?: number
  readonly maxBytes?: number
}

export type Outcome = Answered | Failed

export interface Answered {
  readonly _tag: "Answered"
  /** In cents, the decimal as it is. */
  readonly total: string
  readonly sum: string
  readonly records: number
  readonly agreement: string
  /** Of all calls together. */
  readonly attempts: number
}

/** An error of the client by its tag, with those of its fields that are plain. */
export interface Failed {
  readonly _tag: UsageError.UsageError["_tag"] | "InvalidConfig"
  readonly message: string
  readonly attempts: number
  readonly elapsedMillis: number
  readonly fields: Readonly<Record<string, unknown>>
  /** Whether the key can be seen in it, however it is printed. */
  readonly showsKey: boolean
}

/** Without waits but those that a server asks for: a retry follows within a millisecond. */
const policyOf = (question: Question): RetryPolicy.RetryPolicy => ({
  ...RetryPolicy.interactive,
  attempts: question.attempts ?? 1,
  transient: { base: Duration.millis(1), cap: Duration.millis(1) },
  throttle: { base: Duration.millis(1), cap: Duration.millis(1) },
  attemptTimeout: Duration.millis(question.attemptTimeoutMillis ?? 20_000)
})

/** Asks inside of a span, so that trace headers would be sent if anything sent them. */
export const ask = (question: Question): Effect.Effect<Outcome, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* UsageClient.make({
      apiKey: Redacted.make(question.apiKey),
      gatewayUrl: question.gatewayUrl,
      retry: policyOf(question),
      maxResponseBytes: question.maxBytes
    })
    const range = yield* Effect.fromResult(
      DateRange.parse(question.from ?? "2026-02-13", question.to ?? question.from ?? "2026-02-13")
    )
    let attempts = 0
    const times = question.times ?? 1
    for (let call = 1; ; call++) {
      const { summary } = yield* client.getUsage(range)
      attempts += summary.attempts
      if (call >= times) return answered(summary, attempts)
    }
  }).pipe(
    Effect.scoped,
    Effect.withSpan("app"),
    Effect.result,
    Effect.map((result) => (Result.isSuccess(result) ? result.success : failed(result.failure, question.apiKey)))
  )

function answered(summary: UsageClient.UsageResponse["summary"], attempts: number): Answered {
  return {
    _tag: "Answered",
    total: Cents.format(summary.totalCents),
    sum: Cents.format(summary.sumCents),
    records: summary.records,
    agreement: summary.agreement,
    attempts
  }
}

type Failure = UsageError.UsageError | UsageError.InvalidConfig

function failed(error: Failure, apiKey: string): Failed {
  const shown = [String(error), error.stack, JSON.stringify(error), ...Object.values(error).map(String)].join("\n")
  const plain = Object.entries(error).filter(([, value]) => typeof value === "string" || typeof value === "number")
  return {
    _tag: error._tag,
    message: error.message,
    attempts: "attempts" in error ? error.attempts : 0,
    elapsedMillis: "elapsed" in error ? Duration.toMillis(error.elapsed) : 0,
    fields: Object.fromEntries(plain),
    showsKey: shown.includes(apiKey)
  }
}
