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
      ...repeats(reconciliation),
      ...recharges(reconciliation),
      ...roundNumbers(reconciliation),
      ...neighbours(reconciliation)
    ].join("\n")
  }
  const findings = reconciliation.findings.filter(isListed)
  const more = findings.length - maxFindings
  return [
    `Not reconciled: ${of} agree with total_cents (${Amount.exact(reconciliation.totalCents)} cents in all). What differs:`,
    ...findings.slice(0, maxFindings).map((finding) => `  ${DateRange.format(finding.window)}: ${sentence(finding)}`),
    ...(more > 0 ? [`  ... and ${Amount.counted(more, "more finding")}; --format json tells all.`] : []),
    ...recharges(reconciliation),
    ...neighbours(reconciliation)
  ].join("\n")
}

/** Rows that stand twice are worth a word even where all agrees. */
function repeats({ findings }: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const twice = findings.filter((finding) => finding._tag === "Repeats")
  const rows = sumOf(findings, "Repeats")
  return rows === 0
    ? []
    : [`${Amount.counted(rows, "row")} stood twice in the answers of ${Amount.counted(twice.length, "day")}.`]
}

/** Jobs that were run again cost again: it is no mistake, and surprises. */
function recharges({ findings }: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const records = sumOf(findings, "Recharges")
  return records === 0
    ? []
    : [`${Amount.counted(records, "record")} charged a job again that had been charged before; they count.`]
}

/** A total may be cut with its answer. */
function roundNumbers({ findings }: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const windows = findings.filter((finding) => finding._tag === "RoundNumber")
  return windows.length === 0
    ? []
    : [
        `${Amount.counted(windows.length, "answer")} had just ${[...new Set(windows.map(({ records }) => Amount.count(records)))].join(" or ")} rows: gateways cut answers at such numbers, perhaps with their totals.`
      ]
}

function sumOf(findings: ReadonlyArray<Reconciliation.Finding>, tag: "Repeats" | "Recharges" | "Recovered"): number {
  return findings.reduce((sum, finding) => (finding._tag === tag ? sum + finding.records : sum), 0)
}

/** Where the gateway cuts its days elsewhere than UTC, it is each day that has these: one sentence tells them together. */
function neighbours({ findings }: Reconciliation.Reconciliation): ReadonlyArray<string> {
  const beside = findings.filter((finding) => finding._tag === "Neighbours" || finding._tag === "Recovered")
  const windows = new Set(beside.map(({ window }) => DateRange.format(window))).size
  const recovered = sumOf(findings, "Recovered")
  return windows === 0
    ? []
    : [
        `Answers held records of other days: ${Amount.counted(windows, "window")} ${windows === 1 ? "was" : "were"} read once more with the days around them, and ${Amount.counted(recovered, "record")} came from there.`
      ]
}

type Listed = Exclude<Reconciliation.Finding, { readonly _tag: "Recharges" | "Neighbours" | "Recovered" }>

function isListed(finding: Reconciliation.Finding): finding is Listed {
  return !["Recharges", "Neighbours", "Recovered"].includes(finding._tag)
}

function sentence(finding: Listed): string {
  switch (finding._tag) {
    case "OutOfWindow":
      return `${Amount.counted(finding.records, "record")} of another day came along (${cents(finding.cents)}) and did not count.`
    case "Unproved":
      return "answers for other days may hold records of it, and it could not be proved that all of them count."
    case "Rejected":
      return `${Amount.counted(finding.records, "record")} could not be read (${cents(finding.cents)} as far as known) and did not count.`
    case "UnknownCosts":
      return `${Amount.counted(finding.records, "record")} counted without a cost: what they cost is unknown, not zero.`
    case "Repeats":
      return `${Amount.counted(finding.records, "row")} stood twice (${cents(finding.cents)}).`
    case "RoundNumber":
      return `the answer has just ${Amount.count(finding.records)} rows, and gateways cut answers at such numbers. Its total agrees.`
    case "Difference":
      return `the gateway's total is ${cents(BigDecimal.abs(finding.cents))} ${BigDecimal.isNegative(finding.cents) ? "less" : "more"} than the records that count.`
    case "CellsDiffer":
      return `the cells of a table are ${cents(BigDecimal.abs(finding.cents))} off their records. This is a defect of varg-usage: please report it.`
  }
}

function cents(amount: BigDecimal.BigDecimal): string {
  return `${Amount.exact(amount)} cents`
}
