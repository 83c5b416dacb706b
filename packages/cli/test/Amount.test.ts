import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { BigDecimal, Schema } from "effect"

import * as Amount from "../src/Amount.ts"
import { cents } from "./reports.ts"

const Decimal = Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,24})(?:\.[0-9]{1,24})?$/u))

describe("Amount", () => {
  it.prop("[P1] shows every digit of an amount, of any length", [Decimal], ([text]) => {
    const shown = Amount.exact(cents(text))
    assert.isTrue(BigDecimal.equals(cents(shown.replaceAll(",", "")), cents(text)), shown)
    assert.match(shown, /^-?\d{1,3}(?:,\d{3})*(?:\.\d+)?$/u)
  })

  it("pads decimals with zeros, and never cuts them", () => {
    assert.strictEqual(Amount.exact(cents("1250.5"), 4), "1,250.5000")
    assert.strictEqual(Amount.exact(cents("0.0000001"), 4), "0.0000001")
    assert.strictEqual(Amount.decimals([cents("1.50"), cents("0.125"), cents("3")]), 3)
    assert.strictEqual(Amount.decimals([]), 0)
  })

  it("says when dollars are rounded", () => {
    assert.strictEqual(Amount.total(cents("123456")), "123,456 cents ($1,234.56)")
    assert.strictEqual(Amount.total(cents("1250.07")), "1,250.07 cents ($12.50, rounded)")
    assert.strictEqual(Amount.total(cents("1")), "1 cent ($0.01)")
    assert.strictEqual(Amount.total(cents("-0.5")), "-0.5 cents (-$0.01, rounded)")
    assert.strictEqual(Amount.total(Cents.zero), "0 cents ($0.00)")
  })

  it("shows no small part as nothing", () => {
    assert.deepStrictEqual([undefined, 0, 0.0001, 0.1234, 1].map(Amount.percent), [
      "–",
      "0.0 %",
      "<0.1 %",
      "12.3 %",
      "100.0 %"
    ])
  })
})
