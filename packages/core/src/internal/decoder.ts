/**
 * Turns the bytes of an answer, chunk by chunk, into batches of records and the envelope around them.
 *
 * ```
 * start -> firstKey -> colon -> value -> next -> key -> colon -> ...      next -> done on `}`
 *                                 |        ^
 *                     `usage`: [  v        | ]
 *                          firstElement -> nextElement <-> element
 * ```
 *
 * Records of a layout that is known are read straight from the bytes, as many as follow one another, by the kernel where
 * there is one. Any other value (a
 * record, or whatever stands beside `usage`) is cut out by its brackets and quotes, bounded in size, and read by the
 * strict JSON reader; nothing else of the body is kept. A fault of the envelope refuses the body, a fault within a record
 * rejects the record.
 *
 * ```
 * Chunks -> UsageDecoder -+-> LayoutReader [-> CommonReader] ---> Columns -> Repeats -> UsageBatch
 *                         +-> json.ts -> RecordFields -> Admission --^
 * ```
 */
import { type BigDecimal, Result } from "effect"

import type { UsageBatch } from "../UsageBatch.ts"
import { type Admitted, Admission, type Options as AdmissionOptions } from "./admission.ts"
import { byte } from "./bytes.ts"
import { Chunks } from "./chunks.ts"
import * as Json from "./json.ts"
import { Kernel } from "./kernel.ts"
import type { KnownLayouts } from "./knownLayouts.ts"
import { LayoutReader } from "./layoutReader.ts"
import { toCents } from "./recordFields.ts"

/** Why a body is refused. `offset` counts bytes from the start of the (inflated) body. */
export type BodyFault =
  | { readonly _tag: "Malformed"; readonly kind: "json" | "utf8" | "duplicateKey" | "empty"; readonly offset: number }
  | { readonly _tag: "Truncated"; readonly offset: number }
  | { readonly _tag: "SchemaMismatch"; readonly path: string; readonly expected: string }
  | { readonly _tag: "LimitExceeded"; readonly what: string; readonly limit: number }

/** What is known when the last byte has been read. */
export interface Envelope extends Admitted {
  /** The gateway's own total in cents. */
  readonly totalCents: BigDecimal.BigDecimal
}

export interface Options extends AdmissionOptions {
  /** Bytes of the largest single value. */
  readonly maxValueBytes: number
  /**
   * What reads records: the kernel where there is one and the layouts behind it, the layouts alone, or the strict reader
   * alone. The result is the same.
   *
   * @default "kernel"
   */
  readonly reader?: "kernel" | "layouts" | "strict" | undefined
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The most keys that may stand beside `usage`. */
const maxKeys = 1000

type State =
  | "start"
  | "firstKey"
  | "key"
  | "colon"
  | "value"
  | "next"
  | "firstElement"
  | "element"
  | "nextElement"
  | "done"

/** Decodes one body. Feed it with `push`, then call `finish` once. */
export class UsageDecoder {
  private readonly maxValueBytes: number
  private readonly admission: Admission
  private readonly knownLayouts: KnownLayouts
  private readonly layoutReader: LayoutReader | undefined
  private readonly chunks = new Chunks()
  private state: State = "start"
  private key = ""
  private readonly keys = new Set<string>()
  private usageSeen = false
  private totalCents: BigDecimal.BigDecimal | undefined

  constructor(options: Options) {
    this.maxValueBytes = options.maxValueBytes
    this.admission = new Admission(options)
    this.knownLayouts = options.workspace.layouts
    const { maxValueBytes, reader = "kernel", workspace } = options
    const kernel = reader === "kernel" ? Kernel.shared : undefined
    this.layoutReader =
      reader === "strict"
        ? undefined
        : new LayoutReader(this.admission.columns, maxValueBytes, workspace.layouts, kernel)
  }

