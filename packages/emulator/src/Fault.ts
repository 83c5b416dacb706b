/**
 * Something that goes wrong with one answer of the emulator, as a value.
 *
 * Several can be put on one request, and are applied to its answer in their order: wait, then answer something else,
 * then cut the body. Each works in process and over a real connection. Faults that lie about the records are in
 * `RecordFault`.
 *
 * @since 0.1.0
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"
import { Data, type Duration, Stream } from "effect"

import * as Compression from "./internal/compression.ts"
import type { WireRecord } from "./UsageDataset.ts"

/**
 * How a body may be compressed. `br` and `zstd` only where the runtime can.
 *
 * @category models
 * @since 0.1.0
 */
export type ContentEncoding = "gzip" | "deflate" | "br" | "zstd"

/**
 * What is changed in an answer while it is written.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tampering {
  /** Changes the records of each day. */
  readonly records?: ((records: ReadonlyArray<WireRecord>, day: TamperedDay) => ReadonlyArray<WireRecord>) | undefined
  /**
   * The most records that are written in all.
   *
   * @default Infinity
   */
  readonly limit?: number | undefined
  /** Changes the text of the total, given the true one and that of the records written; otherwise it is the true one. */
  readonly totalCents?: ((totalCents: string, sentCents: string) => string) | undefined
}

/**
 * The day whose records are changed.
 *
 * @category models
 * @since 0.1.0
 */
export interface TamperedDay {
  readonly date: CalendarDate.CalendarDate
  /** The dates that were asked for. */
  readonly range: DateRange.DateRange
  /** The true records of any day, those of the future included. */
  readonly recordsOf: (date: CalendarDate.CalendarDate) => ReadonlyArray<WireRecord>
}

/**
 * What can go wrong.
 *
 * - `Respond`: another answer instead of the emulator's. `body` is text, bytes or a stream of bytes, empty by default;
 *   without a `content-type` among `headers` (names in lower case) it is sent as `application/json`.
 * - `Delay`: the answer's head comes only after `duration`.
 * - `SlowBody`: the body comes in pieces of `bytes` bytes, with a pause of `every` before each.
 * - `CutAfter`: the connection breaks after `bytes` bytes of the body; a shorter body arrives whole. `how` is `close` by
 *   default, `reset` sends an RST where the runtime can, `end` ends the body as if it were whole.
 * - `Disconnect`: the connection is closed before any answer. `Reset`: it is reset (RST) where the runtime can.
 * - `WithHeaders`: other headers (names in lower case): a wrong `content-type`, a `content-encoding` that does not hold, a
 *   `content-length` that lies (Node's servers break the connection when the body is longer). `undefined` takes a header
 *   away, but for the type, which every body has.
 * - `Compress`: the body is compressed, and says so.
 * - `Tamper`: the answer is well formed and wrong.
 *
 * @category models
 * @since 0.1.0
 */
export type Fault = Data.TaggedEnum<{
  Respond: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>> | undefined
    readonly body?: string | Uint8Array | Stream.Stream<Uint8Array> | undefined
  }
  Delay: { readonly duration: Duration.Input }
  SlowBody: { readonly bytes: number; readonly every: Duration.Input }
  CutAfter: { readonly bytes: number; readonly how?: "close" | "reset" | "end" | undefined }
  // oxlint-disable-next-line typescript/ban-types -- there is nothing to say about it
  Disconnect: {}
  // oxlint-disable-next-line typescript/ban-types -- there is nothing to say about it
  Reset: {}
  WithHeaders: { readonly headers: Readonly<Record<string, string | undefined>> }
  Compress: { readonly format: ContentEncoding }
  Tamper: Tampering
}>

/**
 * Constructors, and `$match` and `$is` to look at a fault.
 *
 * @category constructors
 * @since 0.1.0
 */
export const { Compress, CutAfter, Delay, Disconnect, Reset, Respond, SlowBody, Tamper, WithHeaders, $is, $match } =
  Data.taggedEnum<Fault>()

/**
 * An error in the contract's shape, such as `error(503, "InternalError", "Try again")`; by default without other headers.
 *
 * @category constructors
 * @since 0.1.0
 */
export const error = (
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>
): Fault => Respond({ status, headers, body: JSON.stringify({ error: code, message, statusCode: status }) })

/**
 * The vendor's 429, by default with a hint of 60 seconds. It is in the prose only, as documented, unless `headers` hold
 * another.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rateLimited = (seconds = 60, headers?: Readonly<Record<string, string>>): Fault =>
  error(429, "RateLimitError", `Rate limit exceeded. Retry after ${seconds} seconds.`, headers)

/**
 * A page for people, as from a captive portal (status 200, the default) or the block page of a CDN (403).
 *
 * @category constructors
 * @since 0.1.0
 */
export const htmlPage = (status = 200): Fault =>
  Respond({
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cf-ray": "0000000000000000-EMU" },
    body: "<!doctype html><html><head><title>Attention required</title></head><body>Please sign in.</body></html>"
  })

/**
 * A 200 that begins as a usage answer and inflates to `bytes` bytes of white space: about a thousandth of them is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const gzipBomb = (bytes: number): Fault =>
  Respond({
    status: 200,
    headers: { "content-encoding": "gzip" },
    body: Compression.compress(
      Stream.concat(Stream.succeed(new TextEncoder().encode(`{"usage":[`)), spaces(bytes)),
      "gzip"
    )
  })

const spaces = (bytes: number): Stream.Stream<Uint8Array> => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20)
  return Stream.fromIterable(chunksOf(chunk, bytes), { chunkSize: 1 })
}

function* chunksOf(chunk: Uint8Array, bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(chunk.length, left))
}

/**
 * The emulator has broken a connection because a fault told it to.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionCut extends Data.TaggedError("ConnectionCut")<{
  /** Bytes of the body that were sent before; `undefined` when not even the answer's head was. */
  readonly bytes: number | undefined
  /** Whether the connection is reset (RST) and not closed. */
  readonly reset: boolean
}> {
  override get message(): string {
    return this.bytes === undefined
      ? "The emulator cut the connection before answering, as scripted"
      : `The emulator cut the connection after ${this.bytes} bytes of the body, as scripted`
  }
}
