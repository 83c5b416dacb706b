/**
 * A strict JSON reader (RFC 8259) that keeps what `JSON.parse` loses: decimals that a double can't hold, duplicate keys,
 * and the place of a fault.
 *
 * It reads one value of bounded size: a record, or a value beside `usage`. Bodies are cut into such values by the
 * decoder.
 */
import { BigDecimal, Option, Result } from "effect"

import * as Cents from "../Cents.ts"
import { byte, isWhitespace } from "./bytes.ts"

/**
 * A number is a JavaScript number when its decimal text is certain from it (at most 15 digits), a `BigDecimal` when it
 * is longer, and {@link OutOfRange} when it has more digits than any amount.
 */
export type Json =
  | null
  | boolean
  | string
  | number
  | BigDecimal.BigDecimal
  | OutOfRange
  | ReadonlyArray<Json>
  | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

/** A number that is larger or finer than {@link Cents.maxDigits} allows. */
export class OutOfRange {
  readonly lexeme: string
  constructor(lexeme: string) {
    this.lexeme = lexeme
  }
}

/**
 * Why a text is refused. `syntax` and `duplicateKey` spoil the whole body; `depth`, `length` and `surrogate` are faults
 * of the value alone, whose end is known.
 */
export interface Fault {
  readonly kind: "syntax" | "duplicateKey" | "depth" | "length" | "surrogate"
  /** In UTF-16 units from the start of the text. */
  readonly offset: number
}

export interface Limits {
  readonly maxDepth: number
  /** In UTF-16 units. */
  readonly maxStringLength: number
}

export const defaultLimits: Limits = { maxDepth: 64, maxStringLength: 4096 }

/** Reads a text that holds one JSON value and nothing else but white space. */
export const parse = (text: string, limits: Limits = defaultLimits): Result.Result<Json, Fault> => {
  const reader = new Reader(text, limits)
  try {
    return Result.succeed(reader.document())
  } catch (thrown) {
    if (thrown instanceof Refusal) return Result.fail(thrown.fault)
    throw thrown
  }
}

/** Leaves the recursion at the first fault; never seen outside of {@link parse}. */
class Refusal extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.kind)
    this.fault = fault
  }
}

const stringEnd = /["\\\u0000-\u001f]/gu // oxlint-disable-line no-control-regex -- JSON forbids them in strings
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy
/** A number of so few digits that neither its double nor its size is in doubt. */
const shortNumber = /-?(?:0|[1-9]\d{0,14})(?![\d.eE])/uy
const hex4 = /^[0-9a-fA-F]{4}$/u
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t"
}

/**
 * The objects that are read. Their prototype has nothing, so that `__proto__` is a key like any other, and is known by
 * nobody else. (Objects without one are slower to fill.)
 */
class Fields {
  static {
    Reflect.deleteProperty(Fields.prototype, "constructor")
    Object.setPrototypeOf(Fields.prototype, null)
  }
}

class Reader {
  private position = 0
  private readonly text: string
  private readonly limits: Limits

  constructor(text: string, limits: Limits) {
    this.text = text
    this.limits = limits
  }

  document(): Json {
    const value = this.value(1)
    this.skipWhitespace()
    if (this.position < this.text.length) this.refuse("syntax")
    return value
  }

  private value(depth: number): Json {
    this.skipWhitespace()
    switch (this.text[this.position]) {
      case "{":
        return this.object(depth)
      case "[":
        return this.array(depth)
      case '"':
        return this.string()
      case "t":
        return this.literal("true", true)
      case "f":
        return this.literal("false", false)
      case "n":
        return this.literal("null", null)
      default:
        return this.number()
    }
  }

  private object(depth: number): JsonObject {
    if (depth > this.limits.maxDepth) this.refuse("depth")
    const object = new Fields() as Record<string, Json>
    this.position++
    if (this.closes("}")) return object
    for (;;) {
      this.skipWhitespace()
      if (this.text[this.position] !== '"') this.refuse("syntax")
      const start = this.position
      const key = this.string()
      if (key in object) this.refuse("duplicateKey", start)
      this.skipWhitespace()
      if (this.text[this.position] !== ":") this.refuse("syntax")
      this.position++
      object[key] = this.value(depth + 1)
      if (this.closes("}")) return object
      this.comma()
    }
  }

