/**
 * The bytes of a body that have arrived and are not read yet, and where the values in them end.
 */

/** The bytes that give JSON its structure. */
export const byte = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d
} as const

const byteOrderMark = [0xef, 0xbb, 0xbf] as const

export class Chunks {
  /** What is not read yet is `bytes[position..length)`; `base` is the offset of `bytes[0]` in the body. */
  private bytes: Uint8Array = new Uint8Array(0)
  private position = 0
  private length = 0
  private base = 0
  /** Whether `bytes` is the transport's. */
  private borrowed = false

  /** White space that the bytes so far end with. */
  private whitespace = 0
  /** How far the value at `position` has been scanned, so that no byte is scanned twice. */
  private scanned = 0
  private depth = 0
  private inString = false

  /** Offset of the next byte in the body. */
  get offset(): number {
    return this.base + this.position
  }

  /** How many bytes are left. */
  get left(): number {
    return this.length - this.position
  }

  /** The next byte; `undefined` when none is left. */
  get next(): number | undefined {
    return this.position < this.length ? this.bytes[this.position] : undefined
  }

  /** What is left. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.position, this.length)
  }

  /** Takes a chunk; it is read in place, until {@link release}. */
  append(chunk: Uint8Array): void {
    if (this.left === 0) {
      this.moveRest(chunk)
      this.length = chunk.length
      this.borrowed = true
      return
    }
    if (this.length + chunk.length > this.bytes.length) {
      // Doubling keeps a value that arrives byte by byte linear.
      const grown = new Uint8Array(2 * (this.left + chunk.length))
      grown.set(this.rest)
      this.moveRest(grown)
    }
    this.bytes.set(chunk, this.length)
    this.length += chunk.length
  }

  /** Copies what is left of the chunk, since the chunk belongs to the transport. */
  release(): void {
    if (!this.borrowed) return
    // Not `slice`, which shares the memory where the chunk is one of Node's buffers.
    this.moveRest(new Uint8Array(this.rest))
    this.borrowed = false
  }

  skip(): void {
    this.position++
  }

  /** Skips white space, and gives how much of it has now come at a stretch. */
  skipWhitespace(): number {
    const { position } = this
    while (this.position < this.length && isWhitespace(this.bytes[this.position] ?? 0)) this.position++
    this.whitespace = this.position < this.length ? 0 : this.whitespace + this.position - position
    return this.whitespace
  }

  /** Skips a byte order mark at the very beginning; `false` while the first bytes may still become one. */
  skipByteOrderMark(): boolean {
    if (this.offset > 0 || this.next !== byteOrderMark[0]) return true
    if (this.left < byteOrderMark.length) return false
    if (byteOrderMark.every((part, index) => this.bytes[index] === part)) this.position = byteOrderMark.length
    return true
  }

  /** Reads the value that begins here, cut by its quotes and brackets alone; `undefined` when it is not complete yet. */
  takeValue(): Uint8Array | undefined {
    const end = this.valueEnd()
    if (end === undefined) return undefined
    const value = this.bytes.subarray(this.position, end)
    this.position = end
    this.scanned = 0
    return value
  }

  private valueEnd(): number | undefined {
    const { bytes, length } = this
    let at = Math.max(this.scanned, this.position)
    for (; at < length; at++) {
      const next = bytes[at] ?? 0
      if (this.inString) {
        if (next === byte.backslash) at++
        else if (next === byte.quote) {
          this.inString = false
          if (this.depth === 0) return at + 1
        }
      } else if (next === byte.quote) {
        this.inString = true
      } else if (next === byte.openBrace || next === byte.openBracket) {
        this.depth++
      } else if (next === byte.closeBrace || next === byte.closeBracket) {
        if (this.depth === 0) return at
        if (--this.depth === 0) return at + 1
      } else if (this.depth === 0 && (next === byte.comma || isWhitespace(next))) {
        return at
      }
    }
    this.scanned = at
    return undefined
  }

  /** What is left now begins at the start of `bytes`. */
  private moveRest(bytes: Uint8Array): void {
    this.base += this.position
    this.length -= this.position
    this.scanned = Math.max(0, this.scanned - this.position)
    this.position = 0
    this.bytes = bytes
  }
}

function isWhitespace(next: number): boolean {
  return next === byte.space || next === byte.lineFeed || next === byte.carriageReturn || next === byte.tab
}
