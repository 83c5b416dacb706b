/**
 * The kernel: WebAssembly that reads records of the common kind sixteen bytes at a time. `packages/core/kernel` is its source,
 * and says what it takes; where there is no WebAssembly, or a policy forbids it, all is read without it.
 *
 * One instance reads for the whole process, and whoever calls it takes out at once what it has read. From call to call it keeps the texts of
 * models and capabilities that it has met, in a bounded memory.
 */
import { kernelBinary } from "./kernelBinary.ts"
import { fields, type Layout } from "./layout.ts"
import { filled } from "./typedArray.ts"

export interface Exports extends Readonly<
  Record<
    | ("input" | "inputSize" | "layouts" | "layoutSize" | "maxLayouts" | "maxRows" | "texts" | "jobIds")
    | ("model" | "capability" | "cost" | "cacheHit" | "createdAt" | "jobIdEnds" | "jobHashLow" | "jobHashHigh")
    | ("printJob" | "printContent" | "printHigh" | "printInstant" | "isJob" | "isKnown" | "recharges")
    | ("rows" | "jobIdsEnd" | "earliest" | "latest" | "layout" | "isTextsFull"),
    { readonly value: number }
  >
> {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly forgetTexts: () => void
  readonly useLayouts: (count: number) => void
  readonly read: (from: number, end: number, firstJobId: number) => number
  readonly addRows: (count: number) => number
  readonly openMarks: () => number
  readonly markRows: (from: number, end: number) => void
  readonly countRows: (from: number, end: number) => number
}

const ascii = new TextDecoder()
const utf8 = new TextEncoder()
/** What stands for the end of a record. */
const endOfRecord = fields.length
/** Bytes of a layout's head, and of a part beside its literal. */
const headBytes = 8
const partBytes = 12

export class Kernel {
  /** The columns of the rows read last. Of the job ids only the ends are counted from where the caller said. */
  readonly model: Int32Array
  readonly capability: Int32Array
  readonly costMicros: Float64Array
  readonly cacheHit: Int8Array
  readonly createdAt: Float64Array
  readonly jobIdEnds: Int32Array
  readonly jobIdBytes: Uint8Array
  readonly jobHashLow: Int32Array
  readonly jobHashHigh: Int32Array
  /** Counts how often the input was filled. */
  fills = 0
  /** Counts how often texts were numbered anew. */
  edition = 0
  private readonly own: Exports
  private readonly memory: Uint8Array
  private readonly view: DataView
  private readonly input: Uint8Array
  /** The layouts that it was told to read, in any order, and those of them that it does. */
  private given: ReadonlyArray<Layout> = []
  private layouts: ReadonlyArray<Layout> = []
  private readonly texts: Array<string> = []

  constructor(own: Exports) {
    const { buffer } = own.memory
    const rows = own.maxRows.value
    this.own = own
    this.memory = new Uint8Array(buffer)
    this.view = new DataView(buffer)
    this.input = new Uint8Array(buffer, own.input.value, own.inputSize.value)
    this.model = new Int32Array(buffer, own.model.value, rows)
    this.capability = new Int32Array(buffer, own.capability.value, rows)
    this.costMicros = new Float64Array(buffer, own.cost.value, rows)
    this.cacheHit = new Int8Array(buffer, own.cacheHit.value, rows)
    this.createdAt = new Float64Array(buffer, own.createdAt.value, rows)
    this.jobIdEnds = new Int32Array(buffer, own.jobIdEnds.value, rows)
    this.jobIdBytes = new Uint8Array(buffer, own.jobIds.value, own.inputSize.value)
    this.jobHashLow = new Int32Array(buffer, own.jobHashLow.value, rows)
    this.jobHashHigh = new Int32Array(buffer, own.jobHashHigh.value, rows)
    own.forgetTexts()
  }

  /** The one of this process, if it can have one. */
  static get shared(): Kernel | undefined {
    if (shared === undefined) {
      const own = instantiate()
      shared = { kernel: own && new Kernel(own) }
    }
    return shared.kernel
  }

  /** Rows read last. */
  get rows(): number {
    return this.own.rows.value
  }

  /** Bytes of their job ids. */
  get jobIdsLength(): number {
    return this.own.jobIdsEnd.value - this.own.jobIds.value
  }

  /** The earliest of their instants. */
  get earliest(): number {
    return this.own.earliest.value
  }

  /** The latest of their instants. */
  get latest(): number {
    return this.own.latest.value
  }

  /** The layout of the last one. */
  get layout(): Layout | undefined {
    return this.layouts[this.own.layout.value]
  }

