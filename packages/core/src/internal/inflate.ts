/**
 * Decompresses a body where the transport has not: `fetch` does, Effect's undici and node:http clients do not, and all of
 * them leave `content-encoding` as it was. What the body begins with tells the two apart.
 */
import { Effect, Result, Sink, Stream } from "effect"

type Format = "gzip" | "deflate" | "deflate-raw" | "brotli" | "zstd"
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

/** The encodings to ask for: those that this runtime can undo. To find out takes some milliseconds, once. */
export const acceptEncoding = (): string =>
  (supported ??= ["gzip", "deflate", "br", "zstd"]
    .filter((name) => transform(formats[name] ?? "gzip") !== undefined)
    .join(", "))

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

/** The body without the compression that its header names. `broken` stands for compressed bytes that make no sense. */
export const inflate = <E, E2>(
  body: Stream.Stream<Uint8Array, E>,
  named: Format,
  broken: () => E2
): Stream.Stream<Uint8Array, E | E2> =>
  Stream.unwrap(
    Effect.map(Stream.peel(body, firstBytes), ([first, rest]): Stream.Stream<Uint8Array, E | E2> => {
      const whole = Stream.concat(Stream.fromIterable(first), rest)
      const format = compressionOf(joined(first), named)
      return format === undefined ? whole : decompress(whole, format, broken)
    })
  )

/** Bytes that tell how a body is compressed; fewer only where the body has no more. */
const enough = 64

const firstBytes = Sink.fold(
  (): ReadonlyArray<Uint8Array> => [],
  (chunks) => lengthOf(chunks) < enough,
  (chunks, chunk: Uint8Array) => Effect.succeed([...chunks, chunk])
)

function lengthOf(chunks: ReadonlyArray<Uint8Array>): number {
  return chunks.reduce((length, chunk) => length + chunk.length, 0)
}

function joined(chunks: ReadonlyArray<Uint8Array>): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk.subarray(0, enough)]).slice(0, enough))
}

const decompress = <E, E2>(
  body: Stream.Stream<Uint8Array, E>,
  format: Format,
  broken: () => E2
): Stream.Stream<Uint8Array, E2> => {
  const pair = transform(format)
  if (pair === undefined) return Stream.fail(broken())
  return Stream.unwrap(
    Effect.map(Stream.toReadableStreamEffect(body as Stream.Stream<Bytes, E>), (compressed) =>
      Stream.fromReadableStream({ evaluate: () => compressed.pipeThrough(pair), onError: broken })
    )
  )
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
  const duplex = builtin("node:stream")?.["Duplex"] as { readonly toWeb: (stream: unknown) => Transform } | undefined
  return create !== undefined && duplex !== undefined ? duplex.toWeb(create()) : undefined
}

/** A module of Node, asked for at run time, so that browsers and bundlers never meet it. */
function builtin(name: string): Record<string, unknown> | undefined {
  const process = (globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } })
    .process
  return process?.getBuiltinModule?.(name) as Record<string, unknown> | undefined
}
