/**
 * What a day that was read in full is known to have cost.
 *
 * @since 0.1.0
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import { type BigDecimal, Result } from "effect"

import type * as Dimension from "./Dimension.ts"
import type * as Rollup from "./Rollup.ts"
import * as Selection from "./Selection.ts"

/**
 * A day that could not be read has no such value: it is not zero, it is not known.
 *
 * @category models
 * @since 0.1.0
 */
export interface DailyCost {
  /** In UTC, or in whatever zone the days were cut. */
  readonly date: CalendarDate.CalendarDate
  /** The exact sum of the known costs, in cents. */
  readonly costCents: BigDecimal.BigDecimal
  /**
   * Records of the day whose cost is unknown.
   *
   * @default 0
   */
  readonly unknownCosts?: number | undefined
}

/**
 * The costs of `dates`, from a rollup by `day` and by what `key` names; `{}` takes all cells. `dates` are the days that
 * were read in full: one of them without records cost nothing, which the rollup alone can't tell from a day that failed.
 * Cells of other days are left out. Fails with `MissingDimension` when the rollup is not grouped by all of these.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromRollup = (
  rollup: Rollup.Rollup,
  dates: Iterable<CalendarDate.CalendarDate>,
  key: Dimension.Key = {}
): Result.Result<ReadonlyArray<DailyCost>, Selection.MissingDimension> =>
  Selection.where(rollup, key).pipe(
    Result.flatMap(Selection.by(["day"])),
    Result.map(({ cells }) => {
      const costs = new Map(cells.map((cell) => [cell.key.day ?? null, cell]))
      return Array.from(dates, (date) => ({
        date,
        costCents: costs.get(date)?.costCents ?? Cents.zero,
        unknownCosts: costs.get(date)?.unknownCosts ?? 0
      }))
    })
  )
