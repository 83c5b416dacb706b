/** What the client makes of connections that fail it. */
import { type Vitest, assert } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import * as Answer from "../answer.ts"
import { Asker } from "../Asker.ts"
import * as BlackHole from "../BlackHole.ts"
import { type Behaviour, Gateway, make, type Seen } from "../Gateway.ts"
import * as UsageBody from "../usageBody.ts"
import { asked, exact, failure } from "./answers.ts"

/** A port where nobody listens any more. */
const deserted = Effect.map(Effect.scoped(make), ({ port }) => `http://127.0.0.1:${port}`)

/**
 * Resolves when the connection of the request is gone, which must be soon: garbage collection would end it, too. What is
 * cancelled between two reads, Chromium drains for 5 seconds, in the hope to use the connection again.
 */
const closed = Effect.fnUntraced(function* ({ socket }: Seen) {
  const { runtime } = yield* Asker
  const gone = Effect.callback<void>((resume) => {
    if (socket.destroyed) return resume(Effect.void)
    socket.once("close", () => resume(Effect.void))
  })
  return yield* Effect.timeoutOrElse(gone, {
    duration: runtime === "browser" ? "7 seconds" : "2 seconds",
    orElse: () => Effect.sync(() => assert.fail("the connection is still open"))
  })
})

export const connections = (it: Vitest.MethodsNonLive<Asker | Gateway>): void => {
  it.effect("[P11] [P13] asks again where nobody listens, as often as the policy says", () =>
    Effect.gen(function* () {
      const { ask, runtime } = yield* Asker
      const found = yield* ask({ gatewayUrl: yield* deserted, apiKey: UsageBody.key, attempts: 3 })
      if (found._tag === "Answered") return assert.fail("answered")
      assert.deepInclude(found, { _tag: "TransportError", attempts: 3, showsKey: false })
      assert.strictEqual(found.fields["kind"], runtime === "browser" ? "unknown" : "connect")
    })
  )

  it.effect("[P11] [P13] asks again after a connection is reset before its headers", () =>
    Effect.gen(function* () {
      const { runtime } = yield* Asker
      for (const behaviour of [Answer.resetAtOnce, Answer.resetInHead]) {
        const found = yield* failure(behaviour, { attempts: 1 })
        assert.deepInclude(found, { _tag: "TransportError", kind: runtime === "browser" ? "unknown" : "reset" })
        const { outcome, requests } = yield* asked(Answer.inTurn(behaviour, behaviour, Answer.whole()), { attempts: 3 })
        assert.strictEqual(requests.length, 3)
        assert.deepInclude(outcome, { ...exact, attempts: outcome.attempts })
      }
    })
  )

  it.effect("[P3] [P5] asks again after a reset within the body, and counts nothing of it", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* failure(Answer.resetInBody), { _tag: "BodyTruncated", requests: 1 })
      const { outcome } = yield* asked(Answer.inTurn(Answer.resetInBody, Answer.whole()), { attempts: 2 })
      assert.deepStrictEqual(outcome, { ...exact, attempts: 2 })
    })
  )

  it.effect("[P13] gives up an answer that does not begin, or does not end, and closes its connection", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [Behaviour, string]> = [
        [Answer.silence, "headers"],
        [Answer.stalled, "body"],
        [Answer.drip, "body"]
      ]
      for (const [behaviour, phase] of cases) {
        const scenario = yield* (yield* Gateway).behave(behaviour)
        const found = yield* (yield* Asker).ask({
          gatewayUrl: scenario.url,
          apiKey: UsageBody.key,
          attemptTimeoutMillis: 150
        })
        assert.strictEqual(found._tag, "AttemptTimeout")
        assert.deepInclude(found, { _tag: "AttemptTimeout", attempts: 1 })
        if (found._tag !== "Answered") {
          assert.strictEqual(found.fields["phase"], phase)
          assert.isAtLeast(found.elapsedMillis, 150)
          assert.isBelow(found.elapsedMillis, 1500)
        }
        yield* closed(yield* scenario.request(0))
      }
    })
  )

  it.effect("[P11] [P13] gives up a connection that is not made, and tries again", () =>
    Effect.gen(function* () {
      const gatewayUrl = yield* BlackHole.make
      const { ask } = yield* Asker
      const found = yield* ask({ gatewayUrl, apiKey: UsageBody.key, attempts: 2, attemptTimeoutMillis: 150 })
      if (found._tag === "Answered") return assert.fail("answered")
      // Nobody tells that this was no wait for an answer.
      assert.deepInclude(found.fields, { _tag: "AttemptTimeout", phase: "headers" })
      assert.strictEqual(found.attempts, 2)
      assert.isAtLeast(found.elapsedMillis, 300)
      assert.isBelow(found.elapsedMillis, 3000)
    })
  )

  it.effect("[P13] closes the connection behind an answer whose body it has no use for, or only the beginning", () =>
    Effect.gen(function* () {
      const { ask } = yield* Asker
      for (const [status, tag] of [
        [302, "UnexpectedRedirect"],
        [200, "MalformedBody"],
        [503, "ServerError"]
      ] as const) {
        const scenario = yield* (yield* Gateway).behave(Answer.unfinished(status))
        const found = yield* ask({ gatewayUrl: scenario.url, apiKey: UsageBody.key })
        assert.strictEqual(found._tag, tag)
        yield* closed(yield* scenario.request(0))
      }
    })
  )

  it.effect("[P20] closes the connection when it is interrupted, before the headers and within the body", () =>
    Effect.gen(function* () {
      const { ask, runtime } = yield* Asker
      for (const behaviour of [Answer.silence, Answer.stalled, Answer.drip]) {
        const scenario = yield* (yield* Gateway).behave(behaviour)
        const fiber = yield* Effect.forkChild(ask({ gatewayUrl: scenario.url, apiKey: UsageBody.key, attempts: 4 }))
        const ended = Effect.map(Fiber.join(fiber), ({ _tag }) => assert.fail(`ended with ${_tag}`))
        const request = yield* Effect.raceFirst(scenario.request(0), ended)
        yield* Effect.sleep("20 millis")
        const began = performance.now()
        yield* Fiber.interrupt(fiber)
        yield* closed(request)
        if (runtime === "node") assert.isBelow(performance.now() - began, 1000)
        assert.lengthOf(scenario.requests, 1)
      }
    })
  )

  it.effect("[P11] fails no call of 50 when the server closes each connection after its answer", () =>
    Effect.gen(function* () {
      const { outcome } = yield* asked(Answer.thenCloses, { times: 50, attempts: 4 })
      assert.deepInclude(outcome, { _tag: "Answered", total: UsageBody.total })
    })
  )
}
