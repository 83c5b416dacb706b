/** A collector of OpenTelemetry's on a free loopback port: it keeps whatever it is sent. */
import { createServer } from "node:http"

import { Effect, type Scope } from "effect"

import * as Loopback from "../loopback.ts"

export interface Collector {
  readonly url: string
  /** Each request's path, headers and body, as text. */
  readonly received: ReadonlyArray<string>
}

export const collector: Effect.Effect<Collector, never, Scope.Scope> = Effect.gen(function* () {
  const received: Array<string> = []
  const server = createServer((request, response) => {
    const parts: Array<string> = []
    request.setEncoding("utf8")
    request.on("data", (part: string) => {
      parts.push(part)
    })
    request.on("end", () => {
      received.push([request.url, JSON.stringify(request.headers), ...parts].join("\n"))
      response.writeHead(200, { "content-type": "application/json" }).end("{}")
    })
  })
  const port = yield* Loopback.serve(server, () => server.closeAllConnections())
  return { url: `http://127.0.0.1:${port}`, received }
})
