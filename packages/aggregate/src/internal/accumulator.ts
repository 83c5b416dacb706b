/**
 * Rolls up batches of one window, column by column: each dimension turns its column into small numbers, and each row is
 * added in micro-cents to the cell that its numbers lead to. Nothing is allocated for a row unless its key is new.
 */
import * as Cents from "@varg-usage/core/Cents"
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import * as UsageRecord from "@varg-usage/core/UsageRecord"
import { BigDecimal } from "effect"

import type { Dimension, Key } from "../Dimension.ts"
import * as LocalCalendar from "../LocalCalendar.ts"
import * as Rollup from "../Rollup.ts"

/** Rows of a batch: the first `count` of `rows`. */
export interface Selection {
  readonly rows: Int32Array
  readonly count: number
}

export class WindowAccumulator {
  private readonly by: ReadonlyArray<Dimension>
  private readonly columns: ReadonlyArray<Column>
  private readonly cells: Array<CellSum> = []
  private readonly steps: ReadonlyArray<KeyStep>
  /** For each row, the number of its key so far, and its code in the dimension at hand. */
  private keys = new Int32Array(512)
  private codes = new Int32Array(512)

  constructor(by: ReadonlyArray<Dimension>, calendar: LocalCalendar.LocalCalendar = LocalCalendar.utc) {
    this.by = by
    this.columns = by.map((dimension) => makeColumn(dimension, calendar))
    this.steps = by.map(() => new KeyStep())
  }

  add(batch: UsageBatch.UsageBatch, selection: Selection): void {
    const { count, rows } = selection
    if (count > this.keys.length) {
      this.keys = new Int32Array(2 * count)
      this.codes = new Int32Array(2 * count)
    }
    const { codes, keys } = this
    keys.fill(0, 0, count)
    for (let index = 0; index < this.columns.length; index++) {
      this.columns[index]?.codes(batch, selection, codes)
      this.steps[index]?.extend(keys, codes, count)
    }
    for (let place = 0; place < count; place++) {
      const row = rows[place] ?? 0
      this.cell(keys[place] ?? 0, batch, row).add(batch, row)
    }
  }

  get rollup(): Rollup.Rollup {
    return Rollup.fromCells(
      this.by,
      this.cells.map((cell) => cell.value)
    )
  }

  private cell(key: number, batch: UsageBatch.UsageBatch, row: number): CellSum {
    return (this.cells[key] ??= new CellSum(this.keyOf(batch, row)))
  }

  private keyOf(batch: UsageBatch.UsageBatch, row: number): Key {
    const key: { [dimension in Dimension]?: string | null } = {}
    for (const [index, dimension] of this.by.entries()) key[dimension] = this.columns[index]?.value(batch, row) ?? null
    return key
  }
}

/** Codes of one dimension are below this, from -1 (none). */
const maxCodes = 2 ** 26
const none = -1

/** Places of the short cut of a step, as long as there are few keys, and at the most. */
const fewPlaces = 64
const mostPlaces = 4096

/** Numbers the keys of some dimensions, by the numbers of the keys of one dimension less and a code. */
class KeyStep {
  private readonly numbers = new Map<number, number>()
  /** A short cut to the numbers met last, each in the place that its key and code lead to. */
  private lastKey = new Int32Array(fewPlaces).fill(none)
  private lastCode = new Int32Array(fewPlaces)
  private lastNumber = new Int32Array(fewPlaces)

  extend(keys: Int32Array, codes: Int32Array, count: number): void {
    if (2 * this.numbers.size > this.lastKey.length && this.lastKey.length < mostPlaces) this.widen()
    const { lastCode, lastKey, lastNumber } = this
    for (let row = 0; row < count; row++) {
      const key = keys[row] ?? 0
      const code = codes[row] ?? none
      const place = (31 * key + code) & (lastKey.length - 1)
      if (lastKey[place] !== key || lastCode[place] !== code) {
        lastNumber[place] = this.number(key, code)
        lastKey[place] = key
        lastCode[place] = code
      }
      keys[row] = lastNumber[place] ?? 0
    }
  }

  private widen(): void {
    const places = 4 * this.lastKey.length
    this.lastKey = new Int32Array(places).fill(none)
    this.lastCode = new Int32Array(places)
    this.lastNumber = new Int32Array(places)
  }

  private number(key: number, code: number): number {
    const id = key * maxCodes + code + 1
    const known = this.numbers.get(id)
    if (known !== undefined) return known
    this.numbers.set(id, this.numbers.size)
    return this.numbers.size - 1
  }
}

/** A dimension as small numbers. */
interface Column {
  /** Writes the numbers of the selected rows, one after the other. */
  readonly codes: (batch: UsageBatch.UsageBatch, selection: Selection, into: Int32Array) => void
  readonly value: Value
}

type Value = (batch: UsageBatch.UsageBatch, row: number) => string | null

