/**
 * The dearest cells of a rollup, with the rest as one sum.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import { Schema } from "effect"
import { dual } from "effect/Function"

import * as Dimension from "./Dimension.ts"
import { project } from "./internal/projection.ts"
import * as Rollup from "./Rollup.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * The cells that are not listed: how many there are, and their sum, a cell without a key. It stands apart from the listed
 * cells, so that a model named "other" remains a model.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Rest = Schema.Struct({ cells: Count, sum: Rollup.Cell })

/** @since 0.1.0 @category models */
export interface Rest extends Schema.Schema.Type<typeof Rest> {}

/**
 * - `cells`: the dearest first; of the same cost, in the order of their keys.
 * - `rest`: all others; absent when there are none.
 * - `totalCents`: the exact sum of both, in cents: what {@link Rollup.share} takes as the whole.
 * - `unknownCosts`: records whose cost is unknown, listed or not. The order is that of the known costs: when this is not
 *   0, a cell in `rest` may be dearer than a listed one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Ranking = Schema.Struct({
  by: Schema.Array(Dimension.Dimension),
  cells: Schema.Array(Rollup.Cell),
  rest: Schema.optionalKey(Rest),
  totalCents: Cents.CentsFromString,
  unknownCosts: Count
})

/** @since 0.1.0 @category models */
export interface Ranking extends Schema.Schema.Type<typeof Ranking> {}

/**
 * The `count` dearest cells and the rest. `count` is cut to a whole number from 0 (`NaN` is 0): whatever it is, nothing
 * is lost, since what is not listed is in the rest.
 *
 * Cells of credits, which cost less than nothing, come last and lower the rest.
 *
 * @category constructors
 * @since 0.1.0
 */
export const top: {
  (count: number): (rollup: Rollup.Rollup) => Ranking
  (rollup: Rollup.Rollup, count: number): Ranking
} = dual(2, (rollup: Rollup.Rollup, count: number): Ranking => {
  const ranked = Rollup.byCost(project(rollup, rollup.by))
  const listed = Math.max(0, Math.floor(count))
  const others = ranked.slice(listed)
  const total = Rollup.total(rollup)
  return {
    by: rollup.by,
    cells: ranked.slice(0, listed),
    ...(others.length > 0 && { rest: { cells: others.length, sum: Rollup.total({ by: rollup.by, cells: others }) } }),
    totalCents: total.costCents,
    unknownCosts: total.unknownCosts
  }
})
