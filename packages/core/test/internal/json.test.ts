import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { BigDecimal, Option, Result, Schema } from "effect"

import * as Json from "../../src/internal/json.ts"

/** What the platform makes of a text; `undefined` when it refuses it. */
const platform = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const kindOf = (text: string) => {
  const parsed = Json.parse(text)
  return Result.isFailure(parsed) ? parsed.failure.kind : "accepted"
}

/** A value with its numbers as far as the platform knows them: as doubles, those out of range by name. */
const asDoubles = (value: unknown): unknown => {
  if (value instanceof Json.OutOfRange) return "out of range"
  if (typeof value === "number") return Option.isNone(Cents.parse(String(value))) ? "out of range" : value + 0
  if (BigDecimal.isBigDecimal(value)) return BigDecimal.toNumberUnsafe(value)
  if (Array.isArray(value)) return value.map(asDoubles)
  if (typeof value !== "object" || value === null) return value
  return new Map(Object.entries(value).map(([key, inner]) => [key, asDoubles(inner)]))
}

const accepted = [
  "null",
  " true ",
  "\t\r\n[ ]\n",
  "{}",
  '""',
  "-0",
  "0.5e+3",
  "1E400",
  '"\\u0041\\n\\/\\b"',
  '"\u007f\u{1f600}"',
  '"\\ud83d\\ude00"',
  '{"a":{"b":[1,{"c":null}]}}',
  "[[],{},[[]]]",
  '"\u2028"',
  '{"":0}',
  '{"__proto__":1,"constructor":2}'
]

const refused = [
  "",
  " ",
  "nul",
  "True",
  "NaN",
  "-",
  "+1",
  "01",
  "1.",
  ".1",
  "1e",
  "0x1",
  "[1,]",
  "[,1]",
  "[1 2]",
  "{,}",
  '{"a":1,}',
  '{"a"}',
  "{a:1}",
  '{"a":1 "b":2}',
  "[",
  "]",
  "{",
  "}",
  '"',
  '"\\',
  '"\\u12',
  '"\\u12G4"',
  '"\\x"',
  '"\n"',
  '"\t"',
  "'a'",
  "[1]]",
  "{} {}",
  "//",
  "/**/1",
  "\ufeff1",
  "\u00a01",
  "[1}",
  '{"a":1]',
  "tru e",
  "--1",
  "1e1.5",
  '{"a":}',
  "{1:1}",
  '"\u0000"',
  "[\u000b1]",
  "Infinity",
  "undefined"
]

describe("json", () => {
  it("[P14] accepts and refuses the same texts as the platform's reader", () => {
    for (const text of [...accepted, ...refused]) {
      assert.strictEqual(kindOf(text) === "accepted", platform(text) !== undefined, JSON.stringify(text))
      assert.strictEqual(kindOf(text) === "accepted", accepted.includes(text), JSON.stringify(text))
    }
  })

  it.prop(
    "[P14] reads any document as the platform's reader does",
    [Schema.Json],
    ([value]) => {
      const text = JSON.stringify(value)
      const parsed = Json.parse(text)
      if (Result.isFailure(parsed)) return assert.strictEqual(parsed.failure.kind, "surrogate", text)
      assert.deepStrictEqual(asDoubles(parsed.success), asDoubles(JSON.parse(text)))
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "[P14] agrees with the platform's reader on damaged documents",
    [Schema.Json, Schema.Int, Schema.Int],
    ([value, place, letter]) => {
      const text = JSON.stringify(value)
      const at = Math.abs(place) % (text.length + 1)
      const damage = '{}[]",:0-.eE\\tn\u0000 '
      const damaged =
        text.slice(0, at) + (damage[Math.abs(letter) % damage.length] ?? "") + text.slice(at + (letter % 2))
      if (kindOf(damaged) === "accepted") assert.isDefined(platform(damaged), damaged)
      if (platform(damaged) !== undefined)
        assert.include(["accepted", "surrogate", "duplicateKey"], kindOf(damaged), damaged)
    },
    { arbitrary: { runs: 1000 } }
  )

  it("[P1] keeps decimals that a double can't hold", () => {
    const value = (text: string) => Result.getOrThrow(Json.parse(text))
    assert.strictEqual(value("0.1"), 0.1)
    assert.strictEqual(value("999999999999999"), 999_999_999_999_999)
    for (const text of ["1000000000000001", "0.1234567890123456", "-98765432109876543210.1"]) {
      const decimal = value(text)
      assert.strictEqual(BigDecimal.isBigDecimal(decimal) && Cents.format(decimal), text)
    }
    assert.deepStrictEqual(value("1e400"), new Json.OutOfRange("1e400"))
    assert.isTrue(Object.is(value("-0"), 0))
  })

  it("[P14] refuses a key that stands twice, also when one is escaped", () => {
    assert.strictEqual(kindOf('{"a":1,"b":{"c":1},"a":1}'), "duplicateKey")
    assert.strictEqual(kindOf('{"a":1,"\\u0061":2}'), "duplicateKey")
    assert.strictEqual(kindOf('{"a":{"a":1}}'), "accepted")
  })

  it("[P14] bounds depth and length, and refuses halves of characters", () => {
    assert.strictEqual(kindOf("[".repeat(64) + "]".repeat(64)), "accepted")
    assert.strictEqual(kindOf("[".repeat(65) + "]".repeat(65)), "depth")
    assert.strictEqual(kindOf("[".repeat(1_000_000)), "depth")
    assert.strictEqual(kindOf(`"${"x".repeat(4096)}"`), "accepted")
    assert.strictEqual(kindOf(`"${"x".repeat(4097)}"`), "length")
    for (const text of ['"\\ud800"', '"\\udc00\\ud800"', '"a\\ud800b"', '{"\\ud800":1}'])
      assert.strictEqual(kindOf(text), "surrogate")
  })

  it("[P24] keeps keys of an object's prototype as data", () => {
    const value = Result.getOrThrow(Json.parse('{"__proto__":{"polluted":1},"toString":2}'))
    assert.deepStrictEqual(Object.keys(value as object), ["__proto__", "toString"])
    assert.notProperty({}, "polluted")
  })

  it("[P24] no object can pose as a decimal", () => {
    const posing = '{"~effect/BigDecimal":"x","value":5,"scale":0}'
    const value = Result.getOrThrow(Json.parse(posing))
    assert.isFalse(Json.isDecimal(value))
    assert.isTrue(Json.isObject(value))
    assert.strictEqual(Json.canonical(value), '{"scale":0,"value":5,"~effect/BigDecimal":"x"}')
  })
})