  private array(depth: number): ReadonlyArray<Json> {
    if (depth > this.limits.maxDepth) this.refuse("depth")
    const array: Array<Json> = []
    this.position++
    if (this.closes("]")) return array
    for (;;) {
      array.push(this.value(depth + 1))
      if (this.closes("]")) return array
      this.comma()
    }
  }

  private string(): string {
    const { text } = this
    const start = this.position + 1
    let end = start
    while (isPlainUnit(text.charCodeAt(end))) end++ // oxlint-disable-line unicorn/prefer-code-point -- unit by unit
    if (text[end] !== '"') return this.longString()
    if (end - start > this.limits.maxStringLength) this.refuse("length")
    this.position = end + 1
    return text.slice(start, end)
  }

  /** A string with escapes, or one that does not end. */
  private longString(): string {
    const start = this.position++
    let value = ""
    for (;;) {
      stringEnd.lastIndex = this.position
      const end = stringEnd.exec(this.text)?.index ?? this.text.length
      value += this.text.slice(this.position, end)
      this.position = end
      if (value.length > this.limits.maxStringLength) this.refuse("length", start)
      if (this.text[end] === '"') {
        this.position++
        if (!value.isWellFormed()) this.refuse("surrogate", start)
        return value
      }
      if (this.text[end] !== "\\") this.refuse("syntax")
      value += this.escape()
    }
  }

  private escape(): string {
    const letter = this.text[this.position + 1] ?? ""
    if (letter === "u") {
      const digits = this.text.slice(this.position + 2, this.position + 6)
      if (!hex4.test(digits)) this.refuse("syntax")
      this.position += 6
      // One half of a pair stands for itself here; the other half follows.
      return String.fromCharCode(Number.parseInt(digits, 16)) // oxlint-disable-line unicorn/prefer-code-point
    }
    const value = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
    if (value === undefined) return this.refuse("syntax")
    this.position += 2
    return value
  }

  private number(): Json {
    shortNumber.lastIndex = this.position
    if (shortNumber.test(this.text)) {
      const start = this.position
      this.position = shortNumber.lastIndex
      return Number(this.text.slice(start, this.position)) + 0
    }
    number.lastIndex = this.position
    const lexeme = number.exec(this.text)?.[0]
    if (lexeme === undefined) return this.refuse("syntax")
    this.position += lexeme.length
    const exact = Cents.parse(lexeme)
    if (Option.isNone(exact)) return new OutOfRange(lexeme)
    const digits = exact.value.value < 0n ? -exact.value.value : exact.value.value
    return digits < 10n ** 15n ? Number(lexeme) + 0 : exact.value
  }

  private literal<A extends Json>(word: string, value: A): A {
    if (!this.text.startsWith(word, this.position)) this.refuse("syntax")
    this.position += word.length
    return value
  }

  private closes(bracket: string): boolean {
    this.skipWhitespace()
    if (this.text[this.position] !== bracket) return false
    this.position++
    return true
  }

  private comma(): void {
    if (this.text[this.position] !== ",") this.refuse("syntax")
    this.position++
  }

  private skipWhitespace(): void {
    while (isWhitespace(this.text.charCodeAt(this.position))) this.position++ // oxlint-disable-line unicorn/prefer-code-point -- unit by unit
  }

  private refuse(kind: Fault["kind"], offset: number = this.position): never {
    throw new Refusal({ kind, offset })
  }
}

/** Whether the UTF-16 unit stands for itself within a string; the end of the text, which is not a number, does not. */
function isPlainUnit(unit: number): boolean {
  return unit >= byte.space && unit !== byte.quote && unit !== byte.backslash
}

/**
 * Whether the value is a decimal. Objects that were read are of a class of their own, so that none can pose as one,
 * whatever keys it has.
 */
export const isDecimal = (value: unknown): value is BigDecimal.BigDecimal =>
  BigDecimal.isBigDecimal(value) && !(value instanceof Fields)

export const isObject = (value: Json): value is JsonObject => value instanceof Fields

/** One text for all documents that say the same, whatever their white space, escapes and order of keys. */
export const canonical = (value: Json): string => {
  if (isDecimal(value)) return Cents.format(value)
  if (value instanceof OutOfRange) return value.lexeme
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value)
  const fields = Object.keys(value).toSorted()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`
}
