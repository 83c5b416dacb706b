/**
 * What each day cost, as a line of bars from the first to the last day.
 */
import * as Cents from "@varg-usage/core/Cents"
import { BigDecimal } from "effect"
import sparkly from "sparkly"

import * as Amount from "./Amount.ts"
import type { DayCost } from "./Reading.ts"

/** The most bars of a line: more days than that share bars. */
const maxBars = 62

/** The line and, when anything was spent, the dearest day; nothing for a single day. */
export const lines = (days: ReadonlyArray<DayCost>): ReadonlyArray<string> => {
  const [first] = days
  const last = days.at(-1)
  if (first === undefined || last === undefined || days.length === 1) return []
  const perBar = Math.ceil(days.length / maxBars)
  const bars = sparkly(heights(days, perBar), { minimum: 0 })
  const dearest = days.reduce((most, day) => (BigDecimal.isGreaterThan(day.cents, most.cents) ? day : most))
  return [
    `${perBar === 1 ? "Cost by day" : `Cost by ${perBar} days`}: ${first.date} ${bars} ${last.date}`,
    ...(BigDecimal.isPositive(dearest.cents)
      ? [`Dearest day: ${dearest.date} with ${Amount.exact(dearest.cents)} cents`]
      : [])
  ]
}

/** The cost of so many days each, as the doubles that a drawing needs. */
export const heights = (days: ReadonlyArray<DayCost>, perBar: number): Array<number> =>
  Array.from({ length: Math.ceil(days.length / perBar) }, (_, bar) => {
    const shared = days.slice(bar * perBar, (bar + 1) * perBar)
    return BigDecimal.toNumberUnsafe(Cents.sum(shared.map((day) => day.cents)))
  })
