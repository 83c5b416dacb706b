/** Calls a server that closes each connection after its answer without saying so, as proxies do to idle ones. */
import { Effect } from "effect"
import type { HttpClient } from "effect/http"

import * as Answer from "../answer.ts"
import * as Gateway from "../Gateway.ts"
import * as Question from "../Question.ts"
import * as UsageBody from "../usageBody.ts"

export interface KeepAlive {
  readonly calls: number
  readonly failures: number
  /** Attempts beyond the first of each call. */
  readonly retries: number
  readonly millis: number
}

export const keepAlive = (calls: number): Effect.Effect<KeepAlive, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { url } = yield* (yield* Gateway.Gateway).behave(Answer.thenCloses)
    const began = performance.now()
    const outcome = yield* Question.ask({ gatewayUrl: url, apiKey: UsageBody.key, times: calls, attempts: 4 })
    const millis = Math.round(performance.now() - began)
    const answered = outcome._tag === "Answered"
    return { calls, failures: answered ? 0 : 1, retries: answered ? outcome.attempts - calls : 0, millis }
  }).pipe(Effect.provide(Gateway.layer))
