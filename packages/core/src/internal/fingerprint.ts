/**
 * Fingerprints of texts, and a set of them, to recognise a row of millions by a few bytes.
 *
 * Effect hashes to 32 bits, which collide among a hundred thousand rows; the platform's digests are asynchronous. A pair
 * of these has 106 bits. It is no defence against somebody who looks for collisions, and need not be: what is taken for
 * a repeat is checked against the gateway's total.
 */

/** The text in 53 bits, as a safe integer. Another seed gives another fingerprint. */
export const fingerprint = (text: string, seed = 0): number => {
  let high = 0x9e3779b9 ^ mixed(seed)
  let low = 0x85ebca6b ^ seed
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index) // oxlint-disable-line unicorn/prefer-code-point -- every unit counts once
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(((low << 13) | (low >>> 19)) ^ unit, 0xcc9e2d51)
  }
  return (mixed(high ^ text.length) & 0x1f_ffff) * 2 ** 32 + (mixed(low ^ high) >>> 0)
}

/** Spreads each bit of the input over all bits of the result. */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16)
  bits = Math.imul(bits, 0x7feb352d)
  bits ^= bits >>> 15
  bits = Math.imul(bits, 0x846ca68b)
  return bits ^ (bits >>> 16)
}

/** Fingerprints with a second one to check them by, 16 bytes for both, in a table that is at most two thirds full. */
export class FingerprintSet {
  /** Fingerprints at even places, their checks behind them; -1 is free. */
  private slots = new Float64Array(2 * 1024).fill(-1)
  private size = 0

  /** Adds safe integers from 0; `false` when both were there already. */
  add(print: number, check: number): boolean {
    let at = this.home(print)
    for (; this.slots[at] !== -1; at = this.following(at)) {
      if (this.slots[at] === print && this.slots[at + 1] === check) return false
    }
    this.put(at, print, check)
    if (++this.size * 3 > this.slots.length) this.grow()
    return true
  }

  private put(at: number, print: number, check: number): void {
    this.slots[at] = print
    this.slots[at + 1] = check
  }

  private home(print: number): number {
    return 2 * (print % (this.slots.length / 2))
  }

  private following(at: number): number {
    return at + 2 === this.slots.length ? 0 : at + 2
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Float64Array(2 * old.length).fill(-1)
    for (let from = 0; from < old.length; from += 2) {
      const print = old[from] ?? -1
      if (print === -1) continue
      let at = this.home(print)
      while (this.slots[at] !== -1) at = this.following(at)
      this.put(at, print, old[from + 1] ?? 0)
    }
  }
}
