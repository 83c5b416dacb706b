/** Cuts a body at every so many bytes, in three framings, and counts what is taken for a whole answer. */
import { Effect } from "effect"
import type { HttpClient } from "effect/http"

import * as Answer from "../answer.ts"
import * as Gateway from "../Gateway.ts"
import * as Question from "../Question.ts"
import * as UsageBody from "../usageBody.ts"

export interface Truncation {
  readonly bodies: number
  readonly accepted: number
  /** How often each error came. */
  readonly errors: Readonly<Record<string, number>>
}

export const truncation = (every: number): Effect.Effect<Truncation, never, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const gateway = yield* Gateway.Gateway
    const cases = Answer.framings.flatMap((framing) =>
      Array.from({ length: Math.ceil(UsageBody.body.length / every) }, (_, index) => ({
        framing,
        offset: index * every
      }))
    )
    const tags = yield* Effect.forEach(
      cases,
      Effect.fnUntraced(function* ({ framing, offset }) {
        const { url } = yield* gateway.behave(Answer.truncated({ framing }, offset))
        return (yield* Question.ask({ gatewayUrl: url, apiKey: UsageBody.key }))._tag
      }),
      { concurrency: 8 }
    )
    const errors: Record<string, number> = {}
    for (const tag of tags) if (tag !== "Answered") errors[tag] = (errors[tag] ?? 0) + 1
    return { bodies: tags.length, accepted: tags.filter((tag) => tag === "Answered").length, errors }
  }).pipe(Effect.provide(Gateway.layer))
