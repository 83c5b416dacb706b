/** What carries requests: Effect's `fetch` client to an address, or one in process that answers with files. */
import { open } from "node:fs/promises"
import path from "node:path"

import { Effect, Layer } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"

import { isAddress } from "./contender.ts"

/** The client for a source. */
export const transportTo = (source: string): Layer.Layer<HttpClient.HttpClient> =>
  isAddress(source) ? FetchHttpClient.layer : Layer.succeed(HttpClient.HttpClient, files(source))

/** Answers with the file, or with that of the day out of a folder, in pieces of 64 KiB. */
const files = (source: string) =>
  HttpClient.make((request, url) =>
    Effect.sync(() => {
      const file = source.endsWith(".json") ? source : path.join(source, `${url.searchParams.get("from")}.json`)
      const headers = { "content-type": "application/json" }
      return HttpClientResponse.fromWeb(request, new Response(pieces(file), { headers }))
    })
  )

function pieces(file: string): ReadableStream<Uint8Array> {
  const opened = open(file)
  return new ReadableStream({
    pull: async (controller) => {
      const handle = await opened
      const { buffer, bytesRead } = await handle.read(new Uint8Array(65_536))
      if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
      await handle.close()
      controller.close()
    },
    cancel: async () => (await opened).close()
  })
}
