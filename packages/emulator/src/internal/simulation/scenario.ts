/**
 * What a seed stands for: an account, what is asked of it, how the client is set up, and how bad the weather is.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"
import * as RetryPolicy from "@varg-usage/core/RetryPolicy"
import { Duration } from "effect"

import * as UsageDataset from "../../UsageDataset.ts"
import type { Step } from "./clock.ts"
import { Dice } from "./dice.ts"

export interface Scenario {
  readonly seed: number
  readonly dataset: UsageDataset.UsageDataset
  readonly range: DateRange.DateRange
  /** When the run begins, in milliseconds since 1970-01-01T00:00:00Z, by a clock that is right. */
  readonly start: number
  /** How the wall clock is set during the run. */
  readonly steps: ReadonlyArray<Step>
  /** Milliseconds that the server's `Date` is ahead of the wall clock. */
  readonly skew: number
  /** Milliseconds that the clocks by which the gateway cuts its days are ahead of UTC. */
  readonly zone: number
  readonly client: Client
  /** How the subject is to read. */
  readonly reading: Reading
  readonly weather: Weather
}

interface Client {
  readonly apiKey: string
  readonly plan: number
  readonly concurrency: number
  readonly retry: RetryPolicy.RetryPolicy
  readonly strict: boolean
  /** Bytes of the largest body, decompressed. */
  readonly maxBytes: number
}

interface Reading {
  readonly daysPerWindow: number
  readonly concurrency: number
  /** Which of its ways to read a subject takes, from 0 to 1. */
  readonly way: number
}

/** Probabilities are from 0 to 1, times in milliseconds since the start. */
interface Weather {
  /** That a request fails. */
  readonly failures: number
  /** That an answer lies about its records. */
  readonly lies: number
  /** That a fault stays for all requests of its window. */
  readonly persistence: number
  /** The gateway is down. */
  readonly outage: readonly [from: number, to: number]
  /** The key is refused from then on. */
  readonly revoked: number
}

/** A part of each key of a run. */
export const canary = "canary"

const hour = 3_600_000
const day = 24 * hour
const never = Number.POSITIVE_INFINITY

export const make = (seed: number): Scenario => {
  const dice = new Dice(`${seed}/scenario`)
  const big = dice.chance(0.01)
  const length = dice.chance(0.1) ? dice.between(10, 31) : dice.between(1, 8)
  const from = CalendarDate.addDays(CalendarDate.CalendarDate.make("2026-01-01"), dice.between(0, 364))
  const to = CalendarDate.addDays(from, (big ? Math.min(length, 4) : length) - 1)
  const open = dice.chance(0.2)
  const steps = open ? [] : stepsOf(dice)
  return {
    seed,
    dataset: datasetOf(seed, big ? 2000 : dice.between(5, 40), dice),
    range: { from, to },
    start: CalendarDate.toEpochMillis(to) + (open ? dice.between(0, day - 1) : day * dice.between(10, 40)),
    steps,
    skew: dice.pick([0, 0, 0, 90_000, -90_000, 10 * 365 * day, -10 * 365 * day]),
    zone: zoneOf(new Dice(`${seed}/zone`)),
    client: clientOf(seed, dice),
    reading: {
      daysPerWindow: big ? 1 : dice.pick([1, 1, 1, 2, 7]),
      concurrency: dice.between(1, 6),
      way: dice.between(0, 99) / 100
    },
    weather: weatherOf(dice)
  }
}

/** One gateway in eight. */
const zoneOf = (dice: Dice): number => (dice.chance(0.125) ? dice.pick([-8, -4, 1, 2, 5.5, 14]) * hour : 0)

/** The range lies at least ten days back, so that no step changes what is there. */
const stepsOf = (dice: Dice): ReadonlyArray<Step> =>
  dice.chance(0.3)
    ? [{ at: dice.between(1, 60_000), by: dice.pick([3_600_000, -3_600_000, 5 * day, -5 * day, -2000]) }]
    : []

const clientOf = (seed: number, dice: Dice): Client => {
  const plan = dice.pick([10, 10, 100, 3, 30, never])
  return {
    apiKey: `varg_${dice.chance(0.5) ? "live" : "test"}_${canary}${seed}x${dice.between(1e6, 9e6)}`,
    plan,
    concurrency: dice.between(1, 4),
    retry: policyOf(dice),
    strict: dice.chance(0.05),
    maxBytes: 1024 * 1024
  }
}

const policyOf = (dice: Dice): RetryPolicy.RetryPolicy => ({
  ...dice.pick([RetryPolicy.interactive, RetryPolicy.interactive, RetryPolicy.backfill]),
  ...(dice.chance(0.4) && { attempts: dice.between(1, 6) }),
  ...(dice.chance(0.2) && { hintCap: Duration.seconds(dice.between(5, 60)) }),
  ...(dice.chance(0.2) && { deadline: Duration.seconds(dice.between(10, 60)) }),
  ...(dice.chance(0.2) && { attemptTimeout: Duration.seconds(dice.between(2, 20)) })
})

const weatherOf = (dice: Dice): Weather => {
  const outage = dice.chance(0.08) ? dice.between(0, 60_000) : never
  return {
    failures: dice.pick([0, 0.05, 0.2, 0.2, 0.5, 0.8]),
    lies: dice.pick([0, 0, 0.1, 0.3, 0.7]),
    persistence: dice.pick([0, 0, 0.2, 0.9]),
    outage: [outage, outage + dice.between(1000, 600_000)],
    revoked: dice.chance(0.06) ? dice.between(0, 20_000) : never
  }
}

/** The emulator's account, in some scenarios with amounts that no binary fraction can hold. */
const datasetOf = (seed: number, recordsPerDay: number, dice: Dice): UsageDataset.UsageDataset => {
  const dataset = UsageDataset.make({ seed, recordsPerDay })
  if (dice.chance(0.6)) return dataset
  return UsageDataset.fromDays((date) =>
    dataset.day(date).map((record, index) => {
      const amount = oddAmounts[(index * 7 + seed) % (oddAmounts.length * 3)]
      return amount === undefined ? record : { ...record, cost_cents: amount }
    })
  )
}

const oddAmounts = [
  "0.1",
  "0.2",
  "1e-7",
  "9007199254740993",
  "123456789012345678.000000001",
  "-2.5",
  "1.5e-3",
  "0.07",
  "5000000000.123457",
  "4500000000.000002"
]
