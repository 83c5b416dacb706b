/**
 * The dimensions of a rollup as columns of small numbers.
 */
import * as Cents from "@varg-usage/core/Cents"
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import * as UsageRecord from "@varg-usage/core/UsageRecord"

import type { Dimension } from "../Dimension.ts"
import * as LocalCalendar from "../LocalCalendar.ts"

/** The code of a row that says nothing of a dimension; others are from 0. */
const none = -1

/** Rows of a batch: the first `count` of `rows`. */
export interface Selection {
  readonly rows: Int32Array
  readonly count: number
}

/** A dimension as small numbers. */
export interface Column {
  /** Writes the numbers of the selected rows, one after the other. */
  readonly codes: (batch: UsageBatch.UsageBatch, selection: Selection, into: Int32Array) => void
  readonly value: Value
}

type Value = (batch: UsageBatch.UsageBatch, row: number) => string | null

export function makeColumn(dimension: Dimension, calendar: LocalCalendar.LocalCalendar): Column {
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
