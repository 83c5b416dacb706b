import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Effect, Schema, Stream } from "effect"

import * as Api from "../page/api.ts"

const names = ["fal:flux", "النموذج", "\u{1F3A8}"]
const days: ReadonlyArray<Api.Day> = names.map((model) => ({
  _tag: "DayFailure",
  date: "2026-02-01",
  error: "ServerError",
  message: `${model} failed.`
}))
const bytes = new TextEncoder().encode(
  [...days, { _tag: "End", days: days.length }].map((line) => `${JSON.stringify(line)}\n`).join("")
)

const bodyOf = (chunks: ReadonlyArray<Uint8Array<ArrayBuffer>>) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    }
  })

const read = (body: ReadableStream<Uint8Array<ArrayBuffer>>) =>
  Stream.runCollect(Stream.fromAsyncIterable(Api.daysOf(body), String))

const Size = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: bytes.length }))

describe("the page's reader of days", () => {
  it.effect.prop("[P31] reads the same days from a body in chunks of any size", [Size], ([size]) =>
    Effect.gen(function* () {
      const chunks = Arr.chunksOf(bytes, size).map((chunk) => Uint8Array.from(chunk))
      assert.deepStrictEqual(yield* read(bodyOf(chunks)), days)
    })
  )

  it.effect.prop("[P31] takes no body for whole that was cut, wherever it was", [Size], ([missing]) =>
    Effect.gen(function* () {
      const reason = yield* Effect.flip(read(bodyOf([bytes.slice(0, -missing)])))
      assert.include(reason, "The connection broke before the last day was there.")
    })
  )

  it.effect("[P31] passes on why the stream could not go on", () =>
    Effect.gen(function* () {
      const line = { _tag: "Failure", error: "AuthError", message: "The gateway refuses this server's key." }
      const reason = yield* Effect.flip(read(bodyOf([new TextEncoder().encode(`${JSON.stringify(line)}\n`)])))
      assert.include(reason, line.message)
    })
  )
})