  /** Reads a chunk; the batch holds the records that it completed, possibly none. The chunk is not kept. */
  push(chunk: Uint8Array): Result.Result<UsageBatch, BodyFault> {
    return guarded(() => {
      this.chunks.append(chunk)
      do {
        if (this.chunks.skipByteOrderMark()) this.consume()
      } while (this.chunks.advance())
      this.chunks.release()
      if (this.admission.isHopeless) this.refuseUnread()
      return this.admission.take()
    })
  }

  /** Says what the whole body held, or why it can't be used. */
  finish(): Result.Result<Envelope, BodyFault> {
    return guarded(() => {
      if (this.state !== "done") refuse(this.unfinished())
      if (!this.usageSeen) refuse(mismatch("usage", "an array of records"))
      if (this.totalCents === undefined) return refuse(mismatch("total_cents", "a number"))
      if (this.admission.noneRead) this.refuseUnread()
      this.admission.leave()
      return { ...this.admission.admitted, totalCents: this.totalCents }
    })
  }

  /** An answer in which no record can be read says nothing about cost. */
  private refuseUnread(): void {
    const { firstProblem } = this.admission
    if (firstProblem !== undefined) refuse(mismatch(firstProblem.path, firstProblem.expected))
  }

  private consume(): void {
    for (;;) {
      if (this.chunks.skipWhitespace() > this.maxValueBytes) {
        refuse({ _tag: "LimitExceeded", what: "white space", limit: this.maxValueBytes })
      }
      const { next } = this.chunks
      if (next === undefined || !this.step(next)) return
    }
  }

  /** Moves on by one token; `false` when the token is not complete yet. */
  private step(next: number): boolean {
    switch (this.state) {
      case "start":
        return next === byte.openBrace ? this.accept("firstKey") : this.readOtherDocument()
      case "firstKey":
        return next === byte.closeBrace ? this.accept("done") : this.readKey(next)
      case "key":
        return this.readKey(next)
      case "colon":
        return next === byte.colon ? this.accept("value") : this.syntaxError()
      case "value":
        return this.key === "usage" && next === byte.openBracket ? this.openUsage() : this.readValue()
      case "next":
        return next === byte.comma ? this.accept("key") : this.close(next, byte.closeBrace, "done")
      case "firstElement":
        return next === byte.closeBracket ? this.accept("next") : this.readElement()
      case "element":
        return this.readElement()
      case "nextElement":
        return next === byte.comma ? this.accept("element") : this.close(next, byte.closeBracket, "next")
      case "done":
        return this.syntaxError()
    }
  }

  private accept(state: State): true {
    this.chunks.skip()
    this.state = state
    return true
  }

  private close(next: number, bracket: number, state: State): true {
    return next === bracket ? this.accept(state) : this.syntaxError()
  }

  private openUsage(): true {
    this.usageSeen = true
    return this.accept("firstElement")
  }

  private readKey(next: number): boolean {
    if (next !== byte.quote) return this.syntaxError()
    const { offset } = this.chunks
    const key = this.readJson("key")
    if (typeof key !== "string") return false
    if (this.keys.has(key)) refuse({ _tag: "Malformed", kind: "duplicateKey", offset })
    if (this.keys.size >= maxKeys) refuse({ _tag: "LimitExceeded", what: "keys", limit: maxKeys })
    this.key = key
    this.keys.add(key)
    this.state = "colon"
    return true
  }

  private readValue(): boolean {
    const value = this.readJson(this.key === "usage" || this.key === "total_cents" ? this.key : "value")
    if (value === undefined) return false
    if (this.key === "usage") refuse(mismatch("usage", "an array of records"))
    if (this.key === "total_cents") this.totalCents = toCents(value)
    this.state = "next"
    return true
  }

