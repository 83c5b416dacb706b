/** Retries failures whose bodies never end, and counts the connections that this leaves open. */
import { Effect, Schedule } from "effect"
import type { HttpClient } from "effect/http"

import * as Answer from "../answer.ts"
import * as Gateway from "../Gateway.ts"
import * as Question from "../Question.ts"
import * as UsageBody from "../usageBody.ts"
import * as Sockets from "./sockets.ts"

export interface Unfinished {
  readonly retries: number
  /** Most sockets at once that had carried a request. */
  readonly peak: number
  /** Most sockets at once, with those that a transport had opened for later. */
  readonly peakWithIdle: number
  /** Sockets with an answer that are open when all calls have ended. */
  readonly left: number
}

const attempts = 5

/** So many retries, so many calls at once. Each call has its own client, so that no budget and no circuit ends it. */
export const unfinished = (
  retries: number,
  concurrency: number
): Effect.Effect<Unfinished, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const gateway = yield* Gateway.Gateway
    const sockets = yield* Sockets.open
    let [peak, peakWithIdle] = [0, 0]
    const answer = Answer.unfinished(503)
    const { requests, url } = yield* gateway.behave((socket, nth, request) => {
      peak = Math.max(peak, Sockets.carrying(sockets))
      peakWithIdle = Math.max(peakWithIdle, sockets.size)
      answer(socket, nth, request)
    })
    const call = Question.ask({ gatewayUrl: url, apiKey: UsageBody.key, attempts })
    const calls = Math.ceil(retries / (attempts - 1))
    const outcomes = yield* Effect.replicateEffect(call, calls, { concurrency })
    const failed = outcomes.filter(({ _tag }) => _tag === "ServerError").length
    const left = Effect.sync(() => Sockets.carrying(sockets))
    yield* Effect.repeat(left, { schedule: Schedule.spaced("5 millis"), until: (open) => open === 0, times: 200 })
    return { retries: requests.length - failed, peak, peakWithIdle, left: yield* left }
  }).pipe(Effect.scoped, Effect.provide(Gateway.layer))
