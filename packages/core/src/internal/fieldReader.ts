/**
 * Reads values straight from the bytes into the row behind the last one, as long as they are of the common kind: plain
 * texts, amounts of up to nine digits before the point and six behind it, instants of UTC. Any other value of the right type
 * goes through the strict reader. Each method gives the position behind the value, or `miss`, where there is no such value
 * or it has not wholly come.
 */
import { Option, Result } from "effect"

import * as CalendarDate from "../CalendarDate.ts"
import * as Cents from "../Cents.ts"
import { byte } from "./bytes.ts"
import type { Chunks } from "./chunks.ts"
import { type Columns, none } from "./columns.ts"
import type { Dictionary } from "./dictionary.ts"
import * as Instant from "./instant.ts"
import * as Json from "./json.ts"
import { type Field, isText, type Other } from "./layout.ts"
import { isFiner, type Other as Beside } from "./recordFields.ts"
import { miss, ValueScan } from "./valueScan.ts"

// Constants of this module are free in the code that is compiled from it; those of another are looked up each time.
const { backslash, lowerE, minus, point, quote, space, upperZ, zero } = byte
const { microsPerCent } = Cents
/** The bit that makes a letter a small one. */
const lowerCase = 0x20
const eachByte = 0x01010101
const highBits = 0x80808080
const fourQuotes = 0x22222222
const fourBackslashes = 0x5c5c5c5c
const fourSpaces = 0x20202020

/** `true`, and the first four bytes of `false`. */
const trueWord = 0x65757274
const falsWord = 0x736c6166
/** `00:0` and `0:00`: what a time of day is beside its digits. */
const firstClock = 0x303a3030
const secondClock = 0x30303a30
const powersOfTen = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
/** 15 digits in all. */
const maxWholeDigits = 9
const maxFractionDigits = 6
const maxLength = Json.defaultLimits.maxStringLength
/** Those of a value within a record. */
const limits = { ...Json.defaultLimits, maxDepth: Json.defaultLimits.maxDepth - 1 }
/** Bytes of the longest value that is read the odd way. */
const maxOddBytes = 4 * maxLength

const ascii = new TextDecoder()
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

export class FieldReader {
  protected bytes: Uint8Array = new Uint8Array(0)
  protected view: DataView = new DataView(new ArrayBuffer(0))
  protected end = 0
  protected readonly columns: Columns
  private readonly midnight = new KnownDate()
  private readonly valueScan = new ValueScan()
  /** What the record at hand says beside the columns. */
  protected others: Array<Beside> = []

  constructor(columns: Columns) {
    this.columns = columns
  }

  protected look({ bytes, end, view }: Pick<Chunks, "bytes" | "view" | "end">): void {
    this.bytes = bytes
    this.view = view
    this.end = end
  }

  /** Reads the value at `from`, behind its quote where it is the text of a column. */
  protected readField(field: Field | Other, from: number): number {
    if (typeof field === "object") return this.readOther(field, from)
    const end = this.readCommon(field, from)
    return end < 0 ? this.readOdd(field, from) : end
  }

  private readCommon(field: Field, from: number): number {
    const { columns } = this
    switch (field) {
      case "job_id":
        return this.readJobId(from)
      case "model":
        return this.readText(from, columns.models, columns.model)
      case "capability":
        return this.readText(from, columns.capabilities, columns.capability)
      case "cost_cents":
        return this.readCost(from)
      case "cache_hit":
        return this.readCacheHit(from)
      case "created_at":
        return this.readInstant(from)
    }
  }

  /** Reads a value of the right type that is not of the common kind. */
  private readOdd(field: Field, from: number): number {
    const quotes = isText(field) ? 1 : 0
    const end = this.scan(from - quotes)
    return end >= 0 && this.writeOdd(field, this.parse(from - quotes, end)) ? end - quotes : miss
  }

  private writeOdd(field: Field, value: Json.Json | undefined): boolean {
    if (field === "cost_cents") return this.writeAmount(value)
    return typeof value === "string" && this.writeText(field, value)
  }

  private writeAmount(value: Json.Json | undefined): boolean {
    if (typeof value !== "number" && !Json.isDecimal(value)) return false
    this.columns.writeCost(value)
    return true
  }

  private writeText(field: Field, text: string): boolean {
    const { columns } = this
    const row = columns.size
    if (field === "created_at") return this.writeInstant(text)
    if (field === "job_id") columns.writeJobId(text)
    else if (field === "model") columns.model[row] = columns.models.indexOf(text)
    else if (field === "capability") columns.capability[row] = columns.capabilities.indexOf(text)
    else return false
    return true
  }

