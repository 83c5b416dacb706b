/** What Effect brings along, with its checks by a schema: a stream of the elements of an array, and the whole body. */
import { Effect, ManagedRuntime, Schema, Stream } from "effect"
import { JsonArray } from "effect/encoding"
import { HttpClient, HttpClientResponse } from "effect/http"

import { onlyBytes } from "../data/rollup.ts"
import { addressesOf, type Contender, FloatRollup, type Task } from "./contender.ts"
import { transportTo } from "./transport.ts"

/** The record as most people would declare it. The date stays a text: to decode it costs more than all the rest. */
const UsageRecord = Schema.Struct({
  job_id: Schema.String,
  model: Schema.String,
  capability: Schema.String,
  cost_cents: Schema.Finite,
  cache_hit: Schema.Boolean,
  created_at: Schema.String
})

const Answer = Schema.Struct({ usage: Schema.Array(UsageRecord), total_cents: Schema.Finite })

/** Element by element out of the array that stands under `usage`. */
export const effectJsonArray: Contender = (task) =>
  eachAnswer(task, (response, rollup) =>
    response.stream.pipe(
      Stream.pipeThroughChannel(JsonArray.decodeSchema(UsageRecord)({ pointer: "/usage" })),
      Stream.runForEachArray((records) =>
        Effect.sync(() => {
          for (const record of records) rollup.add(record)
        })
      )
    )
  )

/** The whole body at once. */
export const effectSchemaBody: Contender = (task) =>
  eachAnswer(task, (response, rollup) =>
    Effect.map(HttpClientResponse.schemaBodyJson(Answer)(response), ({ usage }) => {
      for (const record of usage) rollup.add(record)
    })
  )

/** Nothing but the bytes: the limit of whoever reads through Effect's client. */
export const effectDrain: Contender = async (task) => {
  let bytes = 0
  const count = (chunks: ReadonlyArray<Uint8Array>) =>
    Effect.sync(() => {
      for (const chunk of chunks) bytes += chunk.length
    })
  await eachAnswer(task, (response) => Stream.runForEachArray(response.stream, count))
  return onlyBytes(bytes)
}

type Read = (response: HttpClientResponse.HttpClientResponse, rollup: FloatRollup) => Effect.Effect<void, unknown>

async function eachAnswer(task: Task, read: Read) {
  const rollup = new FloatRollup()
  const get = Effect.fnUntraced(function* (address: string) {
    const response = yield* HttpClientResponse.filterStatusOk(yield* HttpClient.get(address))
    yield* read(response, rollup)
  })
  const { concurrency } = task
  await runtimeFor(task.source).runPromise(Effect.forEach(addressesOf(task), get, { concurrency, discard: true }))
  return rollup.value
}

let runtime: ManagedRuntime.ManagedRuntime<HttpClient.HttpClient, never> | undefined

/** One client for all calls of a process. */
function runtimeFor(source: string) {
  return (runtime ??= ManagedRuntime.make(transportTo(source)))
}
