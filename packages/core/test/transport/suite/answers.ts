/** What the client makes of whole answers, good and bad, however they are framed. */
import { type Vitest, assert } from "@effect/vitest"
import { Effect } from "effect"

import * as Answer from "../answer.ts"
import { Asker } from "../Asker.ts"
import { Gateway, type Behaviour } from "../Gateway.ts"
import type { Question } from "../Question.ts"
import * as UsageBody from "../usageBody.ts"

export const exact = {
  _tag: "Answered",
  total: UsageBody.total,
  sum: UsageBody.total,
  records: UsageBody.records,
  agreement: "exact",
  attempts: 1
} as const

/** Asks a gateway that behaves like that. Gives the outcome and the requests that the gateway saw. */
export const asked = Effect.fnUntraced(function* (behaviour: Behaviour, question: Partial<Question> = {}) {
  const scenario = yield* (yield* Gateway).behave(behaviour)
  const outcome = yield* (yield* Asker).ask({ gatewayUrl: scenario.url, apiKey: UsageBody.key, ...question })
  return { outcome, requests: scenario.requests }
})

/** The error that the client fails with, with the number of requests that the gateway saw. */
export const failure = Effect.fnUntraced(function* (
  behaviour: Behaviour,
  question: Partial<Question> = {}
): Effect.fn.Return<Readonly<Record<string, unknown>>, never, Asker | Gateway> {
  const { outcome, requests } = yield* asked(behaviour, question)
  if (outcome._tag === "Answered") return assert.fail(`answered ${outcome.total}`)
  assert.isFalse(outcome.showsKey, outcome._tag)
  // A browser repeats a request by itself when the connection was one that it had kept.
  if ((yield* Asker).runtime === "node") assert.strictEqual(outcome.attempts, requests.length)
  return { ...outcome.fields, ...outcome, requests: requests.length }
})

export const answers = (it: Vitest.MethodsNonLive<Asker | Gateway>): void => {
  for (const framing of Answer.framings) {
    it.effect(`[P1] gives the exact total of an answer framed by ${framing}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual((yield* asked(Answer.whole({ framing }))).outcome, exact)
      })
    )
  }

  it.effect("sends the key, both dates and what it accepts, and no trace headers, though a span is open", () =>
    Effect.gen(function* () {
      const { requests } = yield* asked(Answer.whole())
      const [request] = requests
      assert.match(request?.path ?? "", /\/v1\/usage\?from=2026-02-13&to=2026-02-13$/u)
      assert.strictEqual(request?.headers.get("authorization"), `Bearer ${UsageBody.key}`)
      assert.strictEqual(request?.headers.get("accept"), "application/json")
      assert.match(request?.headers.get("accept-encoding") ?? "", /gzip, deflate, br, zstd/u)
      assert.isNotEmpty(request?.headers.get("user-agent"))
      for (const name of ["traceparent", "tracestate", "b3", "x-b3-traceid", "x-b3-spanid", "baggage"]) {
        assert.isFalse(request?.headers.has(name), name)
      }
    })
  )

  it.effect("[P12] takes the 401 of the contract as final", () =>
    Effect.gen(function* () {
      const found = yield* failure(Answer.problem(401, "Invalid API key"), { attempts: 4 })
      assert.deepInclude(found, { _tag: "AuthError", requests: 1, detail: "Invalid API key" })
    })
  )

  it.effect("[P11] waits out a 429 as long as it says, and asks again", () =>
    Effect.gen(function* () {
      const began = performance.now()
      const { outcome } = yield* asked(
        Answer.inTurn(Answer.problem(429, "Slow down", { "retry-after-ms": "60" }), Answer.whole()),
        { attempts: 2 }
      )
      assert.deepStrictEqual(outcome, { ...exact, attempts: 2 })
      assert.isAtLeast(performance.now() - began, 60)
    })
  )

  it.effect("[P4] takes a page of HTML for what it is", () =>
    Effect.gen(function* () {
      const page = Answer.whole({ headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" })
      const found = yield* failure(page, { attempts: 4 })
      assert.deepInclude(found, { _tag: "MalformedBody", kind: "contentType", contentType: "text/html", requests: 1 })
    })
  )

  it.effect("[P4] [P14] takes nothing for an answer that is none", () =>
    Effect.gen(function* () {
      for (const framing of Answer.framings) {
        for (const [body, kind] of [
          ["", "empty"],
          [" \n", "empty"],
          ["null", "empty"],
          ["{]", "json"],
          ["\u00ff", "json"]
        ] as const) {
          const found = yield* failure(Answer.whole({ framing, body }), { attempts: 1 })
          assert.deepInclude(found, { _tag: "MalformedBody", kind, requests: 1 }, `${framing} ${body}`)
        }
      }
      const empty = yield* failure(Answer.whole({ status: 204, headers: { "content-length": "0" }, body: "" }))
      assert.deepInclude(empty, { _tag: "UnexpectedStatus", status: 204 })
    })
  )
}
