import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate } from "@varg-usage/aggregate"
import { UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { UsageAccess, UsageHttp } from "@varg-usage/http"
import { Clock, Effect, Exit, Fiber, Layer, Redacted, Scope, Stream } from "effect"
import { Sse } from "effect/encoding"
import { HttpRouter, HttpServerRequest, type HttpServerResponse } from "effect/http"
import { TestClock } from "effect/testing"

import { objects } from "./served.ts"

const accepts = { lines: "application/x-ndjson", events: "text/event-stream" } as const

const start = Date.UTC(2026, 2, 10)

/** Asks for three days on the test's clock, where the gateway does this. */
const ask = Effect.fnUntraced(function* (form: keyof typeof accepts, options: Emulator.Options) {
  yield* TestClock.setTime(start)
  const services = UsageAggregate.layer.pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey) })),
    Layer.provide(Emulator.layerHttpClient(options))
  )
  const routes = UsageHttp.layer().pipe(Layer.provide([services, UsageAccess.layerUnprotected]))
  const answer = yield* HttpRouter.toHttpEffect(routes)
  const request = new Request("http://localhost/usage/days?from=2026-02-01&to=2026-02-03", {
    headers: { accept: accepts[form] }
  })
  return yield* Effect.forkChild(
    Effect.provideService(answer, HttpServerRequest.HttpServerRequest, HttpServerRequest.fromWeb(request))
  )
})

/** What is sent, each piece with the second that it is sent in. */
const sent = ({ body }: HttpServerResponse.HttpServerResponse) => {
  if (body._tag !== "Stream") return assert.fail("no stream")
  return body.stream.pipe(
    Stream.decodeText,
    Stream.mapEffect((text) => Effect.map(Clock.currentTimeMillis, (now) => [(now - start) / 1000, text] as const)),
    Stream.runCollect
  )
}

const textOf = (pieces: ReadonlyArray<readonly [number, string]>) => pieces.map(([, text]) => text).join("")

/** Lets the clock go on until it is done. */
const inTime = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust("1 second")
  return yield* Fiber.join(fiber)
})

/** The first request for each day is told to wait so long. */
const busyFor = (seconds: number, then?: Fault.Fault): Emulator.Options => ({
  faults: ({ attempt }) =>
    attempt === 0 ? Fault.error(503, "ServiceUnavailable", "Busy", { "retry-after": String(seconds) }) : then
})

const refused = Fault.error(401, "AuthError", "Invalid API key")

describe("a stream whose days keep it waiting", () => {
  it.effect("begins after 5 seconds, and sends a comment every 15 seconds where it sends events", () =>
    Effect.gen(function* () {
      const answer = yield* ask("events", busyFor(70))
      yield* TestClock.adjust("4 seconds")
      assert.isUndefined(answer.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const pieces = yield* inTime(sent(yield* Fiber.join(answer)))
      assert.deepStrictEqual(
        pieces.slice(0, 5),
        [5, 20, 35, 50, 65].map((second) => [second, ":\n\n"])
      )
      const ids: Array<string | undefined> = []
      const parser = Sse.makeParser((event) => void ids.push(event._tag === "Event" ? event.id : event._tag))
      parser.feed(textOf(pieces))
      assert.deepStrictEqual(ids, ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-03"])
    })
  )

  it.effect("sends the space that may stand before any JSON where it sends lines, each of which is read as ever", () =>
    Effect.gen(function* () {
      const answer = yield* ask("lines", busyFor(30))
      yield* TestClock.adjust("5 seconds")
      const pieces = yield* inTime(sent(yield* Fiber.join(answer)))
      assert.deepStrictEqual(pieces.slice(0, 2), [
        [5, " "],
        [20, " "]
      ])
      assert.deepStrictEqual(
        objects(textOf(pieces)).map(({ _tag, date, days }) => date ?? [_tag, days]),
        ["2026-02-01", "2026-02-02", "2026-02-03", ["End", 3]]
      )
    })
  )

  it.effect("[P30] has a status of its own for a failure that is known in time", () =>
    Effect.gen(function* () {
      const early = yield* ask("lines", busyFor(1, refused))
      assert.strictEqual((yield* inTime(Fiber.join(early))).status, 502)
    })
  )

  it.effect("[P30] ends with a failure that is known later", () =>
    Effect.gen(function* () {
      const late = yield* ask("lines", busyFor(6, refused))
      yield* TestClock.adjust("5 seconds")
      const response = yield* Fiber.join(late)
      assert.strictEqual(response.status, 200)
      const [failure, ...more] = objects(textOf(yield* inTime(sent(response))))
      assert.deepInclude(failure, { _tag: "Failure", error: "AuthError", statusCode: 502 })
      assert.deepStrictEqual(more, [])
    })
  )

  it.effect("[P20] [P31] is read ahead by nobody, and ends what it has asked for when its reader leaves", () =>
    Effect.gen(function* () {
      const open = new Set<number>()
      const scope = yield* Scope.make()
      const answer = yield* ask("events", {
        faults: () => Fault.Delay({ duration: "20 seconds" }),
        observe: ({ request, type }) => void (type === "asked" ? open.add(request.index) : open.delete(request.index))
      }).pipe(Scope.provide(scope))
      yield* TestClock.adjust("5 seconds")
      const { body } = yield* Fiber.join(answer)
      if (body._tag !== "Stream") return assert.fail("no stream")
      const reader = yield* Effect.forkChild(Stream.runDrain(Stream.take(body.stream, 2)))
      yield* TestClock.adjust("14 seconds")
      assert.isAbove(open.size, 0)
      yield* Fiber.interrupt(reader)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(open.size, 0)
    })
  )
})
