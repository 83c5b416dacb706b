/**
 * Answers as they leave the emulator: their bytes, and the faults on them.
 */
import { type Data, type Duration, Effect, Option, Stream } from "effect"
import { HttpBody, HttpServerResponse } from "effect/http"

import * as Fault from "../Fault.ts"
import * as Compression from "./compression.ts"
import { CurrentTampering } from "./tampering.ts"

/** An answer under way. */
export type Answer = Effect.Effect<HttpServerResponse.HttpServerResponse, Fault.ConnectionCut>

type Bytes = Stream.Stream<Uint8Array, unknown>

/** An answer in the contract's error shape. */
export const problem = (
  status: number,
  error: string,
  message: string,
  field?: string
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(
    { error, message, ...(field !== undefined && { field }), statusCode: status },
    { status }
  )

/** A 200 of JSON text. One chunk is sent whole with its length; more are streamed, each made when it is asked for. */
export const json = (chunks: Iterator<string, undefined>): HttpServerResponse.HttpServerResponse => {
  const contentType = "application/json"
  const first = chunks.next()
  const second = chunks.next()
  if (first.done === true || second.done === true) {
    return HttpServerResponse.text(first.value ?? "", { contentType })
  }
  const text = Stream.concat(
    Stream.make(first.value, second.value),
    Stream.fromIterable({ [Symbol.iterator]: () => chunks }, { chunkSize: 1 })
  )
  return HttpServerResponse.stream(Stream.encodeText(text), { contentType })
}

/** Changes the bytes and leaves the head, so that a `content-length` stays what it was. An empty body stays empty. */
export const mapBytes = (
  response: HttpServerResponse.HttpServerResponse,
  f: (bytes: Bytes) => Bytes
): HttpServerResponse.HttpServerResponse => {
  const bytes = bytesOf(response.body)
  return bytes === undefined
    ? response
    : HttpServerResponse.setHeaders(HttpServerResponse.setBody(response, HttpBody.stream(f(bytes))), response.headers)
}

/** The answer with a fault on it. */
export const withFault = (answer: Answer, fault: Fault.Fault): Answer =>
  Fault.$match(fault, {
    Respond: (other): Answer => Effect.map(answer, () => respond(other)),
    Delay: ({ duration }) => Effect.delay(answer, duration),
    SlowBody: (pace) => Effect.map(answer, (response) => mapBytes(response, (bytes) => slow(bytes, pace))),
    CutAfter: (where) =>
      Effect.map(answer, (response) => mapBytes(lengthless(response, where), (bytes) => cut(bytes, where))),
    Disconnect: () => Effect.andThen(answer, Effect.fail(new Fault.ConnectionCut({ bytes: undefined, reset: false }))),
    Reset: () => Effect.andThen(answer, Effect.fail(new Fault.ConnectionCut({ bytes: undefined, reset: true }))),
    WithHeaders: ({ headers }) => Effect.map(answer, (response) => withHeaders(response, headers)),
    Compress: ({ format }) => Effect.map(answer, (response) => compressed(response, format)),
    Tamper: (tampering) => Effect.provideService(answer, CurrentTampering, Option.some(tampering))
  })

const bytesOf = (body: HttpBody.HttpBody): Bytes | undefined => {
  if (body instanceof HttpBody.Uint8Array) return Stream.succeed(body.body)
  return body instanceof HttpBody.Stream ? body.stream : undefined
}

const respond = ({ body, headers, status }: Data.TaggedEnum.Value<Fault.Fault, "Respond">) => {
  const contentType = headers?.["content-type"] ?? "application/json"
  if (body === undefined) return HttpServerResponse.empty({ status, headers })
  if (typeof body === "string") return HttpServerResponse.text(body, { status, headers, contentType })
  return body instanceof Uint8Array
    ? HttpServerResponse.uint8Array(body, { status, headers, contentType })
    : HttpServerResponse.stream(body, { status, headers, contentType })
}

/** A body that is to end early as if it were whole can't tell its length. */
const lengthless = (response: HttpServerResponse.HttpServerResponse, { how }: Where) =>
  how === "end" ? withHeaders(response, { "content-length": undefined }) : response

/** The body becomes a stream, so that nobody corrects its length. */
const withHeaders = (
  response: HttpServerResponse.HttpServerResponse,
  headers: Readonly<Record<string, string | undefined>>
): HttpServerResponse.HttpServerResponse => {
  const kept = Object.entries(response.headers).filter(([name]) => !Object.hasOwn(headers, name))
  const changed = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const bytes = bytesOf(response.body)
  const options = { status: response.status, headers: Object.fromEntries([...kept, ...changed]) }
  if (bytes === undefined) return HttpServerResponse.empty(options)
  const contentType = options.headers["content-type"]
  return HttpServerResponse.stream(bytes, { ...options, ...(contentType !== undefined && { contentType }) })
}

const compressed = (response: HttpServerResponse.HttpServerResponse, format: Fault.ContentEncoding) =>
  mapBytes(withHeaders(response, { "content-length": undefined, "content-encoding": format }), (bytes) =>
    Compression.compress(bytes, format)
  )

type Where = Data.TaggedEnum.Value<Fault.Fault, "CutAfter">

const cut = (body: Bytes, { bytes, how }: Where): Bytes =>
  Stream.suspend(() => {
    let left = bytes
    return body.pipe(
      Stream.flatMap((chunk): Bytes => {
        left -= chunk.length
        return left > 0
          ? Stream.succeed(chunk)
          : Stream.concat(Stream.succeed(chunk.subarray(0, chunk.length + left)), cutNow(bytes, how))
      }),
      how === "end"
        ? Stream.catch((error) => (error === ended ? Stream.empty : Stream.fail(error)))
        : (cutBody) => cutBody
    )
  })

const ended = "ended"

/** One turn of the event loop first, in which Node's server writes out the bytes that it still holds. */
const cutNow = (bytes: number, how: Where["how"]): Bytes =>
  how === "end"
    ? Stream.fail(ended)
    : Stream.fromEffect(
        Effect.andThen(Effect.yieldNow, Effect.fail(new Fault.ConnectionCut({ bytes, reset: how === "reset" })))
      )

const slow = (body: Bytes, options: { readonly bytes: number; readonly every: Duration.Input }): Bytes =>
  body.pipe(
    Stream.flatMap((chunk) => Stream.fromIterable(pieces(chunk, Math.max(1, options.bytes)), { chunkSize: 1 })),
    Stream.tap(() => Effect.sleep(options.every))
  )

function* pieces(chunk: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size)
}
