/**
 * What becomes of one request, and what has to be concluded from it. It depends on the seed, the dates and how often they
 * were asked for before, so that the order of the requests changes nothing.
 */
import type * as DateRange from "@varg-usage/core/DateRange"

import * as Fault from "../../Fault.ts"
import { Dice } from "./dice.ts"
import * as Failures from "./failures.ts"
import * as Lies from "./lies.ts"
import * as Oracle from "./oracle.ts"
import type { Scenario } from "./scenario.ts"

export interface Request {
  readonly range: DateRange.DateRange
  /** How often the dates were asked for before. */
  readonly attempt: number
  /** By the wall clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** Milliseconds since the start of the run. */
  readonly elapsed: number
}

export interface Plan {
  /** For the trace. */
  readonly name: string
  readonly faults: ReadonlyArray<Fault.Fault>
  /** What the answer is worth, unless the time for it runs out. */
  readonly verdict: Oracle.Verdict
  /** Milliseconds until the answer's head. */
  readonly latency: number
  /** Milliseconds during which the answer's headers ask for silence. */
  readonly pause?: number | undefined
  /** Whether another thread works on its body. */
  readonly held?: boolean | undefined
}

export const make = (scenario: Scenario, request: Request): Plan => {
  const dice = diceOf(scenario, request)
  const latency = dice.between(1, 400)
  const plan = chosen(scenario, request, dice)
  const whole = Math.max(latency, plan.latency ?? 0)
  return { ...plan, latency: whole, faults: [Fault.Delay({ duration: whole }), ...plan.faults] }
}

/** A fault that stays is drawn from the window alone. */
const diceOf = ({ seed, weather }: Scenario, { attempt, range }: Request): Dice => {
  const window = `${seed}/${range.from}/${range.to}`
  const stays = new Dice(`${window}/stays`).chance(weather.persistence)
  return new Dice(stays ? window : `${window}/${attempt}`)
}

const chosen = (scenario: Scenario, request: Request, dice: Dice): Failures.Failure => {
  const { client, dataset, skew, weather } = scenario
  const [down, up] = weather.outage
  if (request.elapsed >= weather.revoked) return Failures.unauthorized(client.apiKey)
  if (request.elapsed >= down && request.elapsed < up) return Failures.outage(dice)
  const asked = { dataset, range: request.range, instant: request.at }
  const usual = scenario.zone === 0 ? Lies.none : Lies.zoned(request, scenario.zone)
  if (dice.chance(weather.failures)) {
    const serverNow = request.at + skew
    const honest = () => Oracle.judge(asked, Lies.tamperingOf(usual), client.strict)
    const length = () => Oracle.lengthOf(asked, Lies.tamperingOf(usual))
    const failure = Failures.draw({ dice, serverNow, client, honest, length })
    return { ...failure, faults: [...failure.faults, ...usual.faults] }
  }
  const lie = dice.chance(weather.lies) ? Lies.draw(dice, request) : usual
  return { name: lie.name, faults: lie.faults, verdict: Oracle.judge(asked, Lies.tamperingOf(lie), client.strict) }
}
