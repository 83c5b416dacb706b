/**
 * Numbers as people read them: digits in groups of three, a point before decimals, the same on every machine.
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal } from "effect"

/** The most decimals of an amount, which is never shown with fewer than it has. */
export const decimals = (amounts: Iterable<BigDecimal.BigDecimal>): number => {
  let most = 0
  for (const amount of amounts) most = Math.max(most, BigDecimal.normalize(amount).scale)
  return most
}

/** An exact amount in cents, with zeros up to so many decimals: `1,250.0700`. */
export const exact = (cents: BigDecimal.BigDecimal, atLeast = 0): string =>
  format(cents, { minimumFractionDigits: atLeast, maximumFractionDigits: Math.max(atLeast, decimals([cents])) })

/** An amount rounded to so many decimals. */
export const rounded = (cents: BigDecimal.BigDecimal, to: number): string =>
  format(cents, { minimumFractionDigits: to, maximumFractionDigits: to })

/** Exact cents, then dollars, and whether those are rounded: `1,250.07 cents ($12.50, rounded)`. */
export const total = (cents: BigDecimal.BigDecimal): string => {
  const { scale, value } = BigDecimal.normalize(cents)
  const dollars = format(BigDecimal.make(value, scale + 2), { style: "currency", currency: "USD" })
  return `${exact(cents)} ${isOne(cents) ? "cent" : "cents"} (${dollars}${scale > 0 ? ", rounded" : ""})`
}

/** A count: `9,321`. */
export const count = (value: number): string => value.toLocaleString("en-US")

/** A count and what is counted: `1 record`, `9,321 records`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`

/** A part from 0 to 1: `12.3 %`; a part too small to show is not shown as nothing. */
export const percent = (part: number | undefined): string => {
  if (part === undefined) return "–"
  if (part > 0 && part < 0.0005) return "<0.1 %"
  return `${(part * 100).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`
}

function isOne(cents: BigDecimal.BigDecimal): boolean {
  return BigDecimal.equals(cents, BigDecimal.make(1n, 0))
}

/** `Intl` formats the decimal's own text, digit by digit; a number would be a double. */
function format(amount: BigDecimal.BigDecimal, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat("en-US", options).format(Cents.format(amount) as `${number}`)
}
