/**
 * The run rate of daily costs: what a day of each weekday is expected to cost, and how far that has been from the truth.
 *
 * Costs are whole units of a decimal place. Weights and rates are ratios of whole numbers; each expected cost is rounded
 * once.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"

import { divideRounded, squareRootUp } from "./ratio.ts"

export interface Sample {
  readonly date: CalendarDate.CalendarDate
  readonly units: bigint
}

export interface RunRate {
  readonly expected: (date: CalendarDate.CalendarDate) => bigint
  /** Half the width of the interval around the sum of so many expected days. */
  readonly halfWidth: (days: number) => bigint
}

/**
 * `seen` are the days that the level comes from, at least one; `earlier` ones have a say in the weekdays' weights alone.
 */
export const runRate = (seen: ReadonlyArray<Sample>, earlier: ReadonlyArray<Sample>): RunRate => {
  const level = tally(seen)
  const all = tally([...seen, ...earlier])
  return {
    expected: (date) => expectedOn(weekday(date), level, all),
    halfWidth: (days) => {
      const squares = seen.reduce((sum, day) => sum + errorOf(day, level, all) ** 2n, 0n)
      const [h, n] = [BigInt(days), BigInt(seen.length)]
      const deviations = squareRootUp(4n * squares * h * (n + h))
      return (deviations + n - 1n) / n
    }
  }
}

/** How many days of each weekday there are, and what they cost together. */
type Tally = ReadonlyArray<{ readonly days: bigint; readonly units: bigint }>

function tally(samples: ReadonlyArray<Sample>): Tally {
  const byWeekday = Map.groupBy(samples, ({ date }) => weekday(date))
  return Array.from({ length: 7 }, (_, index) => {
    const days = byWeekday.get(index) ?? []
    return { days: BigInt(days.length), units: days.reduce((sum, { units }) => sum + units, 0n) }
  })
}

/** What a day costs when it costs its weekday's part of the level; nothing where no day is seen. */
function expectedOn(day: number, level: Tally, all: Tally): bigint {
  const weights = weightsOf(all)
  const cost = level.reduce((sum, { units }) => sum + units, 0n)
  const weight = level.reduce((sum, { days }, index) => sum + days * (weights[index] ?? 0n), 0n)
  return weight === 0n ? 0n : divideRounded(cost * (weights[day] ?? 0n), weight)
}

/**
 * The mean of each weekday and of one imaginary day at the mean of all days, so that one odd Tuesday is no law; as whole
 * numbers in proportion. All alike where one would not be positive, as with credits.
 */
function weightsOf(all: Tally): ReadonlyArray<bigint> {
  const days = all.reduce((sum, weekdays) => sum + weekdays.days, 0n)
  const units = all.reduce((sum, weekdays) => sum + weekdays.units, 0n)
  const denominator = all.reduce((product, weekdays) => product * (weekdays.days + 1n), 1n)
  const weights = all.map((own) => ((own.units * days + units) * denominator) / (own.days + 1n))
  return weights.every((weight) => weight > 0n) ? weights : all.map(() => 1n)
}

/** What a day cost, less what the other days would have made expect. */
function errorOf({ date, units }: Sample, level: Tally, all: Tally): bigint {
  const without = (from: Tally) =>
    from.map((own, index) => (index === weekday(date) ? { days: own.days - 1n, units: own.units - units } : own))
  return units - expectedOn(weekday(date), without(level), without(all))
}

/** From 0 for Thursday, the weekday of 1970-01-01. */
function weekday(date: CalendarDate.CalendarDate): number {
  return ((CalendarDate.toEpochDay(date) % 7) + 7) % 7
}