  private readElement(): boolean {
    if (this.layoutReader?.read(this.chunks, this.admission) === true) {
      this.state = "nextElement"
      return true
    }
    const slice = this.readSlice("record")
    if (slice === undefined) return false
    const parsed = Json.parse(slice.text)
    if (Result.isSuccess(parsed)) {
      this.admission.admit(parsed.success)
      this.knownLayouts.learnFrom(slice.bytes)
    } else if (parsed.failure.kind === "syntax" || parsed.failure.kind === "duplicateKey") {
      refuseJson(slice, parsed.failure)
    } else {
      this.admission.reject({ path: "", expected: `a record within limits (${parsed.failure.kind})` }, undefined)
    }
    this.state = "nextElement"
    return true
  }

  /** A document that is no object: refused, and named for what it is. */
  private readOtherDocument(): boolean {
    const value = this.readJson("document")
    return value === undefined ? false : refuse(otherDocument(value))
  }

  /** The value that begins here, read strictly; `undefined` when it is not complete yet. */
  private readJson(what: string): Json.Json | undefined {
    const slice = this.readSlice(what)
    if (slice === undefined) return undefined
    const parsed = Json.parse(slice.text)
    return Result.isSuccess(parsed) ? parsed.success : refuseJson(slice, parsed.failure)
  }

  private readSlice(what: string): Slice | undefined {
    const { offset } = this.chunks
    const value = this.chunks.takeValue()
    const length = value?.length ?? this.chunks.left
    if (length > this.maxValueBytes) refuse({ _tag: "LimitExceeded", what, limit: this.maxValueBytes })
    return value && this.decodeText(value, offset)
  }

  private decodeText(bytes: Uint8Array, offset: number): Slice {
    try {
      return { text: utf8.decode(bytes), bytes, offset }
    } catch {
      return refuse({ _tag: "Malformed", kind: "utf8", offset })
    }
  }

  /** What it means that the body ended here. */
  private unfinished(): BodyFault {
    const { left, offset, rest } = this.chunks
    if (this.state !== "start") return { _tag: "Truncated", offset: offset + left }
    if (left === 0) return { _tag: "Malformed", kind: "empty", offset }
    const slice = this.decodeText(rest, offset)
    const parsed = Json.parse(slice.text)
    return Result.isSuccess(parsed) ? otherDocument(parsed.success) : refuseJson(slice, parsed.failure)
  }

  private syntaxError(): never {
    return refuse({ _tag: "Malformed", kind: "json", offset: this.chunks.offset })
  }
}

interface Slice {
  readonly text: string
  readonly bytes: Uint8Array
  /** Of its first byte in the body. */
  readonly offset: number
}

/** Leaves the decoder at the first fault; never seen outside of it. */
class BodyRefused extends Error {
  readonly fault: BodyFault
  constructor(fault: BodyFault) {
    super(fault._tag)
    this.fault = fault
  }
}

function guarded<A>(read: () => A): Result.Result<A, BodyFault> {
  try {
    return Result.succeed(read())
  } catch (thrown) {
    if (thrown instanceof BodyRefused) return Result.fail(thrown.fault)
    throw thrown
  }
}

function refuse(fault: BodyFault): never {
  throw new BodyRefused(fault)
}

function refuseJson(slice: Slice, fault: Json.Fault): never {
  const offset = slice.offset + new TextEncoder().encode(slice.text.slice(0, fault.offset)).length
  switch (fault.kind) {
    case "syntax":
      return refuse({ _tag: "Malformed", kind: "json", offset })
    case "duplicateKey":
      return refuse({ _tag: "Malformed", kind: "duplicateKey", offset })
    case "surrogate":
      return refuse({ _tag: "Malformed", kind: "utf8", offset })
    case "depth":
      return refuse({ _tag: "LimitExceeded", what: "depth", limit: Json.defaultLimits.maxDepth })
    case "length":
      return refuse({ _tag: "LimitExceeded", what: "string", limit: Json.defaultLimits.maxStringLength })
  }
}

function mismatch(path: string, expected: string): BodyFault {
  return { _tag: "SchemaMismatch", path, expected }
}

function otherDocument(value: Json.Json): BodyFault {
  return value === null
    ? { _tag: "Malformed", kind: "empty", offset: 0 }
    : mismatch("", "an object with usage and total_cents")
}
