/**
 * What usage can be grouped by.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * - `model`: the model id as the gateway wrote it.
 * - `capability`: video, image, speech, music, transcription, or whatever else the gateway says.
 * - `provider`: what stands before the first `:` of the model id; none for an id without one.
 * - `cacheHit`: `hit`, `miss`, or none where the record does not say.
 * - `cost`: the exact cost of the record in cents, as in `12.5`; none where it is unknown. With it a rollup is an exact
 *   histogram of prices.
 * - `hour`: as in `2026-02-13T10:00+05:30`; the offset tells the two hours apart that a clock shows twice.
 * - `day`: as in `2026-02-13`.
 * - `week`: the ISO week, as in `2026-W07`; where weeks begin on another day than Monday, the date of their first day.
 * - `month`: as in `2026-02`.
 * - `quarter`: as in `2026-Q1`.
 *
 * Hours to quarters are those of the calendar that the rollup is made in: UTC unless a zone is given.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Dimension = Schema.Literals([
  "model",
  "capability",
  "provider",
  "cacheHit",
  "cost",
  "hour",
  "day",
  "week",
  "month",
  "quarter"
])

/** @since 0.1.0 @category models */
export type Dimension = typeof Dimension.Type

/**
 * All dimensions, in the order in which they are listed.
 *
 * @category constants
 * @since 0.1.0
 */
export const all: ReadonlyArray<Dimension> = Dimension.literals

/**
 * What people call each dimension, as at the head of a column.
 *
 * @category constants
 * @since 0.1.0
 */
export const titles: Readonly<Record<Dimension, string>> = {
  model: "Model",
  capability: "Capability",
  provider: "Provider",
  cacheHit: "Cache",
  cost: "Cost each",
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
  quarter: "Quarter"
}

const Value = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * The value of each dimension that a cell is grouped by; `null` for records that have none.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Key = Schema.Struct({
  model: Value,
  capability: Value,
  provider: Value,
  cacheHit: Value,
  cost: Value,
  hour: Value,
  day: Value,
  week: Value,
  month: Value,
  quarter: Value
}).annotate({ identifier: "Key" })

/** @since 0.1.0 @category models */
export interface Key extends Schema.Schema.Type<typeof Key> {}
