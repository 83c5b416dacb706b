/**
 * Parts of exact amounts, counted in whole units of a decimal place and rounded once: to the nearest unit, halves away
 * from zero. No precision is lost on the way, however long the amounts are.
 */
import { BigDecimal } from "effect"

/** The decimals that hold each of the amounts, and at least those of micro-cents. */
export const decimalsOf = (amounts: Iterable<BigDecimal.BigDecimal>): number => {
  let decimals = 6
  for (const amount of amounts) decimals = Math.max(decimals, BigDecimal.normalize(amount).scale)
  return decimals
}

/** The amount in units of so many decimals; exact when it has no more of them. */
export const toUnits = (amount: BigDecimal.BigDecimal, decimals: number): bigint =>
  BigDecimal.scale(amount, decimals).value

export const fromUnits = (units: bigint, decimals: number): BigDecimal.BigDecimal =>
  BigDecimal.normalize(BigDecimal.make(units, decimals))

/** The nearest whole number to the quotient, halves away from zero. The divisor is positive. */
export const divideRounded = (dividend: bigint, divisor: bigint): bigint => {
  const twice = 2n * (dividend < 0n ? -dividend : dividend) + divisor
  return dividend < 0n ? -(twice / (2n * divisor)) : twice / (2n * divisor)
}

/** The smallest whole number whose square is at least `square`. */
export const squareRootUp = (square: bigint): bigint => {
  if (square <= 0n) return 0n
  // Newton's method from above: falls until it stands on the whole part of the root.
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2))
  for (let next = (root + square / root) / 2n; next < root; next = (root + square / root) / 2n) root = next
  return root * root < square ? root + 1n : root
}

/** `part / whole` to 10^-6; `undefined` where the whole is not positive, since a share of nothing or of debt misleads. */
export const ratio = (part: BigDecimal.BigDecimal, whole: BigDecimal.BigDecimal): number | undefined => {
  if (!BigDecimal.isPositive(whole)) return undefined
  const decimals = decimalsOf([part, whole])
  return Number(divideRounded(toUnits(part, decimals) * 1_000_000n, toUnits(whole, decimals))) / 1_000_000
}