  private writeInstant(text: string): boolean {
    const instant = Instant.parse(text)
    if (instant === undefined) return false
    this.columns.createdAt[this.columns.size] = instant
    if (isFiner(text)) this.others.push(["created_at", text])
    return true
  }

  private readOther({ name }: Other, from: number): number {
    const end = this.scan(from)
    const value = end < 0 ? undefined : this.parse(from, end)
    if (value === undefined) return miss
    this.others.push([name, value])
    return end
  }

  private scan(from: number): number {
    this.valueScan.reset()
    return this.valueScan.find(this.bytes, from, Math.min(this.end, from + maxOddBytes))
  }

  /** A value as the strict reader has it; `undefined` where that one refuses it. */
  private parse(from: number, end: number): Json.Json | undefined {
    try {
      return Result.getOrUndefined(Json.parse(utf8.decode(this.bytes.subarray(from, end)), limits))
    } catch {
      return undefined
    }
  }

  protected writeAbsent(field: Field): void {
    const { columns } = this
    const row = columns.size
    if (field === "job_id") columns.jobIdEnds[row] = none(columns.jobIdsEnd)
    if (field === "model") columns.model[row] = -1
    if (field === "capability") columns.capability[row] = -1
    if (field === "cost_cents") columns.costMicros[row] = Number.NaN
    if (field === "cache_hit") columns.cacheHit[row] = -1
  }

  /** Copies a plain text up to its quote. */
  private readJobId(from: number): number {
    const { bytes, columns, view } = this
    const { jobIdView, jobIdsEnd } = columns
    const shift = jobIdsEnd - from
    const end = Math.min(this.end, from + maxLength) - 4
    for (let at = from; at <= end; at += 4) {
      const word = view.getInt32(at, true)
      // The next id overwrites what is copied beyond the quote.
      jobIdView.setInt32(at + shift, word, true)
      const specials = quotesIn(word) | othersIn(word)
      if (specials !== 0) {
        const to = at + countBefore(specials)
        columns.jobIdEnds[columns.size] = to + shift
        return bytes[to] === quote ? to : miss
      }
    }
    return miss
  }

  /** Finds the number of a plain text that ends with a quote. */
  private readText(from: number, dictionary: Dictionary, column: Int32Array): number {
    const { bytes, view } = this
    const end = Math.min(this.end, from + maxLength) - 4
    let hash = 0
    for (let at = from; at <= end; at += 4) {
      const word = view.getInt32(at, true)
      const quotes = quotesIn(word)
      hash = Math.imul(hash ^ (word & bitsBefore(quotes)), 0x9e3779b1)
      hash ^= hash >>> 15
      if (quotes !== 0) {
        const to = at + countBefore(quotes)
        let index = dictionary.indexOfBytes(bytes, view, from, to, hash)
        if (index < 0) index = this.learnText(from, to, hash, dictionary)
        column[this.columns.size] = index
        return index < 0 ? miss : to
      }
    }
    return miss
  }

  private learnText(from: number, to: number, hash: number, dictionary: Dictionary): number {
    const text = this.bytes.subarray(from, to)
    return text.every(isPlain) ? dictionary.learn(text, hash) : miss
  }

  /** Amounts of so few digits are safe integers of micro-cents. What follows the amount is the layout's to check. */
  private readCost(from: number): number {
    const isNegative = from < this.end && this.bytes[from] === minus
    const start = isNegative ? from + 1 : from
    const end = this.digitsEnd(start, maxWholeDigits)
    if (end < 0 || (end > start + 1 && this.bytes[start] === zero)) return miss
    const whole = this.digits(start, end)
    if (end === this.end || this.bytes[end] !== point) return this.writeCost(whole, 0, isNegative, end)
    const last = this.digitsEnd(end + 1, maxFractionDigits)
    if (last < 0) return miss
    const fraction = this.digits(end + 1, last) * (powersOfTen[maxFractionDigits - (last - end - 1)] ?? 0)
    return this.writeCost(whole, fraction, isNegative, last)
  }

  private writeCost(whole: number, fraction: number, isNegative: boolean, end: number): number {
    // With an exponent, as in `12e3`, it is another amount.
    if (end < this.end && ((this.bytes[end] ?? 0) | lowerCase) === lowerE) return miss
    const micros = whole * microsPerCent + fraction
    this.columns.costMicros[this.columns.size] = isNegative ? 0 - micros : micros
    return end
  }

  /** Where the digits end that begin here: from one to so many. */
  private digitsEnd(from: number, most: number): number {
    const { bytes, end } = this
    let at = from
    while (at < end && isDigit(bytes[at] ?? 0)) at++
    return at === from || at > from + most ? miss : at
  }

