/**
 * Counts the batches of one window.
 */
import { BigDecimal } from "effect"

import * as Cents from "../Cents.ts"
import type { RejectedRecord, UsageBatch } from "../UsageBatch.ts"

/** Rejected records that a summary names. */
const maxExamples = 10

export class WindowTally {
  records = 0
  cacheHits = 0
  zeroCostMisses = 0
  unknownCosts = 0
  negativeCosts = 0
  readonly cents = new Cents.CentsSum()
  readonly examples: Array<RejectedRecord> = []

  add(batch: UsageBatch): void {
    this.records += batch.size
    for (let row = 0; row < batch.size; row++) {
      this.cost(batch, row)
      if (batch.cacheHit[row] === 1) this.cacheHits++
      else if (batch.costMicros[row] === 0) this.zeroCostMisses++
    }
    this.examples.push(...batch.rejected.slice(0, maxExamples - this.examples.length))
  }

  private cost(batch: UsageBatch, row: number): void {
    const micros = batch.costMicros[row] ?? Number.NaN
    if (micros < 0) this.negativeCosts++
    if (!Number.isNaN(micros)) return this.cents.addMicros(micros)
    const exact = batch.exactCosts.get(row)
    if (exact === undefined) this.unknownCosts++
    else this.addExact(exact)
  }

  private addExact(cost: BigDecimal.BigDecimal): void {
    if (BigDecimal.isNegative(cost)) this.negativeCosts++
    this.cents.add(cost)
  }
}
