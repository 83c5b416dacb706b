/**
 * The records of one day, made from nothing but a seed, the date and a size.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import { Array as Arr, Effect, Random } from "effect"

import type { WireRecord } from "../UsageDataset.ts"
import * as Catalog from "./catalog.ts"
import * as Decimal from "./decimal.ts"

/** What the records of a day depend on, beside the date. */
export interface Account {
  readonly seed: number | string
  /** Mean number of records of a weekday. */
  readonly recordsPerDay: number
}

/** A job before it is written: its time in milliseconds of the day, its cost in 10^-4 cent. */
interface Job {
  readonly id: string
  readonly offer: Catalog.Offer
  readonly millis: number
  readonly cost: number
  readonly cacheHit: boolean
}

const lastMillis = 86_399_999
const cacheHitShare = 0.12
const ownKeyShare = 0.03
const rechargeShare = 0.3
const boundaryShare = 0.95

/** How busy each hour of the UTC day is: Europe from seven on, both sides of the Atlantic in the afternoon. */
const hours = weights([5, 4, 3, 2, 2, 3, 6, 12, 20, 26, 28, 27, 25, 30, 36, 38, 37, 33, 27, 22, 18, 14, 10, 7])

const shares = weights(Catalog.catalog.map((offer) => offer.share))

/** The records of a day, sorted by `created_at`. */
export const records = (account: Account, date: CalendarDate.CalendarDate): ReadonlyArray<WireRecord> => {
  const own = jobs(account, date)
  return [...own, ...recharges(account, date, own)]
    .toSorted((left, right) => left.millis - right.millis)
    .map((job) => toWire(job, date))
}

/** The jobs that were first run on a day. */
const jobs = (account: Account, date: CalendarDate.CalendarDate): ReadonlyArray<Job> => {
  const random = randomOf(account, date, "jobs")
  const count = Math.round(account.recordsPerDay * activity(date) * (0.9 + 0.2 * random.nextDoubleUnsafe()))
  const atStart = count > 1 && random.nextDoubleUnsafe() < boundaryShare
  const atEnd = count > 1 && random.nextDoubleUnsafe() < boundaryShare
  return Array.from({ length: count }, (_, index) => {
    const job = anyJob(random)
    if (index === 0 && atStart) return { ...job, millis: 0 }
    return index === 1 && atEnd ? { ...job, millis: lastMillis } : job
  })
}

/**
 * Jobs that were run again: charged anew under their old id, later on the same day or some days after. An earlier day
 * is made again to find the job, which is why its own re-charges are not looked at.
 */
const recharges = (account: Account, date: CalendarDate.CalendarDate, own: ReadonlyArray<Job>): ReadonlyArray<Job> => {
  const random = randomOf(account, date, "recharges")
  const sameDay = random.nextDoubleUnsafe() < rechargeShare ? chosen(random, own) : undefined
  const daysAgo = between(random, 1, 6, 1)
  const earlierDay =
    own.length > 0 && random.nextDoubleUnsafe() < rechargeShare
      ? chosen(random, jobs(account, CalendarDate.addDays(date, -daysAgo)))
      : undefined
  return [
    ...(sameDay === undefined || sameDay.millis >= lastMillis ? [] : [again(random, sameDay, sameDay.millis + 1)]),
    ...(earlierDay === undefined ? [] : [again(random, earlierDay, 0)])
  ]
}

/** The same job once more, not before `since`: another cost, never free. */
const again = (random: Random.Random, job: Job, since: number): Job => ({
  ...job,
  millis: between(random, since, lastMillis, 1),
  cost: price(random, job.offer),
  cacheHit: false
})

const anyJob = (random: Random.Random): Job => {
  const offer = Arr.getUnsafe(Catalog.catalog, drawn(random, shares))
  const id = `job_${letters(random)}${letters(random)}`
  const millis = timeOfDay(random)
  const cacheHit = random.nextDoubleUnsafe() < cacheHitShare
  const ownKey = random.nextDoubleUnsafe() < ownKeyShare
  return { id, offer, millis, cost: cacheHit || ownKey ? 0 : price(random, offer), cacheHit }
}

const price = (random: Random.Random, offer: Catalog.Offer): number =>
  offer.rate * between(random, offer.least, offer.most, offer.step)

/** A quarter of the records is on a whole second, which the gateway's own example has. */
const timeOfDay = (random: Random.Random): number => {
  const millis = drawn(random, hours) * 3_600_000 + Math.floor(random.nextDoubleUnsafe() * 3_600_000)
  return random.nextDoubleUnsafe() < 0.25 ? millis - (millis % 1000) : millis
}

/** How much of a weekday's mean a date has: weekends are quiet, two days are silent, a month grows from 0.8 to 1.2. */
const activity = (date: CalendarDate.CalendarDate): number => {
  if (date.endsWith("-12-25") || date.endsWith("-01-01")) return 0
  // 1970-01-01 was a Thursday.
  const weekday = (((CalendarDate.toEpochDay(date) + 4) % 7) + 7) % 7
  const week = weekday === 0 ? 0.25 : weekday === 6 ? 0.35 : 1
  return week * (0.8 + (0.4 * (CalendarDate.dayOfMonth(date) - 1)) / 30)
}

const toWire = (job: Job, date: CalendarDate.CalendarDate): WireRecord => ({
  job_id: job.id,
  model: job.offer.model,
  capability: job.offer.capability,
  cost_cents: Decimal.formatScaled(BigInt(job.cost), 4),
  cache_hit: job.cacheHit,
  created_at: `${date}T${clockTime(job.millis)}Z`
})

const clockTime = (millis: number): string => {
  const seconds = Math.floor(millis / 1000)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => digits(part, 2))
  return millis % 1000 === 0 ? time.join(":") : `${time.join(":")}.${digits(millis % 1000, 3)}`
}

const digits = (value: number, width: number): string => String(value).padStart(width, "0")

/** Effect's seeded generator, taken out of its service: the same numbers for the same texts. */
const randomOf = (account: Account, date: CalendarDate.CalendarDate, what: string): Random.Random =>
  Effect.runSync(Random.withSeed(Random.Random, `${account.seed}/${date}/${what}`))

const between = (random: Random.Random, least: number, most: number, step: number): number =>
  least + step * Math.floor(random.nextDoubleUnsafe() * (Math.floor((most - least) / step) + 1))

const letters = (random: Random.Random): string =>
  Math.floor(random.nextDoubleUnsafe() * 36 ** 5)
    .toString(36)
    .padStart(5, "0")

const chosen = (random: Random.Random, from: ReadonlyArray<Job>): Job | undefined =>
  from[Math.floor(random.nextDoubleUnsafe() * from.length)]

interface Weights {
  readonly each: ReadonlyArray<number>
  readonly total: number
}

function weights(each: ReadonlyArray<number>): Weights {
  return { each, total: each.reduce((sum, weight) => sum + weight, 0) }
}

/** The index of one weight, chosen in proportion. */
const drawn = (random: Random.Random, { each, total }: Weights): number => {
  let rest = random.nextDoubleUnsafe() * total
  const index = each.findIndex((weight) => (rest -= weight) < 0)
  return index === -1 ? 0 : index
}
