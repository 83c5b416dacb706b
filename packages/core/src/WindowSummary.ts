/**
 * What a window held, and how far it agrees with the gateway's own total.
 *
 * @since 0.1.0
 */
import { BigDecimal } from "effect"

import * as Cents from "./Cents.ts"
import type { DateRange } from "./DateRange.ts"
import type { RejectedRecord } from "./UsageBatch.ts"

/**
 * What was counted of a window, what was not, and how both agree with the gateway's total.
 *
 * @category models
 * @since 0.1.0
 */
export interface WindowSummary {
  /** The dates that were asked for. */
  readonly window: DateRange
  /** Records counted: those of the window that could be read. */
  readonly records: number
  /** Exact sum of their known costs, in cents. */
  readonly sumCents: BigDecimal.BigDecimal
  /** The gateway's own total, in cents. */
  readonly totalCents: BigDecimal.BigDecimal
  /** How far the two agree. */
  readonly agreement: Agreement
  /** Counted records that say they are cache hits. */
  readonly cacheHits: number
  /** Counted records that cost nothing and are no cache hit, such as jobs with a provider key of one's own. */
  readonly zeroCostMisses: number
  /** Counted records without a cost. They are not zero: what they cost is unknown. */
  readonly unknownCosts: number
  /** Counted records with a negative cost, such as refunds. */
  readonly negativeCosts: number
  /**
   * Records of other instants than the window's. They are in no batch. Some are of the day before the window (`earlier`)
   * and of the day after it (`later`), and the rest lies further away.
   */
  readonly outOfWindow: SetAside & { readonly earlier: Adjacent; readonly later: Adjacent }
  /** Records that could not be read. They are in no batch; `unknownCosts` of them have no readable cost either. */
  readonly rejected: SetAside & { readonly unknownCosts: number; readonly examples: ReadonlyArray<RejectedRecord> }
  /**
   * Rows that equal another row of the same job in every field. They count once, unless only counting each of them
   * agrees with the gateway's total.
   */
  readonly repeats: SetAside & { readonly counted: "once" | "each" }
  /** Counted records that charge a job of the window again, with other content under its old id. */
  readonly recharges: number
  /** Requests sent for the window. */
  readonly attempts: number
  /** Bytes of the decompressed body. */
  readonly bytes: number
  /** The server's name for the request, where it gave one. */
  readonly requestId?: string | undefined
}

/**
 * Records that were not counted, and the exact sum of their costs in cents.
 *
 * @category models
 * @since 0.1.0
 */
export interface SetAside {
  readonly records: number
  readonly cents: BigDecimal.BigDecimal
}

/**
 * Records of a day next to a window. `cents` is the sum of the costs that are known, and `unknownCosts` of them have none;
 * `farthest` is the instant of the one that lies farthest from the window, in milliseconds since 1970-01-01T00:00:00Z.
 *
 * @category models
 * @since 0.1.0
 */
export interface Adjacent extends SetAside {
  readonly unknownCosts: number
  readonly farthest?: number | undefined
}

/**
 * - `exact`: the counted records add up to the gateway's total.
 * - `explained`: they do together with records that were set aside.
 * - `unverifiable`: they come to less, and some record's cost is unknown, so that the total may be right.
 * - `mismatch`: they do not, and nothing explains it. Such a window is never counted: the call fails with
 *   `TotalMismatch`.
 *
 * @category models
 * @since 0.1.0
 */
export type Agreement = "exact" | "explained" | "unverifiable" | "mismatch"

/**
 * Compares the counted sum with the gateway's total, exactly.
 *
 * What the gateway's total covers is not documented where it sends records of other days or records that can't be read,
 * so either reading is accepted as an explanation, and none is taken for agreement.
 *
 * @category combinators
 * @since 0.1.0
 */
export const agreement = (
  summary: Pick<
    WindowSummary,
    "sumCents" | "totalCents" | "unknownCosts" | "negativeCosts" | "outOfWindow" | "rejected"
  >
): Agreement => {
  const { negativeCosts, outOfWindow, rejected, sumCents, totalCents, unknownCosts } = summary
  if (BigDecimal.equals(sumCents, totalCents)) return "exact"
  const explanations = [[rejected.cents], [outOfWindow.cents], [rejected.cents, outOfWindow.cents]]
  if (explanations.some((extra) => BigDecimal.equals(Cents.sum([sumCents, ...extra]), totalCents))) return "explained"
  const unknown = unknownCosts + rejected.unknownCosts > 0
  // What is unknown can only add to a sum of prices.
  const possible = negativeCosts > 0 || BigDecimal.isLessThan(sumCents, totalCents)
  return unknown && possible ? "unverifiable" : "mismatch"
}

/**
 * Whether every record of the answer was counted, with its cost, and the sum is the gateway's total.
 *
 * @category predicates
 * @since 0.1.0
 */
export const isReconciled = (summary: WindowSummary): boolean =>
  summary.agreement === "exact" &&
  summary.unknownCosts === 0 &&
  summary.rejected.records === 0 &&
  summary.outOfWindow.records === 0

/**
 * What may be odd about the records of a window.
 *
 * @category models
 * @since 0.1.0
 */
export type Irregularity = "rejected" | "outOfWindow" | "repeat" | "recharge" | "unknownCost" | "zeroCostMiss"

/**
 * Every kind of irregularity.
 *
 * @category constants
 * @since 0.1.0
 */
export const allIrregularities: ReadonlyArray<Irregularity> = [
  "rejected",
  "outOfWindow",
  "repeat",
  "recharge",
  "unknownCost",
  "zeroCostMiss"
]

/**
 * The irregularities of a window, each with the number of its records; none that it does not have.
 *
 * @category getters
 * @since 0.1.0
 */
export const irregularities = (
  summary: Pick<WindowSummary, "rejected" | "outOfWindow" | "repeats" | "recharges" | "unknownCosts" | "zeroCostMisses">
): ReadonlyArray<{ readonly kind: Irregularity; readonly records: number }> => {
  const counts: Record<Irregularity, number> = {
    rejected: summary.rejected.records,
    outOfWindow: summary.outOfWindow.records,
    repeat: summary.repeats.records,
    recharge: summary.recharges,
    unknownCost: summary.unknownCosts,
    zeroCostMiss: summary.zeroCostMisses
  }
  return allIrregularities.flatMap((kind) => (counts[kind] > 0 ? [{ kind, records: counts[kind] }] : []))
}
