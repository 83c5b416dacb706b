/**
 * Compresses bodies with what the runtime offers: the web's own streams, and Node's `zlib` for what the web lacks.
 */
import { Effect, Stream } from "effect"

type Bytes = Uint8Array<ArrayBuffer>
type Format = "gzip" | "deflate" | "br" | "zstd"

interface Transform {
  readonly readable: ReadableStream<Bytes>
  readonly writable: WritableStream<Bytes>
}

/** The body compressed; a body that fails makes it fail. Dies where the runtime does not know the format. */
export const compress = <E>(body: Stream.Stream<Uint8Array, E>, format: Format): Stream.Stream<Uint8Array> =>
  Stream.unwrap(
    Effect.map(Stream.toReadableStreamEffect(body as Stream.Stream<Bytes, E>), (plain) =>
      Stream.orDie(
        Stream.fromReadableStream({ evaluate: () => plain.pipeThrough(transform(format)), onError: (cause) => cause })
      )
    )
  )

const transform = (format: Format): Transform =>
  format === "gzip" || format === "deflate" ? new CompressionStream(format) : nodeTransform(format)

const constructors = { br: "createBrotliCompress", zstd: "createZstdCompress" } as const

const nodeTransform = (format: "br" | "zstd"): Transform => {
  const create = builtin("node:zlib")?.[constructors[format]]
  const duplex = builtin("node:stream")?.["Duplex"] as { readonly toWeb: (stream: unknown) => Transform } | undefined
  if (typeof create !== "function" || duplex === undefined)
    throw new Error(`This runtime can't compress with ${format}`)
  return duplex.toWeb((create as () => unknown)())
}

/** A module of Node, asked for at run time, so that browsers and bundlers never meet it. */
const builtin = (name: string): Record<string, unknown> | undefined => {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.(name) as Record<string, unknown> | undefined
}
