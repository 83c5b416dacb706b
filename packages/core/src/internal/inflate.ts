/**
 * Decompresses a body where the transport has not: `fetch` does, Effect's undici and node:http clients do not, and all of
 * them leave `content-encoding` as it was. What the body begins with tells the two apart.
 */
import { Effect, Result, Stream } from "effect"

export type Format = "gzip" | "deflate" | "deflate-raw" | "brotli" | "zstd"
type Bytes = Uint8Array<ArrayBuffer>

interface Transform {
  readonly readable: ReadableStream<Bytes>
  readonly writable: WritableStream<Bytes>
}

const formats: Readonly<Record<string, Format>> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  deflate: "deflate",
  br: "brotli",
  zstd: "zstd"
}

let supported: string | undefined

/** The encodings to ask for: those that this runtime can undo. */
export const acceptEncoding = (): string =>
  (supported ??= ["gzip", "deflate", "br", "zstd"].filter((name) => isSupported(formats[name] ?? "gzip")).join(", "))

/** Node makes a stream of the web in milliseconds, so that one that is not needed is made only where `zlib` can't be asked. */
function isSupported(format: Format): boolean {
  if (format === "brotli" || format === "zstd") {
    return (
      (builtin("node:zlib")?.[nodeConstructors[format]] !== undefined && nodeToWeb() !== undefined) ||
      transform(format) !== undefined
    )
  }
  return "DecompressionStream" in globalThis
}

/** The one format that a `content-encoding` names, `undefined` for none; fails on a chain and on what is not known. */
export const formatOf = (header: string | undefined): Result.Result<Format | undefined, "contentEncoding"> => {
  const names = (header ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity")
  const [name] = names
  if (name === undefined) return Result.succeed(undefined)
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined
  return format === undefined || names.length > 1 ? Result.fail("contentEncoding") : Result.succeed(format)
}

/**
 * How the body that begins with these bytes is compressed, if it is. Gzip and zstd have a mark that no document begins
 * with; the other two are told by whether the bytes read as the start of a JSON object.
 */
const compressionOf = (first: Uint8Array, named: Format): Format | undefined => {
  const [zero = 0, one = 0] = first
  switch (named) {
    case "gzip":
      return zero === 0x1f ? "gzip" : undefined
    case "zstd":
      return zero === 0x28 ? "zstd" : undefined
    case "deflate":
    case "deflate-raw":
      if ((zero & 0x0f) === 8 && (zero * 256 + one) % 31 === 0) return "deflate"
      return startsObject(first) ? undefined : "deflate-raw"
    case "brotli":
      return startsObject(first) ? undefined : "brotli"
  }
}

/** A byte order mark or white space, then a brace, then white space, a key or the other brace. */
function startsObject(first: Uint8Array): boolean {
  const text = String.fromCodePoint(...first.subarray(0, 64))
  return /^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*(?:$|\{[ \t\r\n]*(?:$|["}]))/u.test(text)
}

/** The body without the compression that its header names. `broken` stands for one that breaks, or makes no sense. */
export const inflate = <E, E2>(
  body: Stream.Stream<Uint8Array, E>,
  named: Format,
  broken: () => E2
): Stream.Stream<Uint8Array, E2> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const whole = (yield* Stream.toReadableStreamEffect(body as Stream.Stream<Bytes, E>)).getReader()
      const { first, rest } = yield* Effect.onError(Effect.mapError(begin(whole, named), broken), () => cancel(whole))
      return Stream.fromReadableStream({ evaluate: () => joined(first, rest), onError: broken })
    })
  )

/** Tells the source of a body that nobody reads on. */
export const cancel = (reader: Reader): Effect.Effect<void> =>
  Effect.sync(() => void reader.cancel().catch(() => undefined))

export type Reader = ReadableStreamDefaultReader<Bytes>

/** A body that has begun to be read: its first chunks, and who reads the others. */
export interface Begun {
  readonly first: ReadonlyArray<Bytes>
  readonly rest: Reader
}

/** Begins to read a body, without the compression that its header names. Fails where it breaks, or can't be undone here. */
export const begin = Effect.fnUntraced(function* (
  body: Reader,
  named: Format | undefined
): Effect.fn.Return<Begun, "broken"> {
  if (named === undefined) return { first: [], rest: body }
  const first = yield* firstChunks(body)
  const format = compressionOf(startOf(first), named)
  if (format === undefined) return { first, rest: body }
  const pair = transform(format)
  if (pair === undefined) return yield* Effect.fail("broken" as const)
  return { first: [], rest: joined(first, body).pipeThrough(pair).getReader() }
})

/** Bytes that tell how a body is compressed; fewer only where the body has no more. */
const enough = 64

/** Others have a turn after a chunk that is empty: there may be any number of them. */
const firstChunks = Effect.fnUntraced(function* (body: Reader) {
  const read = Effect.tryPromise({ try: () => body.read(), catch: () => "broken" as const })
  const chunks: Array<Bytes> = []
  for (let length = 0; length < enough;) {
    const { done, value } = yield* read
    if (done) break
    if (value.length === 0) yield* Effect.yieldNow
    else chunks.push(value)
    length += value.length
  }
  return chunks
})

function startOf(chunks: ReadonlyArray<Uint8Array>): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk.subarray(0, enough)]).slice(0, enough))
}

/** The whole of a body, of which the first chunks have been read. */
function joined(first: ReadonlyArray<Bytes>, rest: Reader): ReadableStream<Bytes> {
  const chunks = first.values()
  const pull = async (controller: ReadableStreamDefaultController<Bytes>) => {
    const chunk = chunks.next().value ?? (await rest.read()).value
    if (chunk === undefined) controller.close()
    else controller.enqueue(chunk)
  }
  return new ReadableStream({ pull, cancel: (reason) => rest.cancel(reason) }, { highWaterMark: 0 })
}

/** What a format's name needs in this runtime: the web's own stream, or Node's `zlib` where the web has none yet. */
function transform(format: Format): Transform | undefined {
  try {
    return new DecompressionStream(format as CompressionFormat)
  } catch {
    return nodeTransform(format)
  }
}

const nodeConstructors = { brotli: "createBrotliDecompress", zstd: "createZstdDecompress" } as const

function nodeTransform(format: Format): Transform | undefined {
  if (format !== "brotli" && format !== "zstd") return undefined
  const create = builtin("node:zlib")?.[nodeConstructors[format]] as (() => unknown) | undefined
  const toWeb = nodeToWeb()
  return create !== undefined && toWeb !== undefined ? toWeb(create()) : undefined
}

function nodeToWeb(): ((stream: unknown) => Transform) | undefined {
  const duplex = builtin("node:stream")?.["Duplex"] as { readonly toWeb?: (stream: unknown) => Transform } | undefined
  return duplex?.toWeb
}

/** A module of Node, asked for at run time, so that browsers and bundlers never meet it. */
function builtin(name: string): Record<string, unknown> | undefined {
  const process = (globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } })
    .process
  return process?.getBuiltinModule?.(name) as Record<string, unknown> | undefined
}
