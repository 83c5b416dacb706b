/**
 * Cost and counts grouped by dimensions: a value that merges.
 *
 * Rollups over the same dimensions form a commutative monoid. However records are split over windows, machines or time,
 * and in whatever order the parts are merged, the result is the same value with the same encoding.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal, DateTime, Option, Order, Reducer, Schema } from "effect"

import * as Dimension from "./Dimension.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * What the records of one key come to.
 *
 * - `costCents`: exact sum of the known costs, in cents.
 * - `records`: how many there are; `cacheHits` of them say they are cache hits, `zeroCostMisses` cost nothing without
 *   being one, and `unknownCosts` have no cost at all (which is not zero).
 * - `minCents`, `maxCents`: the smallest and largest known cost; absent when none is known.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Cell = Schema.Struct({
  key: Dimension.Key,
  costCents: Cents.CentsFromString,
  records: Count,
  cacheHits: Count,
  zeroCostMisses: Count,
  unknownCosts: Count,
  minCents: Schema.optionalKey(Cents.CentsFromString),
  maxCents: Schema.optionalKey(Cents.CentsFromString)
})

/** @since 0.1.0 @category models */
export interface Cell extends Schema.Schema.Type<typeof Cell> {}

/**
 * Cells by key, ordered by key. A key occurs once.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Rollup = Schema.Struct({
  by: Schema.Array(Dimension.Dimension),
  cells: Schema.Array(Cell)
})

/** @since 0.1.0 @category models */
export interface Rollup extends Schema.Schema.Type<typeof Rollup> {}

/**
 * The rollup of no records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const empty = (by: ReadonlyArray<Dimension.Dimension>): Rollup => ({ by, cells: [] })

/**
 * A rollup of cells in any order; cells of the same key are added.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromCells = (by: ReadonlyArray<Dimension.Dimension>, cells: Iterable<Cell>): Rollup => {
  const sum = new RollupSum(by)
  for (const cell of cells) sum.addCell(cell)
  return sum.value
}

/**
 * Merges rollups over the given dimensions; the neutral value is {@link empty}.
 *
 * @category instances
 * @since 0.1.0
 */
export const reducer = (by: ReadonlyArray<Dimension.Dimension>): Reducer.Reducer<Rollup> => {
  const combineAll = (rollups: Iterable<Rollup>) => {
    const sum = new RollupSum(by)
    for (const rollup of rollups) sum.add(rollup)
    return sum.value
  }
  return Reducer.make((self, that) => combineAll([self, that]), empty(by), combineAll)
}

/**
 * The sum of all cells.
 *
 * @category getters
 * @since 0.1.0
 */
export const total = (rollup: Rollup): Cell => {
  const sum = new RollupSum([])
  for (const cell of rollup.cells) sum.addCell({ ...cell, key: {} })
  return sum.value.cells[0] ?? emptyCell
}

/**
 * Mean of the known costs in cents, to 10^-6 cent; `undefined` when no cost is known.
 *
 * @category getters
 * @since 0.1.0
 */
export const meanCents = (cell: Cell): BigDecimal.BigDecimal | undefined => {
  const known = cell.records - cell.unknownCosts
  return known === 0 ? undefined : quotient(cell.costCents, BigDecimal.fromBigInt(BigInt(known)), 6)
}

/**
 * The cell's part of a whole in cents, from 0 to 1, to 10^-6; `undefined` when the whole is zero.
 *
 * @category getters
 * @since 0.1.0
 */
export const share = (cell: Cell, whole: BigDecimal.BigDecimal): number | undefined =>
  BigDecimal.isZero(whole) ? undefined : BigDecimal.toNumberUnsafe(quotient(cell.costCents, whole, 6))

/**
 * The part of the records that are cache hits, from 0 to 1; `undefined` when there are none.
 *
 * @category getters
 * @since 0.1.0
 */
export const hitRate = (cell: Cell): number | undefined =>
  cell.records === 0 ? undefined : cell.cacheHits / cell.records

/**
 * The cells, dearest first; of the same cost, in the order of their keys.
 *
 * @category getters
 * @since 0.1.0
 */
export const byCost = (rollup: Rollup): ReadonlyArray<Cell> =>
  rollup.cells.toSorted((self, that) => BigDecimal.Order(that.costCents, self.costCents))

