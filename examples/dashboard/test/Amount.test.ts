import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { BigDecimal, Schema } from "effect"

import * as Amount from "../page/Amount.ts"

const Decimals = Schema.Array(
  Schema.Struct({ units: Schema.BigInt, scale: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })) })
)

describe("amounts of the dashboard", () => {
  it.prop("[P1] add up as those of the library do", [Decimals], ([given]) => {
    const decimals = given.map(({ scale, units }) => BigDecimal.make(units, scale))
    assert.strictEqual(Amount.sum(decimals.map(Cents.format)), Cents.format(Cents.sum(decimals)))
  })

  it.each([
    ["0", "$0.00"],
    ["138570.8518", "$1,385.71"],
    ["0.5", "$0.01"],
    ["0.4999", "< $0.01"],
    ["-0.0001", "> -$0.01"],
    ["-1250", "-$12.50"],
    ["900719925474099312345", "$9,007,199,254,740,993,123.45"]
  ])("reads %s cents as %s", (cents, dollars) => {
    assert.strictEqual(Amount.dollars(cents), dollars)
  })

  it.each([
    ["1234567.000100", "1,234,567.000100"],
    ["-0.25", "-0.25"],
    ["-1234.5", "-1,234.5"],
    ["0", "0"]
  ])("shows every digit of %s", (decimal, shown) => {
    assert.strictEqual(Amount.grouped(decimal), shown)
  })

  it.each([
    [0, 8, "0.0%"],
    [1, 8, "12.5%"],
    [13, 100, "13.0%"],
    [8, 8, "100.0%"],
    [4, 10_000, "< 0.1%"],
    [0, 0, "–"]
  ])("shows %d of %d as a share", (part, whole, shown) => {
    assert.strictEqual(Amount.share(part, whole), shown)
  })
})