  /** Takes the bytes from one place to another, or as many as there is room for; gives where those end. */
  fill(bytes: Uint8Array, from: number, end: number): number {
    const to = Math.min(end, from + this.input.length)
    this.fills++
    this.input.set(bytes.subarray(from, to))
    if (this.own.isTextsFull.value !== 0) this.forgetTexts()
    return to
  }

  /** Reads records from one place of the input on, and gives where the last of them ends. */
  read(from: number, end: number, firstJobId: number): number {
    return this.own.read(from, end, firstJobId)
  }

  /** Has records of these layouts read, as far as they can be; whether there are any. */
  use(layouts: ReadonlyArray<Layout>): boolean {
    const { given } = this
    if (layouts.length !== given.length || !layouts.every((layout) => given.includes(layout))) {
      this.given = [...layouts]
      this.layouts = layouts.filter((layout) => this.takes(layout)).slice(0, this.own.maxLayouts.value)
      for (const [index, layout] of this.layouts.entries()) this.write(layout, index)
      this.own.useLayouts(this.layouts.length)
    }
    return this.layouts.length > 0
  }

  private takes({ closing, parts, text }: Layout): boolean {
    const bytes = headBytes + partBytes * (parts.length + 1) + text.length + closing.length
    return bytes <= this.own.layoutSize.value && parts.every(({ field }) => typeof field !== "object")
  }

  /** The text of a number. */
  text(number: number): string {
    const { texts } = this
    for (let next = texts.length; next <= number; next++) {
      const entry = this.own.texts.value + 16 * next
      const start = this.view.getInt32(entry + 8, true)
      texts.push(ascii.decode(this.memory.subarray(start, start + this.view.getInt32(entry + 4, true))))
    }
    return texts[number] ?? ""
  }

  private forgetTexts(): void {
    this.own.forgetTexts()
    this.texts.length = 0
    this.edition++
  }

  private write({ absent, closing, parts }: Layout, index: number): void {
    const { view } = this
    const start = this.own.layouts.value + this.own.layoutSize.value * index
    const all = [...parts, { before: closing, field: undefined }]
    view.setInt32(start, all.length, true)
    view.setInt32(
      start + 4,
      absent.reduce((bits, field) => bits | (1 << fields.indexOf(field)), 0),
      true
    )
    let literal = start + headBytes + partBytes * all.length
    for (const [place, { before, field }] of all.entries()) {
      const part = start + headBytes + partBytes * place
      view.setInt32(part, literal, true)
      view.setInt32(part + 4, before.length, true)
      view.setInt32(part + 8, typeof field === "string" ? fields.indexOf(field) : endOfRecord, true)
      utf8.encodeInto(before.text, this.memory.subarray(literal))
      literal += before.length
    }
  }
}

let shared: { readonly kernel: Kernel | undefined } | undefined
let module: WebAssembly.Module | undefined
/** Whether it has failed once: before it fails for want of memory, it collects all garbage several times. */
let isRefused = false

/**
 * A new instance, with a memory of its own; `undefined` where WebAssembly, its vectors, or code made at run time are missing
 * or forbidden.
 */
export const instantiate = (): Exports | undefined => {
  if (isRefused) return undefined
  try {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBinary), (letter) => letter.codePointAt(0) ?? 0))
    return new WebAssembly.Instance(module).exports as unknown as Exports
  } catch {
    isRefused = true
    return undefined
  }
}

/** The numbers that texts have in a window, by those that the kernel gives them. */
export class WindowNumbers {
  private readonly kernel: Kernel
  private readonly numberOf: (text: string) => number
  /** From 1; 0 where the window has not met the text. */
  private numbers = new Int32Array(0)
  private edition = -1

  constructor(kernel: Kernel, numberOf: (text: string) => number) {
    this.kernel = kernel
    this.numberOf = numberOf
  }

  /** Writes so many rows from the kernel's column into one of the window's, from the row `at` on. */
  write(from: Int32Array, to: Int32Array, at: number, rows: number): void {
    if (this.edition !== this.kernel.edition) {
      this.edition = this.kernel.edition
      this.numbers = new Int32Array(64)
    }
    for (let row = 0; row < rows; row++) {
      const text = from[row] ?? -1
      const number = this.numbers[text] ?? 0
      to[at + row] = (number > 0 || text < 0 ? number : this.learn(text)) - 1
    }
  }

  private learn(text: number): number {
    if (text >= this.numbers.length) this.numbers = filled(new Int32Array(2 * text), this.numbers)
    const number = this.numberOf(this.kernel.text(text)) + 1
    this.numbers[text] = number
    return number
  }
}
