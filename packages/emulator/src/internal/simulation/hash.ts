/**
 * A short name for a long text.
 */

/** 64-bit FNV-1a over UTF-16 units, as 16 hexadecimal digits. */
export const hashOf = (text: string): string => {
  let high = 0xcbf29ce4
  let low = 0x84222325
  for (let index = 0; index < text.length; index++) {
    // oxlint-disable-next-line unicorn/prefer-code-point -- a unit is what is hashed
    low ^= text.charCodeAt(index)
    // times 2^40 + 2^8 + 0xb3, modulo 2^64
    const product = (low >>> 0) * 0x1b3
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0
    low = product >>> 0
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0")
}
