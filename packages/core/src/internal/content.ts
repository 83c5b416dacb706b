/**
 * The bytes of an answer, whatever its transport has left of their compression.
 */
import { Effect, Option, Result, Stream } from "effect"
import { type HttpClientError, HttpClientResponse } from "effect/http"

import * as Inflate from "./inflate.ts"

/** The connection broke, or the compressed bytes make no sense. */
export type Broken = "broken"

type Response = HttpClientResponse.HttpClientResponse

/** The bytes as they arrive. Fails at once where the encoding is not known, or is a chain of several. */
export const of = (response: Response): Result.Result<Stream.Stream<Uint8Array, Broken>, "contentEncoding"> =>
  Result.map(Inflate.formatOf(response.headers["content-encoding"]), (format) => {
    const body = Stream.catch(response.stream, orBroken)
    return format === undefined ? body : Inflate.inflate(body, format, (): Broken => "broken")
  })

/** A body that is not there at all is an empty one. */
function orBroken({ reason }: HttpClientError.HttpClientError): Stream.Stream<never, Broken> {
  return reason._tag === "EmptyBodyError" ? Stream.empty : Stream.fail("broken")
}

/** Takes a chunk, or says why no more is to come. */
export type Use<E> = (chunk: Uint8Array) => Result.Result<void, E>

/**
 * Hands every chunk to `use` as soon as it is there, until `use` fails. The body of `fetch` is read as it is, since a stream of
 * Effect's would add a tenth to the time of a large answer.
 */
export const forEachChunk = <E>(
  response: Response,
  use: Use<E>
): Effect.Effect<void, E | Broken | "contentEncoding"> => {
  const web = isAsItCame(response) ? HttpClientResponse.toWeb(response) : Option.none()
  if (Option.isNone(web)) {
    const useAll = (chunks: ReadonlyArray<Uint8Array>) => Effect.fromResult(each(chunks, use))
    return Effect.flatMap(Effect.fromResult(of(response)), (chunks) => Stream.runForEachArray(chunks, useAll))
  }
  const { body } = web.value
  return Effect.flatMap(Effect.fromResult(Inflate.formatOf(response.headers["content-encoding"])), (format) =>
    body === null ? Effect.void : readWeb(body, format, use)
  )
}

/** Whether nobody has put a stream of his own in the place of the answer's. */
const isAsItCame = (response: Response): boolean =>
  Object.hasOwn(response, "source") && !Object.hasOwn(response, "stream")

const readWeb = <E>(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  format: Inflate.Format | undefined,
  use: Use<E>
): Effect.Effect<void, E | Broken> =>
  Effect.flatMap(readerOf(body), (whole) => {
    const read = Effect.gen(function* () {
      const { first, rest } = yield* Inflate.begin(whole, format)
      yield* Effect.fromResult(each(first, use))
      const some = Effect.promise((signal) => readSome(rest, use, signal))
      const all = Effect.gen(function* () {
        while (yield* Effect.fromResult(yield* some)) yield* Effect.yieldNow
      })
      yield* Effect.onError(all, () => Inflate.cancel(rest))
    })
    return Effect.onError(read, () => Inflate.cancel(whole))
  })

/** Fails where somebody else reads the body already. */
const readerOf = (body: ReadableStream<Uint8Array<ArrayBuffer>>): Effect.Effect<Inflate.Reader, Broken> =>
  Effect.try({ try: () => body.getReader(), catch: (): Broken => "broken" })

/** Hands chunks to `use`, until it fails. */
export function each<E>(chunks: ReadonlyArray<Uint8Array>, use: Use<E>): Result.Result<void, E> {
  for (const chunk of chunks) {
    const used = use(chunk)
    if (Result.isFailure(used)) return used
  }
  return Result.void
}

/** Chunks after which others have a turn, even if more are there. */
const chunksInTurn = 128

/** Whether there may be more. What `use` throws is a defect; only what the body throws is its own fault. */
async function readSome<E>(
  reader: Inflate.Reader,
  use: Use<E>,
  signal: AbortSignal
): Promise<Result.Result<boolean, E | Broken>> {
  for (let count = 0; count < chunksInTurn; count++) {
    // oxlint-disable-next-line no-await-in-loop -- each chunk is done with before the next one comes
    const next = await nextOf(reader)
    if (next === "broken") return Result.fail(next)
    if (next.done || signal.aborted) return Result.succeed(false)
    const used = use(next.value)
    if (Result.isFailure(used)) return Result.fail(used.failure)
  }
  return Result.succeed(true)
}

async function nextOf(reader: Inflate.Reader) {
  try {
    return await reader.read()
  } catch {
    return "broken"
  }
}
