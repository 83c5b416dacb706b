/**
 * How far records, cells and the gateway's own totals agree, as a value.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import type * as WindowSummary from "@varg-usage/core/WindowSummary"
import { BigDecimal, Order, Reducer, Schema } from "effect"

import * as UsagePlan from "./UsagePlan.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** By window, then by kind: one order for every way of merging. */
const FindingOrder = Order.mapInput(
  Order.String,
  (finding: Finding) => `${finding.window.from} ${finding.window.to} ${finding._tag}`
)

const setAside = { window: DateRange.DateRange, records: Count, cents: Cents.CentsFromString }

/**
 * What is to be said of a window.
 *
 * - `OutOfWindow`: the gateway sent records of other days; they were not counted, and nothing proves that those days and
 *   this window hold all of theirs.
 * - `Unproved`: answers for other days put the window in doubt, and nothing proves that it holds all of its records. The
 *   window that the finding is told with may be a later one, which showed too late how the gateway cuts its days.
 * - `Rejected`: records could not be read; they were not counted. `cents` is the sum of those costs that could.
 * - `UnknownCosts`: counted records have no cost.
 * - `Difference`: the counted sum is not the gateway's total; `cents` is the total less the sum.
 * - `CellsDiffer`: the cells of a rollup do not add up to the records (a defect of this library, never seen).
 *
 * Five more are only told, and keep no window from agreeing:
 *
 * - `Neighbours`: the gateway sent records of other days. The window was asked for once more together with the day before
 *   it and the day after it, and its records are all of those that this answer holds, each counted once.
 * - `Recovered`: records of the window that only the answer for it and the days around it held. They count.
 * - `Repeats`: rows that equal another one in every field; `cents` is what they cost. They count once, unless only counting
 *   each agreed with the gateway's total.
 * - `Recharges`: records that charge a job of the window again.
 * - `RoundNumber`: a number of rows at which gateways cut answers short. The total agrees, but may have been cut as well.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Finding = Schema.Union([
  Schema.TaggedStruct("OutOfWindow", setAside),
  Schema.TaggedStruct("Unproved", { window: DateRange.DateRange }),
  Schema.TaggedStruct("Rejected", setAside),
  Schema.TaggedStruct("UnknownCosts", { window: DateRange.DateRange, records: Count }),
  Schema.TaggedStruct("Difference", { window: DateRange.DateRange, cents: Cents.CentsFromString }),
  Schema.TaggedStruct("CellsDiffer", { window: DateRange.DateRange, cents: Cents.CentsFromString }),
  Schema.TaggedStruct("Neighbours", setAside),
  Schema.TaggedStruct("Recovered", setAside),
  Schema.TaggedStruct("Repeats", setAside),
  Schema.TaggedStruct("Recharges", { window: DateRange.DateRange, records: Count }),
  Schema.TaggedStruct("RoundNumber", { window: DateRange.DateRange, records: Count })
])

/** @since 0.1.0 @category models */
export type Finding = typeof Finding.Type

/**
 * - `windows`: how many were asked for and answered; `reconciled` of them agree in full: every record was counted with
 *   its cost, and sum of records = sum of cells = `total_cents`.
 * - `days`: UTC days of all windows; `reconciledDays` of them lie in windows that agree in full.
 * - `records`, `sumCents`: what was counted. `totalCents`: what the gateway says; of a window that was proved by the answer
 *   for it and the days around it, that answer's total less what the other days in it cost.
 * - `findings`: what keeps the other windows from agreeing, and what is only told, in the order of the windows.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Reconciliation = Schema.Struct({
  windows: Count,
  reconciled: Count,
  days: Count,
  reconciledDays: Count,
  records: Count,
  sumCents: Cents.CentsFromString,
  totalCents: Cents.CentsFromString,
  findings: Schema.Array(Finding)
})

/** @since 0.1.0 @category models */
export interface Reconciliation extends Schema.Schema.Type<typeof Reconciliation> {}

/**
 * What became of the records of a window: the sums of the cells of each rollup, and of the records that were left out of
 * all of them, in cents.
 *
 * @category models
 * @since 0.1.0
 */
export interface CellSums {
  readonly rollups: ReadonlyArray<BigDecimal.BigDecimal>
  readonly leftOut: BigDecimal.BigDecimal
}

/**
 * Compares one window with the sums of the cells that its records were put in. `inDoubt` says that answers for other days
 * may hold records of it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofWindow = (
  summary: WindowSummary.WindowSummary,
  cellSums: CellSums,
  {
    inDoubt = false
  }: {
    /** @default false */
    readonly inDoubt?: boolean | undefined
  } = {}
): Reconciliation => {
  const { outOfWindow, window } = summary
  const outside: ReadonlyArray<Finding> =
    outOfWindow.records > 0
      ? [{ _tag: "OutOfWindow", window, records: outOfWindow.records, cents: outOfWindow.cents }]
      : inDoubt
        ? [{ _tag: "Unproved", window }]
        : []
  return withFindings(summary, [...outside, ...findingsOf(summary, cellSums, rowsOf(summary))])
}

