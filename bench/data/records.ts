/**
 * Seeded records of about 152 bytes, and what they come to. A record's values are integers and texts of the generator's
 * own, so that its truth owes nothing to a JSON reader or to a floating-point sum.
 */
import { CalendarDate } from "@varg-usage/core"
import { Option } from "effect"

import { makeRandom } from "./random.ts"

/** How many records there are, of how many models, and over how many days. */
export interface Shape {
  readonly days: number
  readonly recordsPerDay: number
  readonly models: number
}

/** One record. */
export interface Row {
  readonly jobId: string
  readonly model: string
  readonly capability: string
  /** Cost in 10^-4 cent. */
  readonly cost: number
  readonly cacheHit: boolean
  /** Second of its day. */
  readonly second: number
}

/** The last day of every shape, a Friday. */
const lastDay = Option.getOrThrow(CalendarDate.parse("2026-02-13"))

/** The days of a shape, in order. */
export const datesOf = ({ days }: Shape): ReadonlyArray<CalendarDate.CalendarDate> =>
  Array.from({ length: days }, (_, index) => CalendarDate.addDays(lastDay, index + 1 - days))

/** The records of one day, in the order of time; the same whenever they are asked for. */
export function* rowsOf(date: CalendarDate.CalendarDate, { models, recordsPerDay }: Shape): Generator<Row> {
  const day = CalendarDate.toEpochDay(date)
  const random = makeRandom(day)
  const names = modelNames(models)
  for (let index = 0; index < recordsPerDay; index++) {
    // Some models are used much more than others, and one job in eight makes something else than its model is known for.
    const place = Math.floor(random() ** 2 * models)
    const isHit = random() < 0.08
    yield {
      jobId: `job_${hex(day * 0x1_0000 + Math.floor(index / 0x1_0000))}${hex(index * 0x1_0000 + random() * 0x1_0000)}`,
      model: names[place] ?? "",
      capability: capabilities[(place + (random() < 0.125 ? 1 : 0)) % capabilities.length] ?? "",
      cost: isHit ? 0 : costOf(random),
      cacheHit: isHit,
      second: Math.floor((index * 86_400) / recordsPerDay)
    }
  }
}

/** The cost as the decimal number that it is in cents: of at most 15 digits, which a double keeps. */
export const costText = (cost: number): string => String(cost / 10_000)

const capabilities = ["video", "image", "speech", "music", "transcription"]
const providers = ["fal", "openai", "google", "minimax", "runway", "elevenlabs", "replicate", "luma"]
const families = ["kling", "flux-pro", "seedance", "imagen", "turbo"]

/** So many names, such as `fal:kling-v2`. */
function modelNames(models: number): ReadonlyArray<string> {
  return Array.from({ length: models }, (_, index) => {
    const version = 1 + Math.floor(index / (providers.length * families.length))
    return `${providers[index % providers.length]}:${families[Math.floor(index / providers.length) % families.length]}-v${version}`
  })
}

/** Whole cents four times out of five, counting cache hits; otherwise up to four decimals. */
function costOf(random: () => number): number {
  return random() < 0.77 ? Math.ceil(random() * 400) * 10_000 : Math.ceil(random() * 400_000)
}

function hex(value: number): string {
  return Math.floor(value % 2 ** 32)
    .toString(16)
    .padStart(8, "0")
}
