/** What carries requests: Effect's `fetch` client to an address, or one in process that answers with files. */
import { open } from "node:fs/promises"
import path from "node:path"

import { Effect, Layer } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"

import { isAddress } from "./contender.ts"

/** The client for a source. */
export const transportTo = (source: string): Layer.Layer<HttpClient.HttpClient> =>
  isAddress(source) ? FetchHttpClient.layer : Layer.succeed(HttpClient.HttpClient, files(source))

/** Answers with the file, or with that of the day out of a folder, in pieces of 1 MiB. */
const files = (source: string) =>
  HttpClient.make((request, url) =>
    Effect.sync(() => {
      const file = source.endsWith(".json") ? source : path.join(source, `${url.searchParams.get("from")}.json`)
      const headers = { "content-type": "application/json" }
      return HttpClientResponse.fromWeb(request, new Response(pieces(file), { headers }))
    })
  )

/** One buffer for all pieces, as some transports do: each is read before the next is asked for. */
function pieces(file: string): ReadableStream<Uint8Array> {
  const opened = open(file)
  const buffer = new Uint8Array(1024 * 1024)
  return new ReadableStream(
    {
      pull: async (controller) => {
        const handle = await opened
        const { bytesRead } = await handle.read(buffer)
        if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
        await handle.close()
        controller.close()
      },
      cancel: async () => (await opened).close()
    },
    { highWaterMark: 0 }
  )
}
