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
  const ordered = [...cells].toSorted(byKey(by))
  if (isInOrder(ordered, by)) return { by, cells: ordered }
  const sum = new RollupSum(by)
  for (const cell of ordered) sum.addCell(cell)
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
  const sum = new CellSum(emptyCell)
  for (const cell of rollup.cells) sum.add(cell)
  return sum.value
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
  /** A level of maps for each dimension, by the key's own values: no text is made of a key. */
  private readonly levels: Level = new Map()
  private readonly cells: Array<CellSum> = []
  /** The cells of the first rollup, as long as there is no other. */
  private first: ReadonlyArray<Cell> = []

  constructor(by: ReadonlyArray<Dimension.Dimension>) {
    this.by = by
  }

  add(rollup: Rollup): void {
    if (this.cells.length === 0 && this.first.length === 0 && isInOrder(rollup.cells, this.by)) {
      this.first = rollup.cells
    } else {
      for (const cell of rollup.cells) this.addCell(cell)
    }
  }

  addCell(cell: Cell): void {
    if (this.first.length > 0) {
      for (const one of this.first) this.put(one)
      this.first = []
    }
    this.put(cell)
  }

  private put(cell: Cell): void {
    const { by } = this
    let level = this.levels
    for (let index = 0; index < by.length - 1; index++) level = below(level, valueOf(cell.key, by[index]))
    const last = valueOf(cell.key, by.at(-1))
    const known = level.get(last)
    if (known instanceof CellSum) {
      known.add(cell)
    } else {
      const sum = new CellSum(cell)
      level.set(last, sum)
      this.cells.push(sum)
    }
  }

  /** The merge so far, its cells in order. */
  get value(): Rollup {
    const { by, cells, first } = this
    return { by, cells: cells.length === 0 ? first : cells.map((sum) => sum.value).toSorted(byKey(by)) }
  }
}

type Level = Map<string | null, Level | CellSum>

function valueOf(key: Dimension.Key, dimension: Dimension.Dimension | undefined): string | null {
  return dimension === undefined ? null : (key[dimension] ?? null)
}

function below(level: Level, value: string | null): Level {
  const known = level.get(value)
  if (known instanceof Map) return known
  const fresh: Level = new Map()
  level.set(value, fresh)
  return fresh
}

/** A cell while others are added to it. */
class CellSum {
  /** The cell, as long as nothing was added to it since. */
  private cell: Cell | undefined
  private readonly key: Dimension.Key
  private readonly cents = new Cents.CentsSum()
  private records: number
  private cacheHits: number
  private zeroCostMisses: number
  private unknownCosts: number
  private minCents: BigDecimal.BigDecimal | undefined
  private maxCents: BigDecimal.BigDecimal | undefined

  constructor(cell: Cell) {
    this.cell = cell
    this.key = cell.key
    this.cents.add(cell.costCents)
    this.records = cell.records
    this.cacheHits = cell.cacheHits
    this.zeroCostMisses = cell.zeroCostMisses
    this.unknownCosts = cell.unknownCosts
    this.minCents = cell.minCents
    this.maxCents = cell.maxCents
  }

  add(cell: Cell): void {
    this.cell = undefined
    this.cents.add(cell.costCents)
    this.records += cell.records
    this.cacheHits += cell.cacheHits
    this.zeroCostMisses += cell.zeroCostMisses
    this.unknownCosts += cell.unknownCosts
    this.minCents = pick(BigDecimal.min, this.minCents, cell.minCents)
    this.maxCents = pick(BigDecimal.max, this.maxCents, cell.maxCents)
  }

  get value(): Cell {
    const { cacheHits, cents, key, maxCents, minCents, records, unknownCosts, zeroCostMisses } = this
    return (this.cell ??= {
      key,
      costCents: cents.value,
      records,
      cacheHits,
      zeroCostMisses,
      unknownCosts,
      ...(minCents !== undefined && { minCents }),
      ...(maxCents !== undefined && { maxCents })
    })
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

/** Whether each key comes once, and in order. */
function isInOrder(cells: ReadonlyArray<Cell>, by: ReadonlyArray<Dimension.Dimension>): boolean {
  const compare = byKey(by)
  return cells.every((cell, index) => {
    const before = cells[index - 1]
    return before === undefined || compare(before, cell) < 0
  })
}

function pick<A>(choose: (self: A, that: A) => A, self: A | undefined, that: A | undefined): A | undefined {
  if (self === undefined || that === undefined) return self ?? that
  return choose(self, that)
}

/** By UTF-16 units, dimension by dimension; none comes last. The same on every machine, unlike a locale's order. */
function byKey(by: ReadonlyArray<Dimension.Dimension>): (self: Cell, that: Cell) => number {
  return (self, that) => {
    for (const dimension of by) {
      const left = self.key[dimension] ?? null
      const right = that.key[dimension] ?? null
      if (left === right) continue
      if (left === null) return 1
      if (right === null) return -1
      return left < right ? -1 : 1
    }
    return 0
  }
}

/** Rounded half up to so many decimals, so that every machine shows the same figure. */
function quotient(dividend: BigDecimal.BigDecimal, divisor: BigDecimal.BigDecimal, decimals: number) {
  return BigDecimal.normalize(
    BigDecimal.round(BigDecimal.divideUnsafe(dividend, divisor), { scale: decimals, mode: "half-from-zero" })
  )
}
