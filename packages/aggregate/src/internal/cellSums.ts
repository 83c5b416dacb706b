/**
 * The cells of a rollup while they grow, side by side in one array, so that a row is added without a look at an object.
 */
import * as Cents from "@varg-usage/core/Cents"
import type { UsageBatch } from "@varg-usage/core/UsageBatch"
import { BigDecimal } from "effect"

import type { Key } from "../Dimension.ts"
import type * as Rollup from "../Rollup.ts"

/** Where the numbers of a cell are; costs in micro-cents. */
const place = { records: 0, cacheHits: 1, zeroCostMisses: 2, unknownCosts: 3, sum: 4, min: 5, max: 6 } as const
const width = 8
const initialCells = 16

export class CellSums {
  private readonly keys: Array<Key> = []
  private numbers = new Float64Array(initialCells * width)
  /** Of some cells, what is no safe integer of micro-cents, by their numbers. */
  private readonly exact = new Map<number, ExactSum>()

  get size(): number {
    return this.keys.length
  }

  /** A cell of no record, numbered on. */
  open(key: Key): void {
    const at = this.keys.push(key) * width - width
    if (at === this.numbers.length) {
      const { numbers } = this
      this.numbers = new Float64Array(2 * numbers.length)
      this.numbers.set(numbers)
    }
    this.numbers[at + place.min] = Number.POSITIVE_INFINITY
    this.numbers[at + place.max] = Number.NEGATIVE_INFINITY
  }

  /** Adds a row to a cell. */
  add(cell: number, { cacheHit, costMicros, exactCosts }: UsageBatch, row: number): void {
    const { numbers } = this
    const at = cell * width
    const micros = costMicros[row] ?? Number.NaN
    increment(numbers, at + place.records)
    if (cacheHit[row] === 1) increment(numbers, at + place.cacheHits)
    else if (micros === 0) increment(numbers, at + place.zeroCostMisses)
    if (Number.isNaN(micros)) return this.addExact(cell, exactCosts.get(row))
    const sum = (numbers[at + place.sum] ?? 0) + micros
    if (sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER)
      return this.addExact(cell, Cents.fromMicros(micros))
    numbers[at + place.sum] = sum
    if (micros < (numbers[at + place.min] ?? 0)) numbers[at + place.min] = micros
    if (micros > (numbers[at + place.max] ?? 0)) numbers[at + place.max] = micros
  }

  /** The cells in the order of their numbers. */
  get values(): ReadonlyArray<Rollup.Cell> {
    return this.keys.map((key, cell) => this.value(key, cell))
  }

  private value(key: Key, cell: number): Rollup.Cell {
    const { numbers } = this
    const at = cell * width
    const micros = Cents.fromMicros(numbers[at + place.sum] ?? 0)
    const min = numbers[at + place.min] ?? 0
    const max = numbers[at + place.max] ?? 0
    const exact = this.exact.get(cell)
    const counts = {
      key,
      costCents: exact === undefined ? micros : Cents.sum([micros, exact.cents.value]),
      records: numbers[at + place.records] ?? 0,
      cacheHits: numbers[at + place.cacheHits] ?? 0,
      zeroCostMisses: numbers[at + place.zeroCostMisses] ?? 0,
      unknownCosts: numbers[at + place.unknownCosts] ?? 0
    }
    if (min > max) return exact === undefined ? counts : { ...counts, minCents: exact.min, maxCents: exact.max }
    const [minCents, maxCents] = [Cents.fromMicros(min), Cents.fromMicros(max)]
    return {
      ...counts,
      minCents: exact === undefined ? minCents : BigDecimal.min(minCents, exact.min),
      maxCents: exact === undefined ? maxCents : BigDecimal.max(maxCents, exact.max)
    }
  }

  private addExact(cell: number, cost: BigDecimal.BigDecimal | undefined): void {
    if (cost === undefined) return increment(this.numbers, cell * width + place.unknownCosts)
    const known = this.exact.get(cell)
    const cents = known?.cents ?? new Cents.CentsSum()
    cents.add(cost)
    const min = known === undefined ? cost : BigDecimal.min(known.min, cost)
    const max = known === undefined ? cost : BigDecimal.max(known.max, cost)
    this.exact.set(cell, { cents, min, max })
  }
}

interface ExactSum {
  readonly cents: Cents.CentsSum
  readonly min: BigDecimal.BigDecimal
  readonly max: BigDecimal.BigDecimal
}

function increment(numbers: Float64Array, at: number): void {
  numbers[at] = (numbers[at] ?? 0) + 1
}
