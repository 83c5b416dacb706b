/**
 * What a client that makes no mistake would conclude from an answer: computed from what is sent, with the emulator's own
 * arithmetic. It shares no code with the decoder that it judges.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import { BigDecimal } from "effect"

import type { Tampering } from "../../Fault.ts"
import type { WireRecord } from "../../UsageDataset.ts"
import * as Body from "../body.ts"
import * as Decimal from "../decimal.ts"

/** How a failed attempt is to be treated: tried again after a wait, when the server allows, once, or not at all. */
export type Treatment = "transient" | "throttle" | "once" | "final"

export type Verdict = { readonly _tag: "Counted"; readonly expected: Expected } | Refused

interface Refused {
  readonly _tag: "Refused"
  /** Names of the errors that say so. */
  readonly tags: ReadonlyArray<string>
  readonly treatment: Treatment
  /** What tells it from other failures of the same name, for what is tried again only once. */
  readonly kind?: string | undefined
  /** Milliseconds that the server asks to wait. */
  readonly hint?: number | undefined
}

export interface Part {
  readonly records: number
  readonly cents: BigDecimal.BigDecimal
}

/** What is counted, and what is set aside, of an answer. */
export interface Expected {
  /** The rows that are counted, and those of other days. */
  readonly rows: ReadonlyArray<WireRecord>
  readonly outside: ReadonlyArray<WireRecord>
  readonly records: number
  readonly sumCents: BigDecimal.BigDecimal
  readonly totalCents: BigDecimal.BigDecimal
  readonly byModel: ReadonlyMap<string, Part>
  readonly agreement: "exact" | "explained" | "unverifiable" | "mismatch"
  readonly cacheHits: number
  readonly zeroCostMisses: number
  readonly negativeCosts: number
  readonly unknownCosts: number
  readonly outOfWindow: Part
  readonly rejected: Part & { readonly unknownCosts: number }
  readonly repeats: Part & { readonly counted: "once" | "each" }
  readonly recharges: number
}

export const refused = (treatment: Treatment, ...tags: ReadonlyArray<string>): Refused => ({
  _tag: "Refused",
  tags,
  treatment
})

/** The verdict on a 200 whose records are tampered with in this way. */
export const judge = (asked: Body.Asked, tampering: Tampering, strict: boolean): Verdict => {
  const answer = new Answer(DateRange.toEpochMillis(asked.range))
  const rows = Body.rows(asked, tampering)
  let next = rows.next()
  for (; next.done !== true; next = rows.next()) answer.add(next.value)
  return answer.verdict(next.value, strict)
}

/** The bytes of the answer whose records are tampered with in this way. */
export const lengthOf = (asked: Body.Asked, tampering: Tampering): number => {
  let length = 0
  const chunks = Body.chunks(asked, tampering)
  for (let next = chunks.next(); next.done !== true; next = chunks.next())
    length += new TextEncoder().encode(next.value).length
  return length
}

const day = 86_400_000

class Answer {
  private readonly window: { readonly start: number; readonly end: number }
  private elements = 0
  private astray = 0
  private rejectedUnknown = 0
  private recharges = 0
  private readonly counted: Array<WireRecord> = []
  private readonly repeated: Array<WireRecord> = []
  private readonly outside: Array<WireRecord> = []
  private readonly rejected = new Count()
  private readonly seen = new Map<string, Set<string>>()

  constructor(window: { readonly start: number; readonly end: number }) {
    this.window = window
  }

  add(row: WireRecord): void {
    this.elements++
    const cost = costOf(row)
    const instant = instantOf(row)
    if (cost === "bad" || Number.isNaN(instant)) {
      if (cost === "bad" || cost === undefined) this.rejectedUnknown++
      return this.rejected.add(cost === "bad" ? undefined : cost)
    }
    if (instant < this.window.start || instant >= this.window.end) {
      if (instant < this.window.start - day || instant >= this.window.end + day) this.astray++
      this.outside.push(row)
      return
    }
    if (this.isRepeat(row)) this.repeated.push(row)
    else this.counted.push(row)
  }

  verdict(total: string, strict: boolean): Verdict {
    if (this.elements > 0 && this.rejected.records === this.elements) return refused("final", "SchemaMismatch")
    if (this.astray * 2 > this.elements) return refused("final", "WindowIgnored")
    const once = this.expected(total, "once")
    const each = this.expected(total, "each")
    const expected = this.repeated.length > 0 && !agrees(once) && agrees(each) ? each : once
    if (strict && isIrregular(expected)) return refused("final", "IrregularRecords")
    return expected.agreement === "mismatch" ? refused("once", "TotalMismatch") : { _tag: "Counted", expected }
  }

