/**
 * Compares what a subject made of a run with what was sent to it. Every line that it returns is a promise not kept.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import { Result } from "effect"

import type { Outcome } from "../../Simulation.ts"
import * as Money from "./money.ts"
import type { Answers } from "./neighbours.ts"
import * as Politeness from "./politeness.ts"
import * as Retries from "./retries.ts"
import type { Scenario } from "./scenario.ts"
import type { Exchange } from "./world.ts"

/** What is left of a run. */
export interface Remains {
  readonly scenario: Scenario
  readonly exchanges: ReadonlyArray<Exchange>
  /** What the subject reported, with the time, in milliseconds since the start; `isLast` is what it failed with itself. */
  readonly outcomes: ReadonlyArray<Outcome & { readonly at: number; readonly isLast?: boolean }>
  /** Whether the subject came to its end without a failure. */
  readonly complete: boolean
}

export const check = (remains: Remains): ReadonlyArray<string> => [
  ...Politeness.check(remains),
  ...remains.outcomes.flatMap((outcome) => checkOutcome(outcome, remains)),
  ...callsOf(remains.exchanges).flatMap(([, attempts]) => Retries.checkAttempts(attempts, remains)),
  ...checkCoverage(remains)
]

const checkOutcome = ({ at, result, window }: Remains["outcomes"][number], remains: Remains): ReadonlyArray<string> => {
  const { exchanges, scenario } = remains
  if (Result.isFailure(result)) return Retries.checkFailure(result.failure, at, attemptsOf(window, exchanges), remains)
  if (result.success.summary === undefined) {
    return Money.checkDays(window, result.success, scenario.range, answersOf(remains))
  }
  const inside = exchanges.filter(({ range }) => range.from >= window.from && range.to <= window.to)
  return Money.check(window, result.success, callsOf(inside))
}

/** The requests of each window, in the order in which they were sent. */
const callsOf = (exchanges: ReadonlyArray<Exchange>): ReadonlyArray<Money.Call> => [
  ...Map.groupBy(exchanges, ({ range }) => DateRange.format(range))
]

const attemptsOf = ({ from, to }: DateRange.DateRange, exchanges: ReadonlyArray<Exchange>): ReadonlyArray<Exchange> =>
  exchanges.filter(({ range }) => range.from === from && range.to === to)

const answersOf = (remains: Remains): Answers => {
  const { exchanges, outcomes, scenario } = remains
  const isUncertain = (attempts: ReadonlyArray<Exchange>) => Retries.mayHaveFailed(attempts, remains)
  const isOver = DateRange.toEpochMillis(scenario.range).end <= scenario.start
  return {
    taken: (window) => {
      const failed = outcomes.some(
        (outcome) => Result.isFailure(outcome.result) && DateRange.format(outcome.window) === DateRange.format(window)
      )
      const verdict = attemptsOf(window, exchanges).at(-1)?.plan.verdict
      return !failed && verdict?._tag === "Counted" ? verdict.expected : undefined
    },
    isReported: (date) =>
      outcomes.some(({ result, window }) => Result.isSuccess(result) && window.from <= date && date <= window.to),
    around: (date) =>
      exchanges.filter(
        ({ range }) =>
          range.from === CalendarDate.addDays(date, -1) &&
          DateRange.size(range) > 1 &&
          range.to <= CalendarDate.addDays(date, 1)
      ),
    isUncertain,
    isCalm:
      isOver &&
      exchanges.every(({ plan }) => plan.verdict._tag === "Counted" && plan.pause === undefined) &&
      callsOf(exchanges).every(([, attempts]) => !isUncertain(attempts))
  }
}

/** Each day of the range is in one outcome, and in one only. What ended the run may be about days that were read. */
const checkCoverage = ({ complete, outcomes, scenario }: Remains): ReadonlyArray<string> => {
  const days = outcomes.flatMap(({ isLast, window }) => (isLast === true ? [] : DateRange.days(window)))
  const twice = days.length !== new Set(days).size
  const missing = complete && days.length !== DateRange.size(scenario.range)
  return [
    ...(twice ? ["coverage: a day is in two outcomes"] : []),
    ...(missing ? ["coverage: a day is in no outcome"] : [])
  ]
}
