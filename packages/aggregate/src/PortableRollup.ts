/**
 * A rollup as it travels between machines and accounts, and through storage.
 *
 * Its JSON form holds amounts as exact decimals in text, cells in the order of their keys, and a version; the same rollup
 * is always the same text.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import { dual } from "effect/Function"

import * as Rollup from "./Rollup.ts"

/**
 * The version of the form. It changes when a reader of the old one would go wrong.
 *
 * @category constants
 * @since 0.1.0
 */
export const version = 1

/**
 * - `zone`: whose hours, days, weeks, months and quarters its cells are in: `UTC` or an IANA zone.
 *
 * @category schemas
 * @since 0.1.0
 */
export const PortableRollup = Schema.Struct({
  version: Schema.Literal(version),
  zone: Schema.String,
  ...Rollup.Rollup.fields
}).annotate({ identifier: "PortableRollup" })

/** @since 0.1.0 @category models */
export interface PortableRollup extends Schema.Schema.Type<typeof PortableRollup> {}

/**
 * Two rollups do not answer the same question, and can't be added.
 *
 * @category errors
 * @since 0.1.0
 */
export class IncompatibleRollups extends Schema.TaggedError<IncompatibleRollups>()("IncompatibleRollups", {
  /** How the two are grouped, and in which zone. */
  groupings: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `Rollups by ${this.groupings.join(" and by ")} can't be merged. Make both alike first.`
  }
}

/**
 * A rollup made ready to travel; its hours to quarters are those of UTC by default.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (rollup: Rollup.Rollup, zone = "UTC"): PortableRollup => ({ version, zone, ...rollup })

/**
 * Joins what was computed apart. The order does not matter; parts that share records count them twice, which nobody can
 * tell from the sums. Fails with `IncompatibleRollups` unless both have the same dimensions in the same order, and one zone.
 *
 * @category combinators
 * @since 0.1.0
 */
export const merge: {
  (that: PortableRollup): (self: PortableRollup) => Result.Result<PortableRollup, IncompatibleRollups>
  (self: PortableRollup, that: PortableRollup): Result.Result<PortableRollup, IncompatibleRollups>
} = dual(2, (self: PortableRollup, that: PortableRollup) => {
  const groupings = [self, that].map(({ by, zone }) => `${by.join(", ") || "nothing"} (${zone})`)
  return groupings[0] === groupings[1]
    ? Result.succeed(make(Rollup.reducer(self.by).combine(self, that), self.zone))
    : Result.fail(new IncompatibleRollups({ groupings }))
})
