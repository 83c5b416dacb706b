/**
 * What changed between two rollups, and how much of it is volume, mix and price.
 *
 * The price of a cell is the mean cost of its records of known cost; its quantity is their number. With a cell's cost
 * `c`, its quantity `q` and the quantity `Q` of all cells, before (0) and after (1), the way from `c0` to `c1` has three
 * steps:
 *
 * - volume, from `c0` to `c0 * Q1 / Q0`: all cells grow alike;
 * - mix, on to `c0 * q1 / q0`: the cell takes another part of all records, at its old price;
 * - price, on to `c1`: its records cost more or less each.
 *
 * The two amounts between are rounded once, to 10^-6 cent or to the decimals of `c0` and `c1` where those have more, and
 * the effects are the differences of neighbours. So they add up exactly to `c1 - c0`, for each cell and in total, and an
 * effect that is zero is zero exactly.
 *
 * Where nothing can be said of a price before, none changed: a cell without known costs before is all mix, and when
 * there are none at all before, everything is volume. The mix of a gone cell takes away what volume left of it.
 *
 * What to compare: periods of as many whole days each, or the days themselves are volume; by `model` and `cacheHit`, or
 * hits (which are free) lower the price of their model rather than change the mix; not by `day` or another dimension of
 * time, unless the same days are compared as read at two times.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal, Order, Result, Schema } from "effect"

import * as Dimension from "./Dimension.ts"
import { project } from "./internal/projection.ts"
import { decimalsOf, divideRounded, fromUnits, ratio, toUnits } from "./internal/ratio.ts"
import * as Rollup from "./Rollup.ts"
import * as Selection from "./Selection.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * One side of a comparison: what is known to have cost how much, and how many records have no cost.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Side = Schema.Struct({ costCents: Cents.CentsFromString, records: Count, unknownCosts: Count })

/** @since 0.1.0 @category models */
export interface Side extends Schema.Schema.Type<typeof Side> {}

/**
 * - `status`: `new` has records after alone, `gone` has some before alone.
 * - `differenceCents`: after less before, in cents; exactly `volumeCents + mixCents + priceCents`.
 * - `change`: the difference as a part of the cost before, to 10^-6 (0.5 is half as much again); absent when that is not
 *   positive.
 *
 * Unknown costs are in no amount. Where a side has some, the difference is that of the known costs.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Change = Schema.Struct({
  key: Dimension.Key,
  status: Schema.Literals(["new", "gone", "kept"]),
  before: Side,
  after: Side,
  differenceCents: Cents.CentsFromString,
  volumeCents: Cents.CentsFromString,
  mixCents: Cents.CentsFromString,
  priceCents: Cents.CentsFromString,
  change: Schema.optionalKey(Schema.Finite)
})

/** @since 0.1.0 @category models */
export interface Change extends Schema.Schema.Type<typeof Change> {}

/**
 * The cells of both rollups in the order of their keys, and the sum of their changes.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Comparison = Schema.Struct({
  by: Schema.Array(Dimension.Dimension),
  cells: Schema.Array(Change),
  total: Change
})

/** @since 0.1.0 @category models */
export interface Comparison extends Schema.Schema.Type<typeof Comparison> {}

/**
 * Compares two rollups by the same dimensions, in whatever order each names them. Fails with `MissingDimension` when only
 * one of them is grouped by a dimension.
 *
 * @category constructors
 * @since 0.1.0
 */
export const compare = (
  before: Rollup.Rollup,
  after: Rollup.Rollup
): Result.Result<Comparison, Selection.MissingDimension> =>
  Result.flatMap(Selection.by(before, after.by), () =>
    Result.map(Selection.by(after, before.by), (aligned) => compareAligned(before, aligned))
  )

/**
 * The changes, largest first, whether up or down; of the same size, in the order of their keys.
 *
 * @category getters
 * @since 0.1.0
 */
export const byDifference = (comparison: Comparison): ReadonlyArray<Change> =>
  comparison.cells.toSorted(
    Order.mapInput(Order.flip(BigDecimal.Order), ({ differenceCents }: Change) => BigDecimal.abs(differenceCents))
  )

function compareAligned(before: Rollup.Rollup, after: Rollup.Rollup): Comparison {
  const totals = { key: {}, before: Rollup.total(before), after: Rollup.total(after) }
  const cells = pairs(before, after).map((pair) => changeOf(pair, effectsOf(pair, totals)))
  const sumOf = (effect: keyof Effects) => Cents.sum(cells.map((cell) => cell[effect]))
  const effects = { volumeCents: sumOf("volumeCents"), mixCents: sumOf("mixCents"), priceCents: sumOf("priceCents") }
  return { by: before.by, cells, total: changeOf(totals, effects) }
}

interface Pair {
  readonly key: Dimension.Key
  readonly before: Rollup.Cell
  readonly after: Rollup.Cell
}

type Effects = Pick<Change, "volumeCents" | "mixCents" | "priceCents">

/** The cells of both rollups by key, in the order of the keys; nothing where one has no such cell. */
function pairs(before: Rollup.Rollup, after: Rollup.Rollup): ReadonlyArray<Pair> {
  const idOf = ({ key }: Rollup.Cell) => JSON.stringify(before.by.map((dimension) => key[dimension] ?? null))
  const cellsOf = (rollup: Rollup.Rollup) => new Map(project(rollup, before.by).cells.map((cell) => [idOf(cell), cell]))
  const [left, right] = [cellsOf(before), cellsOf(after)]
  const nothing = Rollup.total(Rollup.empty([]))
  return Rollup.fromCells(before.by, [...left.values(), ...right.values()]).cells.map((cell) => ({
    key: cell.key,
    before: left.get(idOf(cell)) ?? nothing,
    after: right.get(idOf(cell)) ?? nothing
  }))
}

function effectsOf({ after, before }: Pair, totals: Pair): Effects {
  const decimals = decimalsOf([before.costCents, after.costCents])
  const [from, to] = [toUnits(before.costCents, decimals), toUnits(after.costCents, decimals)]
  const grownBy = (old: Rollup.Cell, now: Rollup.Cell) =>
    quantity(old) > 0n ? divideRounded(from * quantity(now), quantity(old)) : undefined
  const grown = grownBy(totals.before, totals.after) ?? to
  const mixed = grownBy(before, after) ?? to
  return {
    volumeCents: fromUnits(grown - from, decimals),
    mixCents: fromUnits(mixed - grown, decimals),
    priceCents: fromUnits(to - mixed, decimals)
  }
}

function changeOf({ after, before, key }: Pair, effects: Effects): Change {
  const differenceCents = BigDecimal.normalize(BigDecimal.subtract(after.costCents, before.costCents))
  const change = ratio(differenceCents, before.costCents)
  return {
    key,
    status: statusOf(before, after),
    before: sideOf(before),
    after: sideOf(after),
    differenceCents,
    ...effects,
    ...(change !== undefined && { change })
  }
}

function statusOf(before: Rollup.Cell, after: Rollup.Cell): Change["status"] {
  if (before.records === 0 && after.records > 0) return "new"
  return before.records > 0 && after.records === 0 ? "gone" : "kept"
}

function sideOf({ costCents, records, unknownCosts }: Rollup.Cell): Side {
  return { costCents, records, unknownCosts }
}

function quantity({ records, unknownCosts }: Rollup.Cell): bigint {
  return BigInt(records - unknownCosts)
}
