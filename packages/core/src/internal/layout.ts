/**
 * The layout of a record: the bytes between its values. Gateways write one record like the other, so that what is learned
 * from one is read off the next.
 *
 * ```
 * {"job_id":"job_1","model":"fal:flux","cost_cents":25}
 * ~~~~~~~~~~~     ~~~~~~~~~~~        ~~~~~~~~~~~~~~~~  ~   the literals; what is between them are values
 * ```
 */
import { miss, ValueScan } from "./valueScan.ts"

/** The fields that a layout may have: all of the contract's. */
export const fields = ["job_id", "model", "capability", "cost_cents", "cache_hit", "created_at"] as const

export type Field = (typeof fields)[number]

/** A field and what stands before its value: the opening quote too, where the value is a text of a column. */
interface Part {
  readonly before: Literal
  readonly field: Field | Other
}

/** A field that the contract does not have. */
export interface Other {
  readonly name: string
}

export interface Layout {
  /** The text of all literals, to tell layouts apart. */
  readonly text: string
  readonly parts: ReadonlyArray<Part>
  /** What stands before the first value. */
  readonly opening: Literal
  /** What stands behind the last value. */
  readonly closing: Literal
  /** The fields that it does not have. */
  readonly absent: ReadonlyArray<Field>
}

/** The longest text that a layout may have. */
const maxText = 4096

/**
 * Learns the layout of a record that is valid JSON; `undefined` where it can't be one: no instant, a value of another type
 * than its column, too long to be remembered. A column that is `null` belongs to the literals, and is absent.
 */
export const learn = (record: Uint8Array): Layout | undefined => {
  // One character for each byte: what counts is ASCII, and places are those of the bytes.
  const text = latin1.decode(record)
  const scan = new ValueScan()
  const parts: Array<Part> = []
  let before = ""
  let at = 0
  for (let next = match(beforeValue, text, at); next !== undefined; next = match(beforeValue, text, at)) {
    const { key: name = "", none: isNull } = next.groups ?? {}
    const column = fields.find((field) => field === name)
    at += next[0].length
    before += next[0]
    if (isNull !== undefined && column !== undefined) continue
    const start = at - (isNull?.length ?? 0)
    const quotes = column !== undefined && isText(column) ? 1 : 0
    if (column !== undefined && (text[start] === '"') !== (quotes === 1)) return undefined
    before = before.slice(0, before.length - at + start) + text.slice(start, start + quotes)
    parts.push({ before: new Literal(before), field: column ?? { name } })
    before = ""
    at = scan.find(record, start, record.length) - quotes
  }
  return afterValues.test(text.slice(at)) ? assemble(parts, new Literal(before + text.slice(at))) : undefined
}

const latin1 = new TextDecoder("latin1")
const beforeValue = /"?[ \t\n\r]*[{,][ \t\n\r]*"(?<key>[ !#-[\]-~]*)"[ \t\n\r]*:[ \t\n\r]*(?<none>null)?/uy
const afterValues = /^"?[ \t\n\r]*\}$/u

function assemble(parts: ReadonlyArray<Part>, closing: Literal): Layout | undefined {
  const absent = fields.filter((name) => parts.every(({ field }) => field !== name))
  const opening = parts[0]?.before
  const text = [...parts.map(({ before }) => before.text), closing.text].join("\0")
  if (opening === undefined || absent.includes("created_at") || text.length > maxText) return undefined
  return { text, parts, opening, closing, absent }
}

/** Whether values of the column stand in quotes. */
export function isText(field: Field): boolean {
  return field !== "cost_cents" && field !== "cache_hit"
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** A few bytes of ASCII that are to be found again. */
export class Literal {
  readonly text: string
  readonly length: number
  private readonly bytes: Uint8Array
  /** Its first eight bytes, its last, and those between by eight. No eight bytes of ASCII are a NaN or a zero. */
  private readonly first: number
  private readonly last: number
  private readonly between: Float64Array

  constructor(text: string) {
    this.text = text
    this.bytes = new TextEncoder().encode(text)
    this.length = this.bytes.length
    const view = new DataView(this.bytes.buffer)
    const eight = (at: number) => (this.length < 8 ? Number.NaN : view.getFloat64(at, true))
    this.first = eight(0)
    this.last = eight(this.length - 8)
    this.between = Float64Array.from({ length: Math.max(0, Math.ceil(this.length / 8) - 2) }, (_, at) =>
      eight(8 * at + 8)
    )
  }

  /** Where it ends when it stands at `from`, wholly before `end`; {@link miss} otherwise. */
  skip(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const { between, length } = this
    const to = from + length
    if (to > end) return miss
    if (length < 8) return this.skipShort(bytes, from)
    if (view.getFloat64(from, true) !== this.first || view.getFloat64(to - 8, true) !== this.last) return miss
    for (let index = 0; index < between.length; index++) {
      if (view.getFloat64(from + 8 * index + 8, true) !== between[index]) return miss
    }
    return to
  }

  private skipShort(bytes: Uint8Array, from: number): number {
    const { bytes: own } = this
    for (let index = 0; index < own.length; index++) if (bytes[from + index] !== own[index]) return miss
    return from + own.length
  }
}
