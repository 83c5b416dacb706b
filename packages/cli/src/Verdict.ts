/**
 * Whether a report agrees with the gateway's own totals, and if not, what differs and why.
 */
import * as Reconciliation from "@varg-usage/aggregate/Reconciliation"
import * as DateRange from "@varg-usage/core/DateRange"
import { BigDecimal } from "effect"

import * as Amount from "./Amount.ts"

/** The most findings that are told one by one. */
const maxFindings = 10

export const text = (reconciliation: Reconciliation.Reconciliation): string => {
  const { days, reconciledDays, records } = reconciliation
  const of = `${Amount.count(reconciledDays)} of ${Amount.counted(days, "day")}`
  if (Reconciliation.isReconciled(reconciliation)) {
    return [
      `Reconciled: ${Amount.counted(records, "record")} of ${of} agree with total_cents, to the last fraction of a cent.`,
      ...repeats(reconciliation)
    ].join("\n")
  }
  const findings = reconciliation.findings.filter((finding) => finding._tag !== "Recharges")
  const more = findings.length - maxFindings
  return [
    `Not reconciled: ${of} agree with total_cents (${Amount.exact(reconciliation.totalCents)} cents in all). What differs:`,
    ...findings.slice(0, maxFindings).map((finding) => `  ${DateRange.format(finding.window)}: ${sentence(finding)}`),
    ...(more > 0 ? [`  ... and ${Amount.counted(more, "more finding")}; --format json tells all.`] : [])
  ].join("\n")
}

/** Rows that stand twice are worth a word even where all agrees. */
function repeats({ findings }: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const twice = findings.filter((finding) => finding._tag === "Repeats")
  const rows = twice.reduce((sum, { records }) => sum + records, 0)
  return rows === 0
    ? []
    : [`${Amount.counted(rows, "row")} stood twice in the answers of ${Amount.counted(twice.length, "day")}.`]
}

function sentence(finding: Reconciliation.Finding): string {
  switch (finding._tag) {
    case "OutOfWindow":
      return `${Amount.counted(finding.records, "record")} of another day came along (${cents(finding.cents)}) and did not count.`
    case "Rejected":
      return `${Amount.counted(finding.records, "record")} could not be read (${cents(finding.cents)} as far as known) and did not count.`
    case "UnknownCosts":
      return `${Amount.counted(finding.records, "record")} counted without a cost: what they cost is unknown, not zero.`
    case "Repeats":
      return `${Amount.counted(finding.records, "row")} stood twice (${cents(finding.cents)}).`
    case "RoundNumber":
      return `the answer has just ${Amount.count(finding.records)} rows, and gateways cut answers at such numbers. Its total agrees.`
    case "Recharges":
      return `${Amount.counted(finding.records, "record")} charge a job of the day again.`
    case "Difference":
      return `the gateway's total is ${cents(BigDecimal.abs(finding.cents))} ${BigDecimal.isNegative(finding.cents) ? "less" : "more"} than the records that count.`
    case "CellsDiffer":
      return `the cells of a table are ${cents(BigDecimal.abs(finding.cents))} off their records. This is a defect of varg-usage: please report it.`
  }
}

function cents(amount: BigDecimal.BigDecimal): string {
  return `${Amount.exact(amount)} cents`
}
