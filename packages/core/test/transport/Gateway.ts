/**
 * A gateway made of sockets: it says what it is told to, byte by byte, and remembers who came.
 *
 * Each scenario has a path of its own on one server, so that a test counts its own requests alone. CORS preflights are
 * answered and not counted.
 */
import { createServer, type Socket } from "node:net"

import { Context, Effect, Layer, type Scope } from "effect"

import * as Loopback from "./loopback.ts"

/** A request as it came over the wire. */
export interface Seen {
  readonly path: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly socket: Socket
}

/** Answers the request by writing to its socket; `nth` counts the requests of the scenario from 0. */
export type Behaviour = (socket: Socket, nth: number, request: Seen) => void

export interface Scenario {
  readonly url: string
  readonly requests: ReadonlyArray<Seen>
  /** Resolves when the request is there. */
  readonly request: (nth: number) => Effect.Effect<Seen>
}

export class Gateway extends Context.Service<
  Gateway,
  {
    readonly port: number
    readonly behave: (behaviour: Behaviour) => Effect.Effect<Scenario>
    /** Connections since the start, and the bytes that came over them. */
    readonly traffic: Effect.Effect<{ readonly connections: number; readonly bytes: number; readonly open: number }>
  }
>()("@varg-usage/core/test/transport/Gateway") {}

export const make: Effect.Effect<Gateway["Service"], never, Scope.Scope> = Effect.gen(function* () {
  const scenarios = new Map<string, Play>()
  const traffic = { connections: 0, bytes: 0, open: 0 }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    traffic.connections++
    traffic.open++
    sockets.add(socket)
    socket.on("error", () => {
      socket.destroy()
    })
    socket.once("close", () => {
      traffic.open--
      sockets.delete(socket)
    })
    let pending = ""
    socket.on("data", (chunk) => {
      traffic.bytes += chunk.length
      pending += chunk.toString("latin1")
      for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
        dispatch(scenarios, pending.slice(0, end), socket)
        pending = pending.slice(end + 4)
      }
    })
  })
  const port = yield* Loopback.serve(server, () => {
    for (const socket of sockets) socket.destroy()
  })
  return Gateway.of({
    port,
    behave: (behaviour) =>
      Effect.sync(() => {
        const name = `/s${scenarios.size}`
        const play = new Play(behaviour)
        scenarios.set(name, play)
        return { url: `http://127.0.0.1:${port}${name}`, requests: play.requests, request: (nth) => play.request(nth) }
      }),
    traffic: Effect.sync(() => ({ ...traffic }))
  })
})

export const layer: Layer.Layer<Gateway> = Layer.effect(Gateway, make)

class Play {
  readonly requests: Array<Seen> = []
  private readonly waiting = new Set<() => void>()
  private readonly behaviour: Behaviour

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
  }

  take(request: Seen): void {
    this.requests.push(request)
    for (const wake of this.waiting) wake()
    this.behaviour(request.socket, this.requests.length - 1, request)
  }

  request(nth: number): Effect.Effect<Seen> {
    return Effect.callback<Seen>((resume) => {
      const wake = () => {
        const found = this.requests[nth]
        if (found === undefined) return
        this.waiting.delete(wake)
        resume(Effect.succeed(found))
      }
      this.waiting.add(wake)
      wake()
      return Effect.sync(() => this.waiting.delete(wake))
    })
  }
}

function dispatch(scenarios: ReadonlyMap<string, Play>, head: string, socket: Socket): void {
  const [line = "", ...lines] = head.split("\r\n")
  const [method, path = ""] = line.split(" ")
  if (method === "OPTIONS") {
    socket.write(`HTTP/1.1 204 No Content\r\n${cors}Content-Length: 0\r\n\r\n`)
    return
  }
  const headers = new Map(
    lines.map((text) => [text.slice(0, text.indexOf(":")).toLowerCase(), text.slice(text.indexOf(":") + 1).trim()])
  )
  const play = scenarios.get(/^\/s\d+/u.exec(path)?.[0] ?? "")
  if (play === undefined) socket.end(`HTTP/1.1 404 Not Found\r\n${cors}Content-Length: 0\r\n\r\n`)
  else play.take({ path, headers, socket })
}

/** Lets a page of any origin ask, and read what the client reads. */
export const cors =
  "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: authorization\r\nAccess-Control-Max-Age: 600\r\n" +
  "Access-Control-Expose-Headers: retry-after, retry-after-ms, x-request-id\r\n"
