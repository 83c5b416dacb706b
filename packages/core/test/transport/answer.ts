/**
 * What a gateway may say: honest answers and hostile ones, as behaviours of a socket.
 */
import type { Behaviour } from "./Gateway.ts"
import { cors } from "./Gateway.ts"
import * as UsageBody from "./usageBody.ts"

/** How the reader of a body can know where it ends. */
export type Framing = "content-length" | "chunked" | "close"
export const framings: ReadonlyArray<Framing> = ["content-length", "chunked", "close"]

interface Answer {
  readonly status?: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly framing?: Framing
}

/** The bytes of an answer: its head, and its body as framed. */
export const wire = (answer: Answer = {}): { readonly head: Buffer; readonly body: Buffer } => {
  const { framing = "content-length", headers = {}, reason = "Whatever", status = 200 } = answer
  const body = Buffer.from(answer.body ?? UsageBody.body)
  const named = { "content-type": "application/json", ...framingHeaders(framing, body.length), ...headers }
  const lines = Object.entries(named).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    head: Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${cors}${lines.join("")}\r\n`, "latin1"),
    body: framing === "chunked" ? chunked(body) : body
  }
}

function framingHeaders(framing: Framing, length: number): Record<string, string> {
  if (framing === "content-length") return { "content-length": String(length) }
  return framing === "chunked" ? { "transfer-encoding": "chunked" } : { connection: "close" }
}

/** In two chunks, so that one ends inside of the body. */
function chunked(body: Buffer): Buffer {
  const half = Math.ceil(body.length / 2)
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0)
  const framed = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")])
  return Buffer.concat([...framed, Buffer.from("0\r\n\r\n")])
}

/** The whole answer; the connection stays open unless its framing is its end. */
export const whole = (answer: Answer = {}): Behaviour => {
  const { body, head } = wire(answer)
  const bytes = Buffer.concat([head, body])
  return (socket) => {
    if (answer.framing === "close") socket.end(bytes)
    else socket.write(bytes)
  }
}

/** An error in the contract's shape. */
export const problem = (status: number, message: string, headers?: Readonly<Record<string, string>>): Behaviour =>
  whole({ status, body: JSON.stringify({ error: "Some", message, statusCode: status }), ...(headers && { headers }) })

/** The whole answer, after which the server closes the connection without having said so. */
export const thenCloses: Behaviour = (socket) => {
  socket.end(Buffer.concat(Object.values(wire())))
}

/** The head and the first bytes of the body, then the end of the connection. */
export const truncated = (answer: Answer, offset: number): Behaviour => {
  const { body, head } = wire(answer)
  const bytes = Buffer.concat([head, body.subarray(0, offset)])
  return (socket) => void socket.end(bytes)
}

/** Part of the head, then a reset. */
export const resetInHead: Behaviour = (socket) => {
  socket.write("HTTP/1.1 200 O", () => {
    socket.resetAndDestroy()
  })
}

export const resetAtOnce: Behaviour = (socket) => void socket.resetAndDestroy()

/** The head and the first bytes of the body; a reset only once they can have been read. */
export const resetInBody: Behaviour = (socket) => {
  const { body, head } = wire()
  socket.write(Buffer.concat([head, body.subarray(0, 4096)]), () => {
    setTimeout(() => {
      socket.resetAndDestroy()
    }, 20)
  })
}

/** Takes the request and never says anything. */
export const silence: Behaviour = () => undefined

/** The head at once, then a byte of white space every few milliseconds, without end. */
export const drip: Behaviour = (socket) => {
  socket.write(wire({ framing: "chunked" }).head)
  const timer = setInterval(() => {
    socket.write("1\r\n \r\n")
  }, 5)
  socket.once("close", () => clearInterval(timer))
}

/** The head and half of the body, and then nothing. */
export const stalled: Behaviour = (socket) => {
  const { body, head } = wire()
  socket.write(Buffer.concat([head, body.subarray(0, 4096)]))
}

/** A failure whose body of 70 kB is part of a longer one that never comes. */
export const unfinished = (status: number): Behaviour => {
  const { head } = wire({ status, headers: { "content-length": "1000000", "content-type": "text/plain" } })
  const bytes = Buffer.concat([head, Buffer.alloc(70_000, "x")])
  return (socket) => void socket.write(bytes)
}

/** One behaviour after the other, the last one again and again. */
export const inTurn =
  (...behaviours: ReadonlyArray<Behaviour>): Behaviour =>
  (socket, nth, request) =>
    behaviours[Math.min(nth, behaviours.length - 1)]?.(socket, nth, request)
