/**
 * How what was spent stands against a limit.
 */
import * as Budget from "@varg-usage/aggregate/Budget"
import type * as Dimension from "@varg-usage/aggregate/Dimension"
import * as Period from "@varg-usage/aggregate/Period"
import * as Rollup from "@varg-usage/aggregate/Rollup"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import { type BigDecimal, Effect, Result } from "effect"

import type * as UsageHttpApi from "../UsageHttpApi.ts"

export interface Limit {
  readonly by?: Dimension.Dimension
  readonly limitCents: BigDecimal.BigDecimal
  readonly warnAt?: number
}

/** The period, or the month that today lies in. */
export const period = ({
  from,
  last,
  month,
  to,
  zone
}: Period.Period & { readonly zone?: string }): Effect.Effect<Period.Period, Period.PeriodError> =>
  [from, last, month, to].some((word) => word !== undefined)
    ? Effect.succeed({ from, last, month, to })
    : Effect.map(Period.now({ last: 1 }, zone), (today) => ({ month: today.to.slice(0, 7) }))

/** The report has one rollup, by the dimension that the limit is held against, or by none. */
export const status = (
  { by, limitCents, warnAt }: Limit,
  report: UsageReport.UsageReport
): UsageHttpApi.BudgetStatus => {
  const { from, provisional, rollups, to, zone } = report
  const spending = { rollup: rollups[0] ?? Rollup.empty([]), complete: isComplete(report) }
  const limit = { limitCents, warnAt }
  // The parameters were checked, and the report was made by them.
  const statuses =
    by === undefined
      ? [Result.getOrThrow(Budget.check(limit, spending))]
      : Result.getOrThrow(Budget.checkEach(limit, by, spending))
  return { from, to, zone, provisional, statuses }
}

/** Whether every record of every day is in the rollup. A cost that is unknown is told apart. */
function isComplete({ complete, reconciliation }: UsageReport.UsageReport): boolean {
  return complete && !reconciliation.findings.some(({ _tag }) => missing.has(_tag))
}

const missing: ReadonlySet<string> = new Set(["Rejected", "Difference", "CellsDiffer"])
