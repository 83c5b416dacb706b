/**
 * What a set of records costs, exactly: the answer that a client's own sums are checked against.
 *
 * It is computed record by record with integers, by code that shares nothing with the aggregation of this library.
 *
 * @since 0.1.0
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import type { BigDecimal } from "effect"

import * as Decimal from "./internal/decimal.ts"
import type { WireRecord } from "./UsageDataset.ts"

/**
 * Some records and what they cost together.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tally {
  readonly records: number
  /** Records that are free because their result was there already. */
  readonly cacheHits: number
  /** Records that cost nothing and are no cache hit: run with a key of one's own. */
  readonly zeroCostMisses: number
  /** The exact sum in cents, normalized. */
  readonly costCents: BigDecimal.BigDecimal
  /** The same sum as a plain decimal, e.g. `1250.0775`: the text of `total_cents`. */
  readonly costText: string
}

/**
 * The tally of all records, and of each part of them. A part that has no record is not in its map.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageTruth extends Tally {
  readonly byModel: ReadonlyMap<string, Tally>
  readonly byCapability: ReadonlyMap<string, Tally>
  /** What stands before the first `:` of a model; `undefined` is the key of models without one. */
  readonly byProvider: ReadonlyMap<string | undefined, Tally>
  readonly byDay: ReadonlyMap<CalendarDate.CalendarDate, Tally>
}

/**
 * The truth about some days of records. Throws a `RangeError` when a cost is not the text of a JSON number.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  days: Iterable<readonly [date: CalendarDate.CalendarDate, records: ReadonlyArray<WireRecord>]>
): UsageTruth => {
  const all = new Counter()
  const byModel = new Counters<string>()
  const byCapability = new Counters<string>()
  const byProvider = new Counters<string | undefined>()
  const byDay = new Counters<CalendarDate.CalendarDate>()
  for (const [date, records] of days) {
    for (const record of records) {
      all.add(record)
      byModel.of(record.model).add(record)
      byCapability.of(record.capability).add(record)
      byProvider.of(providerOf(record.model)).add(record)
      byDay.of(date).add(record)
    }
  }
  return {
    ...all.tally,
    byModel: byModel.tallies,
    byCapability: byCapability.tallies,
    byProvider: byProvider.tallies,
    byDay: byDay.tallies
  }
}

const providerOf = (model: string): string | undefined =>
  model.includes(":") ? model.slice(0, model.indexOf(":")) : undefined

class Counter {
  private records = 0
  private cacheHits = 0
  private zeroCostMisses = 0
  private readonly cost = new Decimal.Sum()

  add(record: WireRecord): void {
    this.records += 1
    this.cost.add(record.cost_cents)
    if (record.cache_hit) this.cacheHits += 1
    else if (Number(record.cost_cents) === 0) this.zeroCostMisses += 1
  }

  get tally(): Tally {
    const { cacheHits, cost, zeroCostMisses, records } = this
    return { records, cacheHits, zeroCostMisses, costCents: cost.value, costText: cost.text }
  }
}

class Counters<K> {
  private readonly counters = new Map<K, Counter>()

  of(key: K): Counter {
    const known = this.counters.get(key)
    if (known !== undefined) return known
    const counter = new Counter()
    this.counters.set(key, counter)
    return counter
  }

  get tallies(): ReadonlyMap<K, Tally> {
    return new Map(Array.from(this.counters, ([key, counter]) => [key, counter.tally]))
  }
}
