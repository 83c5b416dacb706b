/** What contenders are given, and what they give. */
import type { CalendarDate } from "@varg-usage/core"

import type { Rollup } from "../data/rollup.ts"

/** Where the bytes are, which days they hold, and how much may be done at once. */
export interface Task {
  /** A file, a folder with one file a day, or the address of a server that gives either. */
  readonly source: string
  /** In order, without a gap. */
  readonly dates: ReadonlyArray<CalendarDate.CalendarDate>
  /** Days that are read, or threads that compute, at the same time. */
  readonly concurrency: number
}

/** From bytes to the rollup. Called more than once to be measured warm: whatever an application would keep may be kept. */
export type Contender = (task: Task) => Promise<Rollup>

/** The request for each day of a task. */
export const addressesOf = ({ dates, source }: Task): ReadonlyArray<string> =>
  dates.map((day) => `${isAddress(source) ? source : "http://localhost"}/v1/usage?from=${day}&to=${day}`)

/** Whether a source is the address of a server. */
export const isAddress = (source: string): boolean => source.startsWith("http://")

/** A record as it comes out of a JSON reader. */
export interface WireRecord {
  readonly job_id: string
  readonly model: string
  readonly capability: string
  readonly cost_cents: number
}

/** An answer as it comes out of a JSON reader. */
export interface WireAnswer {
  readonly usage: ReadonlyArray<WireRecord>
}

/** The rollup as people write it: Maps in a Map, floating point. Faster than one Map with a joined key. */
export class FloatRollup {
  private readonly models = new Map<string, Map<string, number>>()

  add({ capability, cost_cents, model }: WireRecord): void {
    let costs = this.models.get(model)
    if (costs === undefined) {
      costs = new Map()
      this.models.set(model, costs)
    }
    costs.set(capability, (costs.get(capability) ?? 0) + cost_cents)
  }

  get value(): Rollup {
    return Array.from(this.models, ([model, costs]) =>
      Array.from(costs, ([capability, cents]) => [model, capability, cents] as const)
    ).flat()
  }
}