/**
 * The cells as people read them: in the order of time where the rollup is by time first of all, and dearest first
 * otherwise, and within the same time.
 *
 * @category getters
 * @since 0.1.0
 */
export const inReadingOrder = (rollup: Rollup): ReadonlyArray<Cell> => {
  const other = rollup.by.findIndex((dimension) => !isTime(dimension))
  const times = rollup.by.slice(0, other === -1 ? undefined : other)
  if (times.length === 0) return byCost(rollup)
  return byCost(rollup)
    .map((cell) => ({ cell, time: times.map((dimension) => timeText(cell.key[dimension] ?? null)).join(" ") }))
    .toSorted((self, that) => Order.String(self.time, that.time))
    .map(({ cell }) => cell)
}

function isTime(dimension: Dimension.Dimension): boolean {
  return ["hour", "day", "week", "month", "quarter"].includes(dimension)
}

/** A text that sorts as time does: an hour by its instant, since a clock shows some twice; none comes last. */
function timeText(value: string | null): string {
  if (value === null) return "none"
  return Option.match(value.includes("T") ? DateTime.make(value) : Option.none(), {
    onNone: () => value,
    onSome: DateTime.formatIso
  })
}

/**
 * A running merge of rollups over the same dimensions. Mutable: adding a rollup costs as much as it has cells.
 *
 * @category models
 * @since 0.1.0
 */
export class RollupSum {
  private readonly by: ReadonlyArray<Dimension.Dimension>
  private readonly cells = new Map<string, Cell>()

  constructor(by: ReadonlyArray<Dimension.Dimension>) {
    this.by = by
  }

  add(rollup: Rollup): void {
    for (const cell of rollup.cells) this.addCell(cell)
  }

  addCell(cell: Cell): void {
    const id = keyId(cell.key, this.by)
    const known = this.cells.get(id)
    this.cells.set(id, known === undefined ? cell : addCells(known, cell))
  }

  /** The merge so far, its cells in order. */
  get value(): Rollup {
    const cells = [...this.cells.values()].toSorted((self, that) => compareKeys(self.key, that.key, this.by))
    return { by: this.by, cells }
  }
}

const emptyCell: Cell = {
  key: {},
  costCents: Cents.zero,
  records: 0,
  cacheHits: 0,
  zeroCostMisses: 0,
  unknownCosts: 0
}

function addCells(self: Cell, that: Cell): Cell {
  const minCents = pick(BigDecimal.min, self.minCents, that.minCents)
  const maxCents = pick(BigDecimal.max, self.maxCents, that.maxCents)
  return {
    key: self.key,
    costCents: BigDecimal.normalize(BigDecimal.sum(self.costCents, that.costCents)),
    records: self.records + that.records,
    cacheHits: self.cacheHits + that.cacheHits,
    zeroCostMisses: self.zeroCostMisses + that.zeroCostMisses,
    unknownCosts: self.unknownCosts + that.unknownCosts,
    ...(minCents !== undefined && { minCents }),
    ...(maxCents !== undefined && { maxCents })
  }
}

function pick<A>(choose: (self: A, that: A) => A, self: A | undefined, that: A | undefined): A | undefined {
  if (self === undefined || that === undefined) return self ?? that
  return choose(self, that)
}

/** One text for each key, whatever characters its values hold. */
function keyId(key: Dimension.Key, by: ReadonlyArray<Dimension.Dimension>): string {
  const [first] = by
  if (first !== undefined && by.length === 1) return (key[first] ?? null) === null ? "" : `=${key[first]}`
  return JSON.stringify(by.map((dimension) => key[dimension] ?? null))
}

/** By UTF-16 units, dimension by dimension; none comes last. The same on every machine, unlike a locale's order. */
function compareKeys(self: Dimension.Key, that: Dimension.Key, by: ReadonlyArray<Dimension.Dimension>): number {
  for (const dimension of by) {
    const left = self[dimension] ?? null
    const right = that[dimension] ?? null
    if (left === right) continue
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -1 : 1
  }
  return 0
}

/** Rounded half up to so many decimals, so that every machine shows the same figure. */
function quotient(dividend: BigDecimal.BigDecimal, divisor: BigDecimal.BigDecimal, decimals: number) {
  return BigDecimal.normalize(
    BigDecimal.round(BigDecimal.divideUnsafe(dividend, divisor), { scale: decimals, mode: "half-from-zero" })
  )
}
