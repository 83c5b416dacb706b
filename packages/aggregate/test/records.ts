/** Records as rollups see them, for tests of what is asked about rollups. */
import { type Dimension, Rollup } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { Arbitrary, type BigDecimal, Option, Schema } from "effect"

export const cents = (text: string): BigDecimal.BigDecimal => Option.getOrThrow(Cents.parse(text))

/** A record as the key that it has by all of its dimensions: its cost is a decimal text, `null` when it is unknown. */
const Record = Schema.Struct({
  model: Schema.NullOr(Schema.Literals(["a", "b", "other", "__proto__", "constructor", ""])),
  capability: Schema.NullOr(Schema.Literals(["video", "image"])),
  cacheHit: Schema.NullOr(Schema.Literals(["hit", "miss"])),
  cost: Schema.NullOr(Schema.String.check(Schema.isPattern(/^(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,8})?$/u)))
})

export const Records = Arbitrary.array(Arbitrary.schema(Record), { maxLength: 30 })

/** The rollup of some records, each given as its key; a cost that is not named is unknown. */
export const rollupOf = (
  by: ReadonlyArray<Dimension.Dimension>,
  records: ReadonlyArray<Dimension.Key>
): Rollup.Rollup =>
  Rollup.fromCells(
    by,
    records.map((record) => ({
      key: Object.fromEntries(by.map((dimension) => [dimension, record[dimension] ?? null])),
      costCents: cents(record.cost ?? "0"),
      records: 1,
      cacheHits: record.cacheHit === "hit" ? 1 : 0,
      zeroCostMisses: 0,
      unknownCosts: (record.cost ?? null) === null ? 1 : 0
    }))
  )

/** The exact sum by a method of its own: decimal texts through whole numbers of 10^-30. */
export const exactSum = (costs: ReadonlyArray<string | null>): bigint =>
  costs.reduce((sum, cost) => {
    const [whole = "", fraction = ""] = (cost ?? "0").split(".")
    const magnitude = BigInt(whole.replace("-", "") + fraction.padEnd(30, "0"))
    return whole.startsWith("-") ? sum - magnitude : sum + magnitude
  }, 0n)
