/**
 * The emulator of a run, and a log of all that was asked of it.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import { Redacted, Result } from "effect"

import type * as Emulator from "../../Emulator.ts"
import type { VirtualClock } from "./clock.ts"
import * as Plan from "./plan.ts"
import type { Scenario } from "./scenario.ts"

/** One request. Times are milliseconds since the start of the run. */
export interface Exchange {
  readonly index: number
  readonly range: DateRange.DateRange
  readonly plan: Plan.Plan
  readonly sentAt: number
  /** Its place, and that of its answer, among all that happened: instants may be the same. */
  readonly sentOrder: number
  readonly answeredOrder?: number | undefined
  /** When the head of its answer came, or its connection broke. */
  readonly answeredAt?: number | undefined
  /** When the client let go of it. */
  readonly releasedAt?: number | undefined
}

type Mutable = { -readonly [K in keyof Exchange]: Exchange[K] }

export class World {
  readonly trace: Array<string> = []
  private readonly log: Array<Mutable> = []
  private readonly scenario: Scenario
  private readonly clock: VirtualClock

  constructor(scenario: Scenario, clock: VirtualClock) {
    this.scenario = scenario
    this.clock = clock
  }

  get exchanges(): ReadonlyArray<Exchange> {
    return this.log
  }

  /** Adds a line to the trace. */
  note(text: string): void {
    this.trace.push(`${(this.clock.elapsed / 1000).toFixed(3).padStart(10)} s  ${text}`)
  }

  get emulator(): Emulator.Options {
    return {
      dataset: this.scenario.dataset,
      apiKey: Redacted.make(this.scenario.client.apiKey),
      faults: (request) => this.plan(request).faults,
      observe: (event) => this.observe(event)
    }
  }

  private plan(request: Emulator.UsageRequest): Plan.Plan {
    const range = Result.getOrThrow(DateRange.parse(request.from ?? "", request.to ?? ""))
    const { elapsed } = this.clock
    const plan = Plan.make(this.scenario, { range, attempt: request.attempt, at: request.at, elapsed })
    this.log[request.index] = { index: request.index, range, plan, sentAt: elapsed, sentOrder: this.trace.length }
    this.note(`#${request.index} asks for ${DateRange.format(range)}, attempt ${request.attempt + 1}: ${plan.name}`)
    return plan
  }

  private observe({ request, type }: Emulator.RequestEvent): void {
    const exchange = this.log[request.index]
    if (exchange === undefined || type === "asked") return
    this.note(`#${request.index} ${type === "released" ? "ends" : (request.status ?? "breaks")}`)
    if (type === "answered") {
      exchange.answeredAt = this.clock.elapsed
      exchange.answeredOrder = this.trace.length
      if (exchange.plan.held === true) this.clock.hold()
    } else {
      exchange.releasedAt = this.clock.elapsed
      if (exchange.plan.held === true && exchange.answeredAt !== undefined) this.clock.release()
    }
  }
}
