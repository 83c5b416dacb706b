/**
 * An estimate of what cache hits saved.
 *
 * Nobody knows what a hit would have cost: the record of a hit tells its model and nothing of its size. The estimate
 * takes the median price that the same model was paid for in the same period. Price is the known cost of a record that is
 * no hit and cost more than nothing; jobs at 0 cents with a provider key of one's own are no price. Of an even number of
 * prices the lower of the two in the middle counts: a price that was paid, and the saving is not made larger than it is.
 *
 * The estimate misleads where a model's jobs differ much in size (seconds of video, resolution) and hits are of another
 * size than paid jobs, and where a job would not have been asked for at its price.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal, Option, Order, Result, Schema } from "effect"

import type * as Dimension from "./Dimension.ts"
import type * as Rollup from "./Rollup.ts"
import * as Selection from "./Selection.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * What a rollup must be grouped by, at least: an exact histogram of prices per model.
 *
 * @category constants
 * @since 0.1.0
 */
export const by = ["model", "cacheHit", "cost"] as const satisfies ReadonlyArray<Dimension.Dimension>

/**
 * - `hits`: cache hits of the model; `hitCents` is what they cost by their records, which should be nothing.
 * - `medianCents`: the lower median of the `paidRecords` prices, in cents.
 * - `savedCents`: `hits * medianCents - hitCents`, exact.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ModelSavings = Schema.Struct({
  model: Schema.String,
  hits: Count,
  hitCents: Cents.CentsFromString,
  paidRecords: Count,
  medianCents: Cents.CentsFromString,
  savedCents: Cents.CentsFromString
})

/** @since 0.1.0 @category models */
export interface ModelSavings extends Schema.Schema.Type<typeof ModelSavings> {}

/**
 * - `estimate`: how the figures came about. They are no amounts of any record.
 * - `savedCents`: the exact sum over `models`, in cents.
 * - `models`: those with hits and a price, in the order of their names.
 * - `notEstimable`: models with hits and without a price, and hits without a model (`null`). They saved something, and
 *   no sum has it.
 * - `hits`: all hits, in `models` and `notEstimable`.
 * - `unknownCosts`: records that are no hit and whose cost is unknown. They are in no median.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CacheSavings = Schema.Struct({
  estimate: Schema.Literal("hits at the lower median paid price of their model"),
  savedCents: Cents.CentsFromString,
  hits: Count,
  models: Schema.Array(ModelSavings),
  notEstimable: Schema.Array(Schema.Struct({ model: Schema.NullOr(Schema.String), hits: Count })),
  unknownCosts: Count
})

/** @since 0.1.0 @category models */
export interface CacheSavings extends Schema.Schema.Type<typeof CacheSavings> {}

/**
 * Estimates the savings of the period that the rollup is of. The rollup may be grouped by more than {@link by}; the rest
 * is summed up. Fails with `MissingDimension` when it is grouped by less.
 *
 * @category constructors
 * @since 0.1.0
 */
export const estimate = (rollup: Rollup.Rollup): Result.Result<CacheSavings, Selection.MissingDimension> =>
  Result.map(Selection.by(rollup, by), ({ cells }) => {
    const prices = [...Map.groupBy(cells, ({ key }) => key.model ?? null)].map(([model, own]) => pricesOf(model, own))
    const cached = prices.filter(({ hits }) => hits > 0)
    const models = cached.flatMap(savingsOf)
    return {
      estimate: "hits at the lower median paid price of their model",
      savedCents: Cents.sum(models.map(({ savedCents }) => savedCents)),
      hits: sumOf(cached, ({ hits }) => hits),
      models,
      notEstimable: cached.flatMap((own) =>
        savingsOf(own).length === 0 ? [{ model: own.model, hits: own.hits }] : []
      ),
      unknownCosts: sumOf(prices, ({ unknownCosts }) => unknownCosts)
    }
  })

interface Prices {
  readonly model: string | null
  readonly hits: number
  readonly hitCents: BigDecimal.BigDecimal
  readonly paid: ReadonlyArray<Price>
  readonly unknownCosts: number
}

interface Price {
  readonly cents: BigDecimal.BigDecimal
  readonly records: number
}

function pricesOf(model: string | null, cells: ReadonlyArray<Rollup.Cell>): Prices {
  const hits = cells.filter(({ key }) => key.cacheHit === "hit")
  const others = cells.filter(({ key }) => key.cacheHit !== "hit")
  const paid = others.flatMap(({ key, records }) =>
    Option.match(Cents.parse(key.cost ?? ""), {
      onNone: () => [],
      onSome: (cents) => (BigDecimal.isPositive(cents) ? [{ cents, records }] : [])
    })
  )
  return {
    model,
    hits: sumOf(hits, ({ records }) => records),
    hitCents: Cents.sum(hits.map(({ costCents }) => costCents)),
    paid: paid.toSorted(Order.mapInput(BigDecimal.Order, ({ cents }: Price) => cents)),
    unknownCosts: sumOf(others, ({ unknownCosts }) => unknownCosts)
  }
}

/** The savings of one model, or none where it has no name or no price. */
function savingsOf({ hitCents, hits, model, paid }: Prices): ReadonlyArray<ModelSavings> {
  const medianCents = lowerMedian(paid)
  if (model === null || medianCents === undefined) return []
  const worth = BigDecimal.multiply(medianCents, BigDecimal.fromBigInt(BigInt(hits)))
  const savedCents = BigDecimal.normalize(BigDecimal.subtract(worth, hitCents))
  return [{ model, hits, hitCents, paidRecords: sumOf(paid, ({ records }) => records), medianCents, savedCents }]
}

/** The price at place `ceil(n / 2)` of `n` prices in ascending order. */
function lowerMedian(ascending: ReadonlyArray<Price>): BigDecimal.BigDecimal | undefined {
  let left = Math.ceil(sumOf(ascending, ({ records }) => records) / 2)
  for (const { cents, records } of ascending) {
    left -= records
    if (left <= 0) return cents
  }
  return undefined
}

function sumOf<A>(items: ReadonlyArray<A>, count: (item: A) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0)
}
