/**
 * Exact amounts of money in cents.
 *
 * An amount is a decimal from the gateway's text to the reader's screen; no binary fraction stands between. One credit
 * of the vendor is one cent, and fractions of a cent are legal. Sums are counted in whole micro-cents (10^-6 cent) as
 * long as those are safe integers, and in arbitrary precision beyond.
 *
 * @since 0.1.0
 */
import { BigDecimal, Effect, Option, Schema, SchemaGetter, SchemaIssue } from "effect"

/**
 * The most digits that an amount may have before its decimal point, and the most after it.
 *
 * Why: more is no price, and an exponent such as `1e999999999` must not fill the memory.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxDigits = 30

/**
 * Micro-cents in a cent.
 *
 * @category constants
 * @since 0.1.0
 */
export const microsPerCent = 1_000_000

/** Zero cents. @since 0.1.0 @category constants */
export const zero: BigDecimal.BigDecimal = BigDecimal.make(0n, 0)

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/u

/**
 * Reads the text of a JSON number as an exact amount in cents. `None` when it is no number or has more than {@link maxDigits} digits on a
 * side of its point.
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (lexeme: string): Option.Option<BigDecimal.BigDecimal> =>
  lexeme.length <= 128 && jsonNumber.test(lexeme)
    ? Option.filter(Option.map(BigDecimal.fromString(lexeme), BigDecimal.normalize), isInRange)
    : Option.none()

/**
 * The amount as a plain decimal: `1250`, `0.0000001`, never with an exponent or trailing zeros.
 *
 * @category conversions
 * @since 0.1.0
 */
export const format = (cents: BigDecimal.BigDecimal): string => {
  const { scale, value } = BigDecimal.normalize(cents)
  if (scale <= 0) return String(value * 10n ** BigInt(-scale))
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0")
  const point = digits.length - scale
  return `${value < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * The amount in micro-cents, when it is a whole number of them and a safe integer.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toMicros = (cents: BigDecimal.BigDecimal): number | undefined => {
  // What has no digit beyond those is cheap to tell.
  const { scale, value } = cents.scale >= 0 && cents.scale <= 6 ? cents : BigDecimal.normalize(cents)
  if (scale > 6 || scale < -maxDigits) return undefined
  const micros = Number(value) * 10 ** (6 - scale)
  return Number.isSafeInteger(micros) ? micros : undefined
}

/**
 * The amount of so many micro-cents.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromMicros = (micros: number): BigDecimal.BigDecimal => {
  if (micros === 0) return zero
  let value = micros
  let scale = 6
  // Whole cents are the most, and small numbers divide faster.
  if (value % microsPerCent === 0) {
    value /= microsPerCent
    scale = 0
  }
  for (; value % 10 === 0; value /= 10) scale--
  return BigDecimal.make(BigInt(value), scale)
}

/**
 * The micro-cents of a number that was read from a JSON text, when the decimal in that text is certain.
 *
 * A decimal of at most 15 digits survives the way through a double. `micros / 1e6 === value` proves that the decimal
 * `micros * 10^-6` reads as this double, and no other decimal of 15 digits does.
 *
 * @category conversions
 * @since 0.1.0
 */
export const microsFromNumber = (value: number): number | undefined => {
  const micros = Math.round(value * microsPerCent)
  return micros / microsPerCent === value && micros < 1e15 && micros > -1e15 ? micros + 0 : undefined
}

/**
 * Cents on the wire: a JSON number, decoded to an exact decimal by its shortest text.
 *
 * A number of more than 15 digits has already lost some when it arrives as a double. The client of this package reads
 * the text itself and is exact for every length; this schema refuses to encode what a double can't hold.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Cents = Schema.Finite.pipe(
  Schema.decodeTo(Schema.BigDecimal, {
    decode: SchemaGetter.transformEffect((value: number) => orInvalid(parse(String(value)))),
    encode: SchemaGetter.transformEffect((cents: BigDecimal.BigDecimal) =>
      orInvalid(
        Option.filter(Option.some(Number(format(cents))), (value) =>
          Option.exists(parse(String(value)), (exact) => BigDecimal.equals(exact, cents))
        )
      )
    )
  })
)

/**
 * Cents where numbers may not be trusted, as in JSON that people pass on: a string such as `"1250.07"`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CentsFromString = Schema.String.annotate({
  description: "An exact amount in cents as a decimal without exponent"
})
  .check(Schema.isPattern(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u, { expected: "a decimal without exponent" }))
  .pipe(
    Schema.decodeTo(Schema.BigDecimal, {
      decode: SchemaGetter.transformEffect((text: string) => orInvalid(parse(text))),
      encode: SchemaGetter.transform(format)
    })
  )

/**
 * A running exact sum. Mutable, for hot loops: adding micro-cents allocates nothing until 2^53 of them are exceeded.
 *
 * @category models
 * @since 0.1.0
 */
export class CentsSum {
  /** Whole micro-cents, always a safe integer. */
  private micros = 0
  /** What has left `micros`, and amounts that never fitted it. */
  private rest: BigDecimal.BigDecimal = zero

  /** Adds a safe integer of micro-cents. */
  addMicros(micros: number): void {
    const sum = this.micros + micros
    if (sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER) {
      this.micros = sum
    } else {
      this.rest = BigDecimal.sum(this.rest, fromMicros(this.micros))
      this.micros = micros
    }
  }

  /** Adds any amount. */
  add(cents: BigDecimal.BigDecimal): void {
    const micros = toMicros(cents)
    if (micros === undefined) this.rest = BigDecimal.sum(this.rest, cents)
    else this.addMicros(micros)
  }

  /** The sum so far in cents, normalized. */
  get value(): BigDecimal.BigDecimal {
    const micros = fromMicros(this.micros)
    return BigDecimal.normalize(this.rest === zero ? micros : BigDecimal.sum(this.rest, micros))
  }
}

/**
 * The exact sum of some amounts in cents.
 *
 * @category math
 * @since 0.1.0
 */
export const sum = (amounts: Iterable<BigDecimal.BigDecimal>): BigDecimal.BigDecimal => {
  const total = new CentsSum()
  for (const amount of amounts) total.add(amount)
  return total.value
}

function isInRange(cents: BigDecimal.BigDecimal): boolean {
  const digits = String(cents.value < 0n ? -cents.value : cents.value).length
  return cents.scale <= maxDigits && digits - cents.scale <= maxDigits
}

function orInvalid<A>(option: Option.Option<A>): Effect.Effect<A, SchemaIssue.Issue> {
  return Effect.fromOption(option, () => new SchemaIssue.InvalidValue({ expected: "an exact amount within range" }))
}
