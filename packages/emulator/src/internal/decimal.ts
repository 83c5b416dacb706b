/**
 * Exact sums of the decimals in a dataset, by integers alone.
 *
 * This is on purpose not the arithmetic of `@varg-usage/core`: the truth of a dataset is what that arithmetic is
 * checked against.
 */
import { BigDecimal } from "effect"

/** The decimal `value * 10^-scale` as text: no exponent, no trailing zeros. */
export const formatScaled = (value: bigint, scale: number): string => {
  const text = String(value < 0n ? -value : value).padStart(scale + 1, "0")
  const fraction = text.slice(text.length - scale).replace(/0+$/u, "")
  const whole = text.slice(0, text.length - scale)
  return `${value < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`
}

const common = /^(-?)(0|[1-9]\d{0,8})(?:\.(\d{1,6}))?$/u

/** Whole micro-cents (10^-6 cent) of a short decimal; `undefined` for any other text. */
const micros = (lexeme: string): number | undefined => {
  const match = common.exec(lexeme)
  if (match === null) return undefined
  const [, sign, whole = "0", fraction = ""] = match
  const value = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, "0"))
  return sign === "-" ? -value : value
}

/** A running exact sum of decimals given as the texts of JSON numbers. Mutable. */
export class Sum {
  private micros = 0n
  private rest = BigDecimal.make(0n, 0)

  /** Adds the text of a JSON number; throws a `RangeError` when it is none. */
  add(lexeme: string): void {
    const short = micros(lexeme)
    if (short === undefined) this.rest = BigDecimal.sum(this.rest, parse(lexeme))
    else this.micros += BigInt(short)
  }

  /** Adds the text of a JSON number; whatever else stands in its place adds nothing. */
  addKnown(lexeme: string | undefined): void {
    if (lexeme !== undefined && jsonNumber.test(lexeme)) this.add(lexeme)
  }

  /** The sum so far, normalized. */
  get value(): BigDecimal.BigDecimal {
    return BigDecimal.normalize(BigDecimal.sum(this.rest, BigDecimal.make(this.micros, 6)))
  }

  /** The sum so far as a plain decimal. */
  get text(): string {
    const { scale, value } = this.value
    return scale < 0 ? String(value * 10n ** BigInt(-scale)) : formatScaled(value, scale)
  }
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/u

/** Throws a `RangeError` when the text is no JSON number, or one of three digits in its exponent. */
export const assertNumber = (lexeme: string): void => {
  if (!jsonNumber.test(lexeme)) throw new RangeError(`${JSON.stringify(lexeme)} is not a JSON number`)
}

const parse = (lexeme: string): BigDecimal.BigDecimal => {
  assertNumber(lexeme)
  return BigDecimal.fromStringUnsafe(lexeme)
}
