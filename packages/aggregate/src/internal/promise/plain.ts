/**
 * Values of the services as plain ones.
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal, DateTime } from "effect"

/** The same with texts for amounts and instants. */
export type Plain<A> = A extends BigDecimal.BigDecimal | DateTime.DateTime
  ? string
  : A extends string | number | boolean | null | undefined
    ? A
    : { readonly [Key in keyof A]: Plain<A[Key]> }

export const plain = <A>(value: A): Plain<A> => plainly(value) as Plain<A>

function plainly(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(plainly)
  if (BigDecimal.isBigDecimal(value)) return Cents.format(value)
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainly(inner)]))
}
