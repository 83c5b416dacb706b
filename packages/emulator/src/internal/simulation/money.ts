/**
 * What was counted: each amount and number must be that of the last answer, exactly.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import type { WindowSummary } from "@varg-usage/core/WindowSummary"
import { BigDecimal } from "effect"

import type { Reading } from "../../Simulation.ts"
import * as Neighbours from "./neighbours.ts"
import type { Expected, Part } from "./oracle.ts"
import type { Exchange } from "./world.ts"

/** A window and its requests. */
export type Call = readonly [window: string, attempts: ReadonlyArray<Exchange>]

/** A reading of one window, with its summary. */
export const check = (
  window: DateRange.DateRange,
  reading: Reading,
  calls: ReadonlyArray<Call>
): ReadonlyArray<string> => {
  const answers = calls.map(([, attempts]) => attempts.at(-1)?.plan.verdict)
  const expected = answers.flatMap((verdict) => (verdict?._tag === "Counted" ? [verdict.expected] : []))
  if (expected.length !== answers.length) return named(window, ["counted an answer that had to be refused"])
  if (expected.length === 0) return named(window, ["counted without asking"])
  const asked = calls.reduce(
    (days, [, attempts]) => days + (attempts[0] === undefined ? 0 : DateRange.size(attempts[0].range)),
    0
  )
  return named(window, [
    ...(asked === DateRange.size(window) ? [] : ["days were never asked for"]),
    ...checkTotals(reading, expected),
    ...(reading.summary === undefined ? [] : checkSummary(reading.summary, expected[0], calls[0]?.[1].length ?? 0))
  ])
}

/** A reading of days out of a range, each of which was read by itself, and once more with those beside it where needed. */
export const checkDays = (
  window: DateRange.DateRange,
  reading: Reading,
  range: DateRange.DateRange,
  answers: Neighbours.Answers
): ReadonlyArray<string> => {
  const days = DateRange.days(window).map((date) => Neighbours.possible(date, range, answers))
  const wrong = days.flatMap(({ problems }) => problems)
  const ways = days.reduce<ReadonlyArray<ReadonlyArray<Neighbours.Counted>>>(
    (before, { counted }) => before.flatMap((parts) => counted.map((part) => [...parts, part])),
    [[]]
  )
  const found = ways.map((parts) => checkTotals(reading, parts))
  const isOneOf = found.some((problems) => problems.length === 0)
  return named(window, [...wrong, ...(isOneOf ? [] : (found[0] ?? []))])
}

const named = (window: DateRange.DateRange, problems: ReadonlyArray<string>): ReadonlyArray<string> =>
  problems.map((problem) => `money ${DateRange.format(window)}: ${problem}`)

const checkTotals = (reading: Reading, expected: ReadonlyArray<Neighbours.Counted>): ReadonlyArray<string> => [
  ...differs(
    "records",
    reading.records,
    sum(expected, ({ records }) => records)
  ),
  ...differsInCents(
    "sum",
    reading.sumCents,
    expected.map(({ sumCents }) => sumCents)
  ),
  ...differsInCents(
    "total",
    reading.totalCents,
    expected.map(({ totalCents }) => totalCents)
  ),
  ...checkModels(reading.byModel, expected)
]

const checkModels = (
  counted: Reading["byModel"],
  expected: ReadonlyArray<Neighbours.Counted>
): ReadonlyArray<string> => {
  const models = new Set([...counted.keys(), ...expected.flatMap(({ byModel }) => [...byModel.keys()])])
  return [...models].flatMap((model) => {
    const parts = expected.flatMap(({ byModel }) => byModel.get(model) ?? [])
    const part = counted.get(model)
    return [
      ...differs(
        `records of ${model}`,
        part?.records ?? 0,
        sum(parts, ({ records }) => records)
      ),
      ...differsInCents(
        `cents of ${model}`,
        part?.cents ?? BigDecimal.make(0n, 0),
        parts.map(({ cents }) => cents)
      )
    ]
  })
}

const checkSummary = (
  summary: WindowSummary,
  expected: Expected | undefined,
  attempts: number
): ReadonlyArray<string> => {
  if (expected === undefined) return []
  return [
    ...differs("agreement", summary.agreement, expected.agreement),
    ...differs("attempts", summary.attempts, attempts),
    ...differs("cache hits", summary.cacheHits, expected.cacheHits),
    ...differs("free misses", summary.zeroCostMisses, expected.zeroCostMisses),
    ...differs("negative costs", summary.negativeCosts, expected.negativeCosts),
    ...differs("unknown costs", summary.unknownCosts, expected.unknownCosts),
    ...differs("re-charges", summary.recharges, expected.recharges),
    ...differs("repeats counted", summary.repeats.counted, expected.repeats.counted),
    ...differs("rejected unknown costs", summary.rejected.unknownCosts, expected.rejected.unknownCosts),
    ...differsInPart("out of window", summary.outOfWindow, expected.outOfWindow),
    ...differsInPart("rejected", summary.rejected, expected.rejected),
    ...differsInPart("repeats", summary.repeats, expected.repeats)
  ]
}

const differs = (what: string, actual: string | number, expected: string | number): ReadonlyArray<string> =>
  actual === expected ? [] : [`${what}: ${actual} and not ${expected}`]

const differsInPart = (what: string, actual: Part, expected: Part): ReadonlyArray<string> => [
  ...differs(what, actual.records, expected.records),
  ...differsInCents(`cents ${what}`, actual.cents, [expected.cents])
]

const differsInCents = (
  what: string,
  actual: BigDecimal.BigDecimal,
  expected: ReadonlyArray<BigDecimal.BigDecimal>
): ReadonlyArray<string> => {
  const cents = BigDecimal.sumAll(expected)
  return BigDecimal.equals(actual, cents)
    ? []
    : [`${what}: ${BigDecimal.format(actual)} and not ${BigDecimal.format(cents)} cents`]
}

const sum = <A>(parts: ReadonlyArray<A>, of: (part: A) => number): number =>
  parts.reduce((total, part) => total + of(part), 0)
