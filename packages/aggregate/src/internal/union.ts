/**
 * What the answer for a window and the days around it proves of the window.
 */
import * as Cents from "@varg-usage/core/Cents"
import type { WindowSummary } from "@varg-usage/core/WindowSummary"
import { BigDecimal } from "effect"

import * as Reconciliation from "../Reconciliation.ts"
import type { Answer } from "./windowReading.ts"
import type { Part } from "./windowRollups.ts"

/**
 * The window out of the wide answer; `undefined` where that proves nothing. `wide.spans` are what it holds over the time
 * of the window's own records, and over that of each part of the window that was seen in another answer.
 *
 * The wide answer has to agree with its own total, and to hold all that any answer has shown of the window. A record that
 * can't be read may belong to any day, and one of the window's own answer that lies further away has a day that nobody
 * looked at.
 */
export const unite = (own: Answer, wide: Answer, seen: ReadonlyArray<Part>): Reconciliation.Union | undefined => {
  const { agreement, rejected } = wide.summary
  const { earlier, later, records } = own.summary.outOfWindow
  const agrees = agreement === "exact" || agreement === "explained"
  const isNear = earlier.records + later.records === records
  if (!agrees || rejected.records > 0 || !isNear || !holdsAll(own.summary, wide, seen)) return undefined
  return { own: own.summary, inner: innerOf(own, wide), rows: Reconciliation.rowsOf(wide.summary) }
}

/** The wide answer without its other days. All of it agrees with its total, so each part of it is what it costs. */
function innerOf({ window }: Answer, { others, summary }: Answer): WindowSummary {
  const sumCents = minus(summary.sumCents, others.cents)
  return {
    ...summary,
    window,
    records: summary.records - others.records,
    sumCents,
    totalCents: sumCents,
    agreement: "exact",
    unknownCosts: summary.unknownCosts - others.unknownCosts,
    outOfWindow: { records: 0, cents: Cents.zero, earlier: none, later: none }
  }
}

const none = { records: 0, cents: Cents.zero, unknownCosts: 0, farthest: undefined }

function holdsAll(own: WindowSummary, { spans, summary }: Answer, seen: ReadonlyArray<Part>): boolean {
  const refunds = own.negativeCosts + summary.negativeCosts > 0
  const [ofOwn = none, ...ofSeen] = spans
  // Rows that stand twice count once, but in answers for other days nobody looks for them.
  const { cents, records } = summary.repeats.counted === "once" ? summary.repeats : none
  const twice = (part: Part): Part => ({
    ...part,
    records: part.records + records,
    cents: Cents.sum([part.cents, cents])
  })
  return (
    mayHold(ofOwn, { records: own.records, cents: own.sumCents, unknownCosts: own.unknownCosts }, refunds) &&
    seen.every((part, index) => mayHold(twice(ofSeen[index] ?? none), part, refunds))
  )
}

/** Whether the one can hold all records of the other, by their numbers and sums. */
function mayHold(all: Part, some: Part, refunds: boolean): boolean {
  const unknown = all.unknownCosts - some.unknownCosts
  const known = all.records - some.records - unknown
  if (unknown < 0 || known < 0) return false
  const more = minus(all.cents, some.cents)
  // Refunds make a sum smaller; prices never do.
  return known === 0 ? BigDecimal.isZero(more) : refunds || !BigDecimal.isNegative(more)
}

function minus(self: BigDecimal.BigDecimal, that: BigDecimal.BigDecimal): BigDecimal.BigDecimal {
  return BigDecimal.normalize(BigDecimal.subtract(self, that))
}