  private digits(from: number, end: number): number {
    const { bytes } = this
    let value = 0
    for (let at = from; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - zero
    return value
  }

  private readCacheHit(from: number): number {
    if (from + 5 > this.end) return miss
    const word = this.view.getInt32(from, true)
    const isHit = word === trueWord
    if (!isHit && (word !== falsWord || this.bytes[from + 4] !== lowerE)) return miss
    this.columns.cacheHit[this.columns.size] = isHit ? 1 : 0
    return isHit ? from + 4 : from + 5
  }

  /** Reads `2026-02-13T10:00:00Z`, with a fraction of one to three digits or none. */
  private readInstant(from: number): number {
    const { bytes, end, view } = this
    if (from + 20 > end) return miss
    const midnight = this.midnight.before(bytes, view, from)
    // The digits and colons of `HH:M` and `M:SS`.
    const first = view.getInt32(from + 11, true) ^ firstClock
    const second = view.getInt32(from + 15, true) ^ secondClock
    const colons = (first & 0xff0000) | (second & 0xff00)
    if (Number.isNaN(midnight) || colons !== 0 || !areDigits(first) || !areDigits(second)) return miss
    const hours = (first & 0xf) * 10 + ((first >> 8) & 0xf)
    const minutes = (first >> 24) * 10 + (second & 0xf)
    const seconds = ((second >> 16) & 0xf) * 10 + (second >> 24)
    if (hours > 23 || minutes > 59 || seconds > 59) return miss
    this.columns.createdAt[this.columns.size] = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000
    return bytes[from + 19] === upperZ ? from + 20 : this.readFraction(from + 19)
  }

  /** Adds the milliseconds of `.5Z` or `.123Z`. */
  private readFraction(from: number): number {
    const { createdAt, size } = this.columns
    const end = this.bytes[from] === point ? this.digitsEnd(from + 1, 3) : miss
    if (end < 0 || end === this.end || this.bytes[end] !== upperZ) return miss
    createdAt[size] = (createdAt[size] ?? 0) + this.digits(from + 1, end) * (powersOfTen[3 - (end - from - 1)] ?? 0)
    return end + 1
  }
}

/** Reads dates, and knows the last one: most records of an answer have the same. */
class KnownDate {
  private start = 0
  private middle = 0
  private end = 0
  private millis = Number.NaN

  /** The instant at which the day of `2026-02-13T` begins; not a number where no such text stands at `from`. */
  before(bytes: Uint8Array, view: DataView, from: number): number {
    const start = view.getInt32(from, true)
    const middle = view.getInt32(from + 4, true)
    const end = view.getInt32(from + 7, true)
    if (start !== this.start || middle !== this.middle || end !== this.end) {
      this.start = start
      this.middle = middle
      this.end = end
      this.millis = millisOf(ascii.decode(bytes.subarray(from, from + 11)))
    }
    return this.millis
  }
}

function millisOf(text: string): number {
  const date = text.endsWith("T") ? CalendarDate.parse(text.slice(0, -1)) : Option.none()
  return Option.match(date, { onNone: () => Number.NaN, onSome: CalendarDate.toEpochMillis })
}

function isDigit(value: number): boolean {
  return value >= zero && value < zero + 10
}

/** Whether the byte stands for itself within a string: ASCII, no control, no quote, no backslash. */
function isPlain(value: number): boolean {
  return value >= space && value < 0x80 && value !== quote && value !== backslash
}

/**
 * The high bit of each quote in a word, and perhaps of what is behind the first. Taking something off each byte borrows
 * from its high bit only where the byte is smaller; a byte that equals another is 0 after an exclusive or.
 */
function quotesIn(word: number): number {
  const asQuote = word ^ fourQuotes
  return (asQuote - eachByte) & ~asQuote & highBits
}

/** All bits of the bytes before the first high bit that is set; of all four where there is none. */
function bitsBefore(highs: number): number {
  return ((highs & -highs) >>> 7) - 1
}

/** How many bytes are before the first high bit that is set. */
function countBefore(highs: number): number {
  return (31 - Math.clz32(highs & -highs)) >>> 3
}

/** The same for backslashes, controls, and bytes beyond ASCII. */
function othersIn(word: number): number {
  const asBackslash = word ^ fourBackslashes
  return (((asBackslash - eachByte) & ~asBackslash) | ((word - fourSpaces) & ~word) | word) & highBits
}

/** Whether each byte of a word, less the byte `0`, was a digit. */
function areDigits(word: number): boolean {
  return (((word + 0x76767676) | word) & highBits) === 0
}
