/** How a day stands with the gateway, in words. */
import { visible } from "@varg-usage/core/SafeText"

import { counted, grouped } from "./Amount.ts"
import type { Day, DayRollup } from "./api.ts"

type Finding = DayRollup["windows"][number]["reconciliation"]["findings"][number]

export interface Standing {
  /**
   * Whether its records add up to the gateway's total, they don't, or there are none to add. `doubtful` are those that
   * add up although some may be missing on both sides.
   */
  readonly kind: "agrees" | "doubtful" | "differs" | "failed"
  /** Sentences: why it does not agree or was not read, and what is only told. */
  readonly remarks: ReadonlyArray<string>
}

export const standingOf = (day: Day): Standing => {
  if (day._tag === "DayFailure") return { kind: "failed", remarks: [visible(day.message)] }
  const windows = day.windows.map(({ reconciliation }) => reconciliation)
  const findings = windows.flatMap((window) => window.findings)
  const isAgreed = windows.every(({ reconciled, windows: all }) => reconciled === all)
  const isDoubtful = findings.some(({ _tag }) => _tag === "RoundNumber")
  const agreed = isDoubtful ? "doubtful" : "agrees"
  return { kind: isAgreed ? agreed : "differs", remarks: findings.map(sentence) }
}

function sentence(finding: Finding): string {
  switch (finding._tag) {
    case "OutOfWindow":
      return `${counted(finding.records, "record")} of other days came along and did not count.`
    case "Unproved":
      return "Answers for other days put it in doubt that all of its records are there."
    case "Rejected":
      return `${counted(finding.records, "record")} could not be read and did not count.`
    case "UnknownCosts":
      return `${counted(finding.records, "record")} without a cost.`
    case "Difference":
      return `The gateway's total is ${difference(finding.cents)} than its records.`
    case "CellsDiffer":
      return `The groups are ${difference(finding.cents)} than the records.`
    case "Neighbours":
      return `${counted(finding.records, "record")} of other days came along; the days around it were asked for, too.`
    case "Recovered":
      return `${counted(finding.records, "record")} came only with the days around it.`
    case "Repeats":
      return `${counted(finding.records, "repeated row")}.`
    case "Recharges":
      return `${counted(finding.records, "record")} charged a job again.`
    case "RoundNumber":
      return `Exactly ${counted(finding.records, "row")}: the answer may have been cut there.`
  }
}

const difference = (cents: string) =>
  cents.startsWith("-") ? `${grouped(cents.slice(1))} cents less` : `${grouped(cents)} cents more`
