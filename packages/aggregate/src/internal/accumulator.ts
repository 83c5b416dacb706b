/**
 * Rolls up batches of one window. A row is looked up by small numbers and added in micro-cents; nothing is allocated for
 * it unless its key is new.
 */
import * as Cents from "@varg-usage/core/Cents"
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import * as UsageRecord from "@varg-usage/core/UsageRecord"
import { BigDecimal } from "effect"

import type { Dimension, Key } from "../Dimension.ts"
import * as LocalCalendar from "../LocalCalendar.ts"
import * as Rollup from "../Rollup.ts"

export class WindowAccumulator {
  private readonly by: ReadonlyArray<Dimension>
  private readonly columns: ReadonlyArray<Column>
  private readonly cells: Array<CellSum> = []
  /** For each dimension but the first: the number of the keys so far and this dimension's code, to the longer key. */
  private readonly steps: ReadonlyArray<Map<number, number>>

  constructor(by: ReadonlyArray<Dimension>, calendar: LocalCalendar.LocalCalendar = LocalCalendar.utc) {
    this.by = by
    this.columns = by.map((dimension) => makeColumn(dimension, calendar))
    this.steps = by.map(() => new Map())
  }

  addRow(batch: UsageBatch.UsageBatch, row: number): void {
    this.cell(batch, row).add(batch, row)
  }

  get rollup(): Rollup.Rollup {
    return Rollup.fromCells(
      this.by,
      this.cells.map((cell) => cell.value)
    )
  }

  private cell(batch: UsageBatch.UsageBatch, row: number): CellSum {
    let key = 0
    for (let index = 0; index < this.columns.length; index++) {
      key = this.extend(index, key, this.columns[index]?.code(batch, row) ?? none)
    }
    return (this.cells[key] ??= new CellSum(this.keyOf(batch, row)))
  }

  /** The number of the key that is `prefix` followed by `code`. */
  private extend(index: number, prefix: number, code: number): number {
    const step = this.steps[index]
    if (step === undefined) return prefix
    const id = prefix * maxCodes + code + 1
    const known = step.get(id)
    if (known !== undefined) return known
    step.set(id, step.size)
    return step.size - 1
  }

  private keyOf(batch: UsageBatch.UsageBatch, row: number): Key {
    const values = this.columns.map((column, index) => [this.by[index], column.value(batch, row)] as const)
    return Object.fromEntries(values) as Key
  }
}

/** Codes of one dimension are below this, from -1 (none). */
const maxCodes = 2 ** 26
const none = -1

/** A dimension as small numbers. */
interface Column {
  readonly code: (batch: UsageBatch.UsageBatch, row: number) => number
  readonly value: (batch: UsageBatch.UsageBatch, row: number) => string | null
}

function makeColumn(dimension: Dimension, calendar: LocalCalendar.LocalCalendar): Column {
  switch (dimension) {
    case "model":
      return { code: (batch, row) => batch.model[row] ?? none, value: modelOf }
    case "capability":
      return {
        code: (batch, row) => batch.capability[row] ?? none,
        value: (batch, row) => batch.capabilities[batch.capability[row] ?? none] ?? null
      }
    case "provider":
      return providerColumn()
    case "cacheHit":
      return {
        code: (batch, row) => batch.cacheHit[row] ?? none,
        value: (batch, row) => [null, "miss", "hit"][(batch.cacheHit[row] ?? none) + 1] ?? null
      }
    case "cost":
      return numbered((batch, row) => {
        const cost = UsageBatch.costCents(batch, row)
        return cost === undefined ? null : Cents.format(cost)
      })
    case "hour":
    case "day":
    case "week":
    case "month":
    case "quarter":
      return timeColumn(calendar, dimension)
  }
}

function modelOf(batch: UsageBatch.UsageBatch, row: number): string | null {
  return batch.models[batch.model[row] ?? none] ?? null
}

/** Numbers the values of a column in the order in which they are first met. */
function numbered(value: Column["value"]): Column {
  const numbers = new Map<string, number>()
  const code: Column["code"] = (batch, row) => {
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
  return { value, code: (batch, row) => (codes[(batch.model[row] ?? none) + 1] ??= code(batch, row)) }
}

/** No unit is shorter than a minute where clocks change, so each minute is labelled once. */
function timeColumn(calendar: LocalCalendar.LocalCalendar, unit: LocalCalendar.Unit): Column {
  const instant = (batch: UsageBatch.UsageBatch, row: number) => batch.createdAt[row] ?? 0
  const { code, value } = numbered((batch, row) => LocalCalendar.label(calendar, unit, instant(batch, row)))
  const codes = new Map<number, number>()
  return {
    value,
    code: (batch, row) => {
      const minute = Math.floor(instant(batch, row) / 60_000)
      const known = codes.get(minute) ?? code(batch, row)
      codes.set(minute, known)
      return known
    }
  }
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
    const [first, ...rest] = [
      ...this.exact,
      ...[this.minMicros, this.maxMicros].filter(Number.isFinite).map(Cents.fromMicros)
    ]
    if (first === undefined) return counts
    return { ...counts, minCents: rest.reduce(BigDecimal.min, first), maxCents: rest.reduce(BigDecimal.max, first) }
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