  private isRepeat(row: WireRecord): boolean {
    if (row.job_id === undefined) return false
    const content = JSON.stringify([row.model, row.capability, row.cost_cents, row.cache_hit, row.created_at])
    const known = this.seen.get(row.job_id)
    if (known?.has(content) === true) return true
    if (known === undefined) this.seen.set(row.job_id, new Set([content]))
    else {
      known.add(content)
      this.recharges++
    }
    return false
  }

  private expected(total: string, repeats: "once" | "each"): Expected {
    const rows = repeats === "once" ? this.counted : [...this.counted, ...this.repeated]
    const { byModel, part, unknownCosts } = sumUp(rows)
    const totalCents = decimal(total)
    const negativeCosts = rows.filter((row) => knownCost(row)?.startsWith("-") === true).length
    const aside = {
      outOfWindow: sumUp(this.outside).part,
      rejected: { ...this.rejected.part, unknownCosts: this.rejectedUnknown }
    }
    return {
      rows,
      outside: this.outside,
      records: rows.length,
      sumCents: part.cents,
      totalCents,
      byModel,
      agreement: agreement(part.cents, totalCents, {
        unknown: unknownCosts + this.rejectedUnknown,
        negativeCosts,
        ...aside
      }),
      cacheHits: rows.filter((row) => row.cache_hit).length,
      zeroCostMisses: rows.filter((row) => !row.cache_hit && isZero(costOf(row))).length,
      unknownCosts,
      negativeCosts,
      ...aside,
      repeats: { ...sumUp(this.repeated).part, counted: repeats },
      recharges: this.recharges
    }
  }
}

class Count {
  records = 0
  private readonly sum = new Decimal.Sum()

  add(cost: string | undefined): void {
    this.records++
    this.sum.addKnown(cost)
  }

  get part(): Part {
    return { records: this.records, cents: this.sum.value }
  }
}

/** What rows come to. */
export const sumUp = (
  rows: ReadonlyArray<WireRecord>
): { readonly part: Part; readonly byModel: ReadonlyMap<string, Part>; readonly unknownCosts: number } => {
  const sum = new Count()
  const models = new Map<string, Count>()
  for (const row of rows) {
    const model = models.get(row.model) ?? new Count()
    models.set(row.model, model)
    for (const count of [sum, model]) count.add(knownCost(row))
  }
  return {
    part: sum.part,
    byModel: new Map(Array.from(models, ([name, count]) => [name, count.part])),
    unknownCosts: rows.filter((row) => knownCost(row) === undefined).length
  }
}

const agreement = (
  sum: BigDecimal.BigDecimal,
  total: BigDecimal.BigDecimal,
  {
    negativeCosts,
    outOfWindow,
    rejected,
    unknown
  }: Pick<Expected, "negativeCosts" | "outOfWindow" | "rejected"> & {
    readonly unknown: number
  }
): Expected["agreement"] => {
  const missing = BigDecimal.subtract(total, sum)
  if (BigDecimal.isZero(missing)) return "exact"
  const both = BigDecimal.sum(outOfWindow.cents, rejected.cents)
  if ([outOfWindow.cents, rejected.cents, both].some((cents) => BigDecimal.equals(cents, missing))) return "explained"
  // Prices that are not known only add to a sum, unless this account is known to have refunds.
  const canAdd = negativeCosts > 0 || BigDecimal.isPositive(missing)
  return unknown > 0 && canAdd ? "unverifiable" : "mismatch"
}

const agrees = (expected: Expected): boolean => expected.agreement === "exact" || expected.agreement === "explained"

const isIrregular = (expected: Expected): boolean =>
  [expected.outOfWindow, expected.rejected, expected.repeats].some(({ records }) => records > 0) ||
  expected.recharges + expected.unknownCosts + expected.zeroCostMisses > 0

/** `NaN` for what is no instant; JavaScript would move February 30th into March. */
export const instantOf = (row: WireRecord): number => {
  const instant = Date.parse(row.created_at)
  const isDate = Number.isFinite(instant) && new Date(instant).toISOString().startsWith(row.created_at.slice(0, 10))
  return isDate ? instant : Number.NaN
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/u

/** The text of the amount; `undefined` when there is none, "bad" when something else stands there. */
const costOf = (row: WireRecord): string | undefined => {
  const cost: string | undefined = row.cost_cents
  if (cost === undefined || cost === "null") return undefined
  return number.test(cost) ? cost : "bad"
}

const knownCost = (row: WireRecord): string | undefined => {
  const cost = costOf(row)
  return cost === "bad" ? undefined : cost
}

const isZero = (cost: string | undefined): boolean =>
  cost !== undefined && cost !== "bad" && BigDecimal.isZero(decimal(cost))

const decimal = (text: string): BigDecimal.BigDecimal => {
  const sum = new Decimal.Sum()
  sum.add(text)
  return sum.value
}
