/**
 * Finds where a JSON value ends, by its quotes and brackets alone; whether it is one, the strict reader says.
 */
import { byte, isWhitespace } from "./bytes.ts"

/** The position that says that what was looked for is not there. */
export const miss = -1

export class ValueScan {
  /** Bytes of the value that were looked at, so that none is looked at twice when more have come. */
  private scanned = 0
  private depth = 0
  private inString = false

  /** Where the value ends that begins at `from`; {@link miss} where it does not end before `end`, to be asked again then. */
  find(bytes: Uint8Array, from: number, end: number): number {
    let at = from + this.scanned
    for (; at < end; at++) {
      const next = bytes[at] ?? 0
      if (this.inString) {
        if (next === byte.backslash) at++
        else if (next === byte.quote) {
          this.inString = false
          if (this.depth === 0) return this.found(at + 1)
        }
      } else if (next === byte.quote) {
        this.inString = true
      } else if (next === byte.openBrace || next === byte.openBracket) {
        this.depth++
      } else if (next === byte.closeBrace || next === byte.closeBracket) {
        if (this.depth === 0) return this.found(at)
        if (--this.depth === 0) return this.found(at + 1)
      } else if (this.depth === 0 && (next === byte.comma || isWhitespace(next))) {
        return this.found(at)
      }
    }
    this.scanned = at - from
    return miss
  }

  /** Forgets the value that was begun. */
  reset(): void {
    this.scanned = 0
    this.depth = 0
    this.inString = false
  }

  private found(end: number): number {
    this.reset()
    return end
  }
}
