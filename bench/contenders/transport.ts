/** What carries requests: Effect's `fetch` client to an address, or one in process that answers with files. */
import path from "node:path"

import { Effect, Layer } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"

import { isAddress } from "./contender.ts"
import { piecesOf } from "./pieces.ts"

/** Loaded with this module, as a program has it that speaks HTTP: Node loads its `fetch` at the first use of any part. */
const { Response } = globalThis

/** The client for a source. */
export const transportTo = (source: string): Layer.Layer<HttpClient.HttpClient> =>
  isAddress(source) ? FetchHttpClient.layer : Layer.succeed(HttpClient.HttpClient, files(source))

/** Answers with the file, or with that of the day out of a folder. */
const files = (source: string) =>
  HttpClient.make((request, url) =>
    Effect.sync(() => {
      const file = source.endsWith(".json") ? source : path.join(source, `${url.searchParams.get("from")}.json`)
      const headers = { "content-type": "application/json" }
      return HttpClientResponse.fromWeb(request, new Response(body(piecesOf(file)), { headers }))
    })
  )

/** A piece is asked for when it is wanted, since the one before is overwritten then. */
const body = (pieces: AsyncGenerator<Uint8Array, void, void>) =>
  new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await pieces.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => void (await pieces.return())
    },
    { highWaterMark: 0 }
  )
