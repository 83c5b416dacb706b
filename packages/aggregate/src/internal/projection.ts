/**
 * Rolls up further, to dimensions that the rollup is known to have.
 */
import type * as Dimension from "../Dimension.ts"
import * as Rollup from "../Rollup.ts"

/** Whoever does not know whether the rollup has them asks `Selection.by`: of another dimension, every record has none. */
export const project = (rollup: Rollup.Rollup, by: ReadonlyArray<Dimension.Dimension>): Rollup.Rollup =>
  Rollup.fromCells(
    by,
    rollup.cells.map((cell) => ({ ...cell, key: pickKey(cell.key, by) }))
  )

function pickKey(key: Dimension.Key, by: ReadonlyArray<Dimension.Dimension>): Dimension.Key {
  return Object.fromEntries(by.map((dimension) => [dimension, key[dimension] ?? null]))
}
