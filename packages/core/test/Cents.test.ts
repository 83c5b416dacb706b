import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { BigDecimal, Option, Result, Schema } from "effect"

const exact = (text: string) => Option.getOrThrow(Cents.parse(text))

/** The decimal as whole units of 10^-30, by strings and BigInt alone: a second, independent arithmetic. */
const units = (text: string): bigint => {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(text) ?? []
  const value = BigInt(whole + fraction.padEnd(30, "0"))
  return sign === "-" ? -value : value
}

const Decimal = Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,12})?$/u))

describe("Cents", () => {
  it.prop(
    "[P1] the sum equals that of an independent exact method, in any order",
    [Schema.Array(Decimal)],
    ([texts]) => {
      const expected = texts.reduce((sum, text) => sum + units(text), 0n)
      const amounts = texts.map(exact)
      assert.strictEqual(units(Cents.format(Cents.sum(amounts))), expected)
      assert.strictEqual(units(Cents.format(Cents.sum(amounts.toReversed()))), expected)
    },
    { arbitrary: { runs: 10_000 } }
  )

  it.prop(
    "[P1] a decimal is written as it was read, without trailing zeros",
    [Decimal],
    ([text]) => {
      const written = Cents.format(exact(text))
      assert.strictEqual(units(written), units(text))
      assert.notMatch(written, /\.\d*0$|e/u)
    },
    { arbitrary: { runs: 2000 } }
  )

  it.prop(
    "[P1] an amount is the same with zeros behind it: as a text, and in micro-cents",
    [
      Schema.BigInt.check(Schema.isBetweenBigInt({ minimum: -(10n ** 17n), maximum: 10n ** 17n })),
      Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 9 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))
    ],
    ([value, scale, zeros]) => {
      const plain = BigDecimal.normalize(BigDecimal.make(value, scale))
      const long = () => BigDecimal.make(value * 10n ** BigInt(zeros), scale + zeros)
      assert.strictEqual(Cents.format(long()), Cents.format(plain))
      assert.notMatch(Cents.format(long()), /\.\d*0$|e/u)
      const micros = plain.value * 10n ** BigInt(6 - Math.min(6, plain.scale))
      const isExact =
        plain.scale <= 6 && micros <= BigInt(Number.MAX_SAFE_INTEGER) && -micros <= BigInt(Number.MAX_SAFE_INTEGER)
      assert.strictEqual(Cents.toMicros(long()), isExact ? Number(micros) : undefined)
    },
    { arbitrary: { runs: 2000 } }
  )

  it("[P1] a million times 0.07 is 70,000 exactly", () => {
    const sum = new Cents.CentsSum()
    const cost = Cents.toMicros(exact("0.07")) ?? Number.NaN
    for (let index = 0; index < 1_000_000; index++) sum.addMicros(cost)
    assert.strictEqual(Cents.format(sum.value), "70000")
  })

  it("[P1] a sum of micro-cents goes on exactly beyond 2^53", () => {
    const sum = new Cents.CentsSum()
    for (const sign of [1, 1, 1, -1, -1, 1]) sum.addMicros(sign * Number.MAX_SAFE_INTEGER)
    assert.strictEqual(Cents.format(sum.value), Cents.format(BigDecimal.make(2n * BigInt(Number.MAX_SAFE_INTEGER), 6)))
  })

  it("[P1] reads every form of a JSON number, and no other text", () => {
    const forms = {
      "0": "0",
      "-0": "0",
      "-0.0e5": "0",
      "1e-7": "0.0000001",
      "1E+2": "100",
      "12.50": "12.5",
      "0.1": "0.1"
    }
    for (const [text, value] of Object.entries(forms)) assert.strictEqual(Cents.format(exact(text)), value)
    const long = "123456789012345678901234567890.123456789012345678901234567891"
    assert.strictEqual(Cents.format(exact(long)), long)
    for (const text of ["", "+1", "01", "1.", ".5", "1e", "0x1", "NaN", "Infinity", "1_0", " 1", "1n", "٣"]) {
      assert.isTrue(Option.isNone(Cents.parse(text)), text)
    }
  })

  it("[P14] refuses amounts that no price has, without working on them", () => {
    for (const text of [
      "1e31",
      "1e-31",
      "1e400",
      "1e999999999",
      "9".repeat(31),
      `0.${"0".repeat(30)}1`,
      "1".repeat(1e6)
    ]) {
      assert.isTrue(Option.isNone(Cents.parse(text)), text.slice(0, 40))
    }
  })

  it.prop(
    "[P1] a double that stands for a decimal of at most 15 digits gives that decimal's micro-cents",
    [Schema.Int, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))],
    ([digits, scale]) => {
      const text = Cents.format(BigDecimal.make(BigInt(digits), scale))
      assert.strictEqual(Cents.microsFromNumber(Number(text)), Cents.toMicros(exact(text)))
    },
    { arbitrary: { runs: 2000 } }
  )

  it("[P1] a number finer than a micro-cent, or too long for a double, has no micro-cents", () => {
    for (const value of [1e-7, 0.1234567, 2 ** 53, 1e15, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.isUndefined(Cents.microsFromNumber(value))
    }
    assert.isUndefined(Cents.toMicros(exact("1e-7")))
    assert.isUndefined(Cents.toMicros(exact("10000000000")))
  })

  it("[P1] the wire schema encodes what a double can hold, and refuses the rest", () => {
    const encode = Schema.encodeUnknownResult(Cents.Cents)
    assert.deepStrictEqual(encode(exact("0.07")), Result.succeed(0.07))
    assert.isTrue(Result.isFailure(encode(exact("12345678901234567.89"))))
  })
})