function makeColumn(dimension: Dimension, calendar: LocalCalendar.LocalCalendar): Column {
  switch (dimension) {
    case "model":
      return { codes: (batch, selection, into) => gather(batch.model, selection, into), value: modelOf }
    case "capability":
      return {
        codes: (batch, selection, into) => gather(batch.capability, selection, into),
        value: (batch, row) => batch.capabilities[batch.capability[row] ?? none] ?? null
      }
    case "provider":
      return providerColumn()
    case "cacheHit":
      return {
        codes: (batch, selection, into) => gather(batch.cacheHit, selection, into),
        value: (batch, row) => [null, "miss", "hit"][(batch.cacheHit[row] ?? none) + 1] ?? null
      }
    case "cost":
      return byRow(
        numbered((batch, row) => {
          const cost = UsageBatch.costCents(batch, row)
          return cost === undefined ? null : Cents.format(cost)
        })
      )
    case "hour":
    case "day":
    case "week":
    case "month":
    case "quarter":
      return timeColumn(calendar, dimension)
  }
}

function gather(values: Int32Array | Int8Array, { count, rows }: Selection, into: Int32Array): void {
  for (let place = 0; place < count; place++) into[place] = values[rows[place] ?? 0] ?? none
}

/** A dimension that is numbered row by row. */
interface Numbered {
  readonly code: (batch: UsageBatch.UsageBatch, row: number) => number
  readonly value: Value
}

function byRow({ code, value }: Numbered): Column {
  return {
    value,
    codes: (batch, { count, rows }, into) => {
      for (let place = 0; place < count; place++) into[place] = code(batch, rows[place] ?? 0)
    }
  }
}

function modelOf(batch: UsageBatch.UsageBatch, row: number): string | null {
  return batch.models[batch.model[row] ?? none] ?? null
}

/** Numbers the values of a column in the order in which they are first met. */
function numbered(value: Value): Numbered {
  const numbers = new Map<string, number>()
  const code: Numbered["code"] = (batch, row) => {
    const text = value(batch, row)
    if (text === null) return none
    const known = numbers.get(text)
    if (known === undefined) numbers.set(text, numbers.size)
    return known ?? numbers.size - 1
  }
  return { code, value }
}

/** Reads the provider once for each model. */
function providerColumn(): Column {
  const { code, value } = numbered((batch, row) => {
    const model = modelOf(batch, row)
    return model === null ? null : (UsageRecord.provider(model) ?? null)
  })
  const codes: Array<number> = []
  return byRow({ value, code: (batch, row) => (codes[(batch.model[row] ?? none) + 1] ??= code(batch, row)) })
}

/** No unit is shorter than a minute where clocks change, so each minute is labelled once. */
function timeColumn(calendar: LocalCalendar.LocalCalendar, unit: LocalCalendar.Unit): Column {
  const instant = (batch: UsageBatch.UsageBatch, row: number) => batch.createdAt[row] ?? 0
  const { code, value } = numbered((batch, row) => LocalCalendar.label(calendar, unit, instant(batch, row)))
  const codes = new Map<number, number>()
  return byRow({
    value,
    code: (batch, row) => {
      const minute = Math.floor(instant(batch, row) / 60_000)
      const known = codes.get(minute)
      if (known !== undefined) return known
      const found = code(batch, row)
      codes.set(minute, found)
      return found
    }
  })
}

/** A cell while it grows: micro-cents as numbers, anything else as decimals. */
class CellSum {
  private readonly key: Key
  private records = 0
  private cacheHits = 0
  private zeroCostMisses = 0
  private unknownCosts = 0
  private readonly cents = new Cents.CentsSum()
  private minMicros = Number.POSITIVE_INFINITY
  private maxMicros = Number.NEGATIVE_INFINITY
  private readonly exact: Array<BigDecimal.BigDecimal> = []

  constructor(key: Key) {
    this.key = key
  }

  add(batch: UsageBatch.UsageBatch, row: number): void {
    const micros = batch.costMicros[row] ?? Number.NaN
    this.records++
    if (batch.cacheHit[row] === 1) this.cacheHits++
    else if (micros === 0) this.zeroCostMisses++
    if (Number.isNaN(micros)) this.addExact(batch.exactCosts.get(row))
    else this.addMicros(micros)
  }

  get value(): Rollup.Cell {
    const { cacheHits, cents, key, records, unknownCosts, zeroCostMisses } = this
    const counts = { key, costCents: cents.value, records, cacheHits, zeroCostMisses, unknownCosts }
    if (records === unknownCosts) return counts
    const { exact, maxMicros, minMicros } = this
    const known = minMicros > maxMicros ? [] : [Cents.fromMicros(minMicros), Cents.fromMicros(maxMicros)]
    const [min = Cents.zero, max = min, ...others] = [...known, ...exact]
    return { ...counts, minCents: others.reduce(BigDecimal.min, min), maxCents: others.reduce(BigDecimal.max, max) }
  }

  private addMicros(micros: number): void {
    this.cents.addMicros(micros)
    if (micros < this.minMicros) this.minMicros = micros
    if (micros > this.maxMicros) this.maxMicros = micros
  }

  private addExact(cost: BigDecimal.BigDecimal | undefined): void {
    if (cost === undefined) {
      this.unknownCosts++
      return
    }
    this.cents.add(cost)
    const [min = cost, max = cost] = this.exact
    this.exact.splice(0, 2, BigDecimal.min(min, cost), BigDecimal.max(max, cost))
  }
}
