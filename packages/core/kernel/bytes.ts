/**
 * Sixteen bytes at a time.
 */
import { masks } from "./memory"

const quote: u8 = 0x22
export const comma: u8 = 0x2c
export const minus: u8 = 0x2d
export const point: u8 = 0x2e
export const zero: u8 = 0x30
export const upperZ: u8 = 0x5a
export const backslash: u8 = 0x5c
export const lowerE: u8 = 0x65
export const space: u8 = 0x20

/** All bits of the first bytes of a block: of so many, from 0 to 16. */
export function first(count: i32): v128 {
  return v128.load(masks + 16 - count)
}

export function fillMasks(): void {
  memory.fill(masks, 0xff, 16)
}

/** A bit for each byte that is a quote. */
export function quotesIn(block: v128): i32 {
  return i8x16.bitmask(i8x16.eq(block, i8x16.splat(quote)))
}

/** A bit for each byte that ends a plain text: a quote, a backslash, a control, what is beyond ASCII. */
export function specialsIn(block: v128): i32 {
  const escapes = v128.or(i8x16.eq(block, i8x16.splat(quote)), i8x16.eq(block, i8x16.splat(backslash)))
  // Bytes beyond ASCII are negative.
  return i8x16.bitmask(v128.or(escapes, i8x16.lt_s(block, i8x16.splat(space))))
}

/** Where the bytes end that stand at `at`, when they are the same as those of `own`; 0 otherwise. */
export function skip(at: usize, own: usize, length: i32): usize {
  let left = length
  for (; left >= 16; left -= 16) {
    if (v128.any_true(v128.xor(v128.load(at), v128.load(own)))) return 0
    at += 16
    own += 16
  }
  const differences = v128.xor(v128.load(at), v128.load(own))
  if (v128.any_true(v128.and(differences, first(left)))) return 0
  return at + left
}

export function isWhitespace(value: u8): bool {
  return value == space || value == 0x0a || value == 0x0d || value == 0x09
}
