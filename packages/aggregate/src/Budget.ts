/**
 * How spending stands against a limit.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal, Result, Schema } from "effect"

import * as Dimension from "./Dimension.ts"
import type * as Forecast from "./Forecast.ts"
import { ratio } from "./internal/ratio.ts"
import * as Rollup from "./Rollup.ts"
import * as Selection from "./Selection.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * A limit for what a rollup's cells cost together.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  /** The most that may be spent, in cents; not negative. */
  readonly limitCents: BigDecimal.BigDecimal
  /**
   * Which cells the limit is for: `{ model: "kling-v3" }`, `{ capability: "video", month: "2026-02" }`. The rollup must
   * be grouped by what it names.
   *
   * @default all cells
   */
  readonly key?: Dimension.Key | undefined
  /**
   * The part of the limit from which on to warn, from 0 to 1.
   *
   * @default 0.8
   */
  readonly warnAt?: number | undefined
}

/**
 * What was spent in the period of the limit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Spending {
  /** The records of the period so far: of a month for a monthly limit, of a day for a daily one. */
  readonly rollup: Rollup.Rollup
  /** Whether nothing is missing from the rollup, such as a day that failed or a record that could not be read. */
  readonly complete: boolean
  /** The forecast of the same cells over the same period, where there is one. It gives {@link Status} its date. */
  readonly forecast?: Forecast.Forecast | undefined
}

/**
 * A limit that can't be checked.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidLimit extends Schema.TaggedError<InvalidLimit>()("InvalidLimit", {
  /** What is wrong, as a sentence that says what to do. */
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}

/**
 * - `exceeded`: more was spent than the limit. To spend it exactly is not to exceed it.
 * - `warning`: what is known to be spent has reached `warnAt` of the limit.
 * - `unproven`: it has not, but costs are unknown or missing, so that nobody can say that all is well.
 * - `ok`: it has not, and every cost is known.
 *
 * @category schemas
 * @since 0.1.0
 */
export const State = Schema.Literals(["ok", "unproven", "warning", "exceeded"])

/** @since 0.1.0 @category models */
export type State = typeof State.Type

/**
 * - `key`: which cells the limit is for. `records` is their number: 0 for a limit on a name that never occurs.
 * - `remainingCents`: the limit less what is known to be spent, in cents; negative when exceeded.
 * - `share`: the spent part of the limit to 10^-6; absent for a limit of 0.
 * - `unknownCosts`: records of the cells whose cost is unknown; `complete` as it was given. Both make the true spending
 *   higher than `spentCents`, whatever the state.
 * - `exceededOn`: the first day by whose end the limit is exceeded, by the forecast's expected costs: a fact when it is
 *   before the forecast's `asOf` and no day was missing, a projection otherwise. Absent without a forecast, and when the
 *   limit lasts for the period.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Status = Schema.Struct({
  key: Dimension.Key,
  state: State,
  spentCents: Cents.CentsFromString,
  limitCents: Cents.CentsFromString,
  remainingCents: Cents.CentsFromString,
  share: Schema.optionalKey(Schema.Finite),
  records: Count,
  unknownCosts: Count,
  complete: Schema.Boolean,
  exceededOn: Schema.optionalKey(CalendarDate.CalendarDate)
})

/** @since 0.1.0 @category models */
export interface Status extends Schema.Schema.Type<typeof Status> {}

/**
 * How the cells of the limit's key, taken together, stand against it. Fails with `InvalidLimit` when the limit makes no
 * sense, and with `MissingDimension` when the rollup is not grouped by what its key names.
 *
 * @category constructors
 * @since 0.1.0
 */
export const check = (
  limit: Limit,
  spending: Spending
): Result.Result<Status, InvalidLimit | Selection.MissingDimension> =>
  Result.flatMap(valid(limit), () =>
    Result.map(Selection.where(spending.rollup, limit.key ?? {}), (selected) =>
      statusOf({ ...Rollup.total(selected), key: limit.key ?? {} }, limit, spending)
    )
  )

/**
 * How each value of a dimension stands against the limit by itself, in the order of the values: each day of a month
 * against a daily limit, each model against the same one. A day without records is not in the rollup and not here. Fails
 * with `InvalidLimit`, or with `MissingDimension` when the rollup is not grouped by the dimension or what the key names.
 *
 * @category constructors
 * @since 0.1.0
 */
export const checkEach = (
  limit: Limit,
  dimension: Dimension.Dimension,
  spending: Omit<Spending, "forecast">
): Result.Result<ReadonlyArray<Status>, InvalidLimit | Selection.MissingDimension> =>
  valid(limit).pipe(
    Result.flatMap(() => Selection.where(spending.rollup, limit.key ?? {})),
    Result.flatMap(Selection.by([dimension])),
    Result.map(({ cells }) =>
      cells.map((cell) =>
        statusOf({ ...cell, key: { ...limit.key, ...cell.key } }, limit, {
          rollup: spending.rollup,
          complete: spending.complete
        })
      )
    )
  )

function valid({ limitCents, warnAt = defaultWarnAt }: Limit): Result.Result<void, InvalidLimit> {
  if (BigDecimal.isNegative(limitCents)) {
    return Result.fail(new InvalidLimit({ reason: `A limit can't be negative: ${Cents.format(limitCents)} cents.` }))
  }
  return warnAt >= 0 && warnAt <= 1
    ? Result.succeed(undefined)
    : Result.fail(new InvalidLimit({ reason: `warnAt is a part of the limit from 0 to 1, not ${warnAt}.` }))
}

const defaultWarnAt = 0.8

function statusOf(cell: Rollup.Cell, limit: Limit, { complete, forecast }: Spending): Status {
  const { costCents: spentCents, key, records, unknownCosts } = cell
  const share = ratio(spentCents, limit.limitCents)
  const exceededOn = forecast && crossing(forecast, limit.limitCents)
  return {
    key,
    state: stateOf(spentCents, limit, complete && unknownCosts === 0),
    spentCents,
    limitCents: limit.limitCents,
    remainingCents: BigDecimal.normalize(BigDecimal.subtract(limit.limitCents, spentCents)),
    ...(share !== undefined && { share }),
    records,
    unknownCosts,
    complete,
    ...(exceededOn !== undefined && { exceededOn })
  }
}

function stateOf(spentCents: BigDecimal.BigDecimal, limit: Limit, proven: boolean): State {
  if (BigDecimal.isGreaterThan(spentCents, limit.limitCents)) return "exceeded"
  // The shortest decimal of the number is what its author wrote: 0.8 is eight tenths.
  const warnCents = BigDecimal.multiply(limit.limitCents, BigDecimal.fromNumberUnsafe(limit.warnAt ?? defaultWarnAt))
  const warned = BigDecimal.isPositive(spentCents) && BigDecimal.isGreaterThanOrEqualTo(spentCents, warnCents)
  return warned ? "warning" : proven ? "ok" : "unproven"
}

function crossing(forecast: Forecast.Forecast, limitCents: BigDecimal.BigDecimal) {
  let sum = Cents.zero
  for (const { cents, date } of forecast.days) {
    sum = BigDecimal.sum(sum, cents)
    if (BigDecimal.isGreaterThan(sum, limitCents)) return date
  }
  return undefined
}
