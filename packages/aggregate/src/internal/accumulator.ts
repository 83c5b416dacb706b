/**
 * Rolls up batches of one window, column by column: each dimension turns its column into small numbers, and each row is
 * added in micro-cents to the cell that its numbers lead to. Nothing is allocated for a row unless its key is new.
 */
import type * as UsageBatch from "@varg-usage/core/UsageBatch"

import type { Dimension, Key } from "../Dimension.ts"
import * as LocalCalendar from "../LocalCalendar.ts"
import * as Rollup from "../Rollup.ts"
import { CellSums } from "./cellSums.ts"
import { type Column, makeColumn, type Selection } from "./dimensionColumns.ts"
import { KeyNumbers } from "./keyNumbers.ts"

export class WindowAccumulator {
  private readonly by: ReadonlyArray<Dimension>
  private readonly columns: ReadonlyArray<Column>
  private readonly cells = new CellSums()
  private readonly steps: ReadonlyArray<KeyNumbers>
  /** For each row, the number of its key so far, and its code in the dimension at hand. */
  private keys = new Int32Array(512)
  private codes = new Int32Array(512)

  constructor(by: ReadonlyArray<Dimension>, calendar: LocalCalendar.LocalCalendar = LocalCalendar.utc) {
    this.by = by
    this.columns = by.map((dimension) => makeColumn(dimension, calendar))
    this.steps = by.map(() => new KeyNumbers())
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
      const cell = keys[place] ?? 0
      if (cell === this.cells.size) this.cells.open(this.keyOf(batch, row))
      this.cells.add(cell, batch, row)
    }
  }

  get rollup(): Rollup.Rollup {
    return Rollup.fromCells(this.by, this.cells.values)
  }

  private keyOf(batch: UsageBatch.UsageBatch, row: number): Key {
    const key: { [dimension in Dimension]?: string | null } = {}
    for (const [index, dimension] of this.by.entries()) key[dimension] = this.columns[index]?.value(batch, row) ?? null
    return key
  }
}
