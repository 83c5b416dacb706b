/**
 * The layout of a record: the bytes between its values. Gateways write one record like the other, so that what is learned
 * from one is read off the next.
 *
 * ```
 * {"job_id":"job_1","model":"fal:flux","cost_cents":25}
 * ~~~~~~~~~~~     ~~~~~~~~~~~        ~~~~~~~~~~~~~~~~  ~   the literals; what is between them are values
 * ```
 */

/** The fields that a layout may have: all of the contract's. */
export const fields = ["job_id", "model", "capability", "cost_cents", "cache_hit", "created_at"] as const

export type Field = (typeof fields)[number]

/** A field and what stands before its value. */
interface Part {
  readonly before: Literal
  readonly field: Field
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

/** The longest text that a layout may have, so that a record of plain values is never longer than records may be. */
const maxText = 1024

/**
 * Learns the layout of a record that is valid JSON; `undefined` where it can't be one: a field that the contract does not
 * have, no instant, a text where a number belongs.
 */
export const learn = (record: string): Layout | undefined => {
  const parts: Array<Part> = []
  let at = 0
  for (let next = match(beforeValue, record, at); next !== undefined; next = match(beforeValue, record, at)) {
    const field = fields.find((name) => name === next.groups?.["field"])
    const [before] = next
    if (field === undefined || isText(field) !== before.endsWith('"')) return undefined
    parts.push({ before: new Literal(before), field })
    at += before.length
    at += match(isText(field) ? textValue : otherValue, record, at)?.[0].length ?? 0
  }
  const closing = match(afterValues, record, at)?.[0]
  const absent = fields.filter((name) => parts.every(({ field }) => field !== name))
  const opening = parts[0]?.before
  if (opening === undefined || closing === undefined || absent.includes("created_at")) return undefined
  const text = [...parts.map(({ before }) => before.text), closing].join("\0")
  return text.length > maxText ? undefined : { text, parts, opening, closing: new Literal(closing), absent }
}

const beforeValue = /"?[ \t\n\r]*[{,][ \t\n\r]*"(?<field>[a-z_]+)"[ \t\n\r]*:[ \t\n\r]*"?/uy
const textValue = /(?:[^"\\]|\\.)*/suy
const otherValue = /[^",{}[\] \t\n\r]*/uy
const afterValues = /"?[ \t\n\r]*\}$/uy

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function isText(field: Field): boolean {
  return field !== "cost_cents" && field !== "cache_hit"
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

/** The position that says that what was looked for is not there. */
export const miss = -1