/**
 * A window that was read out of the answer for it and the days around it.
 *
 * - `own`: what its own answer held.
 * - `inner`: what the wider answer holds of it; its total is that answer's less what the other days in it cost.
 * - `rows`: those of the wider answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface Union {
  readonly own: WindowSummary.WindowSummary
  readonly inner: WindowSummary.WindowSummary
  readonly rows: number
}

/**
 * Compares one window, read out of a wider answer, with the sums of its cells. What is told of repeats, recharges and
 * round numbers is told of the wider answer.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofUnion = ({ inner, own, rows }: Union, cellSums: CellSums): Reconciliation => {
  const { outOfWindow, window } = own
  const recovered = inner.records - own.records
  const told: Array<Finding> = []
  if (outOfWindow.records > 0)
    told.push({ _tag: "Neighbours", window, records: outOfWindow.records, cents: outOfWindow.cents })
  if (recovered > 0)
    told.push({ _tag: "Recovered", window, records: recovered, cents: difference(inner.sumCents, own.sumCents) })
  return withFindings(inner, [...told, ...findingsOf(inner, cellSums, rows)])
}

function withFindings(summary: WindowSummary.WindowSummary, findings: ReadonlyArray<Finding>): Reconciliation {
  const agrees = findings.every(isOnlyTold)
  const days = DateRange.size(summary.window)
  return {
    windows: 1,
    reconciled: agrees ? 1 : 0,
    days,
    reconciledDays: agrees ? days : 0,
    records: summary.records,
    sumCents: summary.sumCents,
    totalCents: summary.totalCents,
    findings
  }
}

/**
 * Joins the reconciliations of windows; the neutral value is that of no window.
 *
 * @category instances
 * @since 0.1.0
 */
export const reducer: Reducer.Reducer<Reconciliation> = Reducer.make<Reconciliation>(
  (self, that) => ({
    windows: self.windows + that.windows,
    reconciled: self.reconciled + that.reconciled,
    days: self.days + that.days,
    reconciledDays: self.reconciledDays + that.reconciledDays,
    records: self.records + that.records,
    sumCents: Cents.sum([self.sumCents, that.sumCents]),
    totalCents: Cents.sum([self.totalCents, that.totalCents]),
    findings: [...self.findings, ...that.findings].toSorted(FindingOrder)
  }),
  {
    windows: 0,
    reconciled: 0,
    days: 0,
    reconciledDays: 0,
    records: 0,
    sumCents: Cents.zero,
    totalCents: Cents.zero,
    findings: []
  }
)

/**
 * Whether every window agrees in full.
 *
 * @category predicates
 * @since 0.1.0
 */
export const isReconciled = (reconciliation: Reconciliation): boolean =>
  reconciliation.reconciled === reconciliation.windows

/**
 * Rows of an answer, whatever became of them.
 *
 * @category getters
 * @since 0.1.0
 */
export const rowsOf = ({ outOfWindow, records, rejected, repeats }: WindowSummary.WindowSummary): number =>
  records + outOfWindow.records + rejected.records + (repeats.counted === "once" ? repeats.records : 0)

/**
 * Whether the finding keeps no window from agreeing.
 *
 * @category predicates
 * @since 0.1.0
 */
export const isOnlyTold = (finding: Finding): boolean => onlyTold.has(finding._tag)

const onlyTold: ReadonlySet<Finding["_tag"]> = new Set([
  "Neighbours",
  "Recovered",
  "Repeats",
  "Recharges",
  "RoundNumber"
])

/** What is to be said of a window, but for records of other days; `rows` are those of the answer that it was read from. */
function findingsOf(summary: WindowSummary.WindowSummary, cellSums: CellSums, rows: number): ReadonlyArray<Finding> {
  const { rejected, sumCents, totalCents, unknownCosts, window } = summary
  const astray = cellSums.rollups
    .map((sum) => Cents.sum([sum, cellSums.leftOut]))
    .find((sum) => !BigDecimal.equals(sum, sumCents))
  const findings: Array<Finding> = []
  if (rejected.records > 0) {
    findings.push({ _tag: "Rejected", window, records: rejected.records, cents: rejected.cents })
  }
  if (unknownCosts > 0) findings.push({ _tag: "UnknownCosts", window, records: unknownCosts })
  const { recharges, repeats } = summary
  if (repeats.records > 0) findings.push({ _tag: "Repeats", window, records: repeats.records, cents: repeats.cents })
  if (recharges > 0) findings.push({ _tag: "Recharges", window, records: recharges })
  if (UsagePlan.looksCapped(rows)) findings.push({ _tag: "RoundNumber", window, records: rows })
  if (summary.agreement !== "exact")
    findings.push({ _tag: "Difference", window, cents: difference(totalCents, sumCents) })
  if (astray !== undefined) findings.push({ _tag: "CellsDiffer", window, cents: difference(astray, sumCents) })
  return findings
}

function difference(self: BigDecimal.BigDecimal, that: BigDecimal.BigDecimal): BigDecimal.BigDecimal {
  return BigDecimal.normalize(BigDecimal.subtract(self, that))
}
