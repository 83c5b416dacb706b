/**
 * Compares what a subject made of a run with what was sent to it. Every line that it returns is a promise not kept.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import { Result } from "effect"

import type { Outcome } from "../../Simulation.ts"
import * as Money from "./money.ts"
import * as Politeness from "./politeness.ts"
import * as Retries from "./retries.ts"
import type { Scenario } from "./scenario.ts"
import type { Exchange } from "./world.ts"

/** What is left of a run. */
export interface Remains {
  readonly scenario: Scenario
  readonly exchanges: ReadonlyArray<Exchange>
  /** What the subject reported, with the time, in milliseconds since the start. */
  readonly outcomes: ReadonlyArray<Outcome & { readonly at: number }>
  /** Whether the subject came to its end without a failure. */
  readonly complete: boolean
}

export const check = (remains: Remains): ReadonlyArray<string> => [
  ...Politeness.check(remains),
  ...remains.outcomes.flatMap((outcome) => {
    const calls = callsOf(outcome.window, remains.exchanges)
    return Result.isSuccess(outcome.result)
      ? Money.check(outcome.window, outcome.result.success, calls)
      : Retries.checkFailure(outcome.result.failure, outcome.at, calls[0]?.[1] ?? [], remains)
  }),
  ...callsOf(remains.scenario.range, remains.exchanges).flatMap(([, attempts]) =>
    Retries.checkAttempts(attempts, remains)
  ),
  ...checkCoverage(remains)
]

/** The requests of each window within these dates, in the order in which they were sent. */
const callsOf = (range: DateRange.DateRange, exchanges: ReadonlyArray<Exchange>): ReadonlyArray<Money.Call> => {
  const inside = exchanges.filter((exchange) => exchange.range.from >= range.from && exchange.range.to <= range.to)
  return [...Map.groupBy(inside, (exchange) => DateRange.format(exchange.range))]
}

/** Each day of the range is in one outcome, and in one only. */
const checkCoverage = ({ complete, outcomes, scenario }: Remains): ReadonlyArray<string> => {
  const days = outcomes.flatMap(({ window }) => DateRange.days(window))
  const twice = days.length !== new Set(days).size
  const missing = complete && days.length !== DateRange.size(scenario.range)
  return [
    ...(twice ? ["coverage: a day is in two outcomes"] : []),
    ...(missing ? ["coverage: a day is in no outcome"] : [])
  ]
}
