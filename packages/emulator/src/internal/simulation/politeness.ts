/**
 * What a gateway may expect of a client: no more requests than the plan allows, in a minute and at once, and silence
 * when it asks for it.
 */
import { Duration } from "effect"

import type { Remains } from "./checker.ts"
import type { Exchange } from "./world.ts"

export const check = ({ exchanges, scenario }: Remains): ReadonlyArray<string> => {
  const { concurrency, plan, retry } = scenario.client
  return [
    ...exchanges.flatMap((exchange, index) => checkRate(exchange, exchanges[index - plan], plan)),
    ...exchanges.flatMap((exchange) => checkConcurrency(exchange, exchanges, concurrency)),
    ...exchanges.flatMap((exchange) => checkSilence(exchange, exchanges, Duration.toMillis(retry.hintCap))),
    ...exchanges.flatMap((exchange) => checkRefused(exchange, exchanges))
  ]
}

/** The clocks count microseconds. */
const tolerance = 0.002

const checkRate = (exchange: Exchange, earlier: Exchange | undefined, plan: number): ReadonlyArray<string> =>
  earlier !== undefined && exchange.sentAt - earlier.sentAt < 60_000 - tolerance
    ? [`rate: #${exchange.index} is number ${plan + 1} within a minute`]
    : []

const checkConcurrency = (exchange: Exchange, all: ReadonlyArray<Exchange>, most: number): ReadonlyArray<string> => {
  const open = all.filter(
    (other) => other.index <= exchange.index && (other.releasedAt ?? Number.POSITIVE_INFINITY) > exchange.sentAt
  )
  return open.length > most
    ? [`concurrency: #${exchange.index} makes ${open.length} at once, and ${most} are allowed`]
    : []
}

/**
 * A server asks all of a client to wait, not one call alone. What the headers of a good answer say is believed up to a
 * cap.
 */
const checkSilence = (exchange: Exchange, all: ReadonlyArray<Exchange>, cap: number): ReadonlyArray<string> => {
  const { answeredAt, answeredOrder, plan } = exchange
  if (answeredAt === undefined || answeredOrder === undefined || plan.pause === undefined) return []
  const { verdict } = plan
  // What a strict client finds in the records of a good answer is no refusal of the server's.
  const isRefusal = verdict._tag === "Refused" && !verdict.tags.includes("IrregularRecords")
  const end = answeredAt + Math.min(plan.pause, isRefusal ? Number.POSITIVE_INFINITY : cap) - tolerance
  const early = all.find((other) => other.sentOrder > answeredOrder && other.sentAt < end)
  return early === undefined
    ? []
    : [`silence: #${early.index} is sent ${Math.ceil(end - early.sentAt)} ms before #${exchange.index} allows`]
}

/** Once a key is refused, nothing more is asked with it. */
const checkRefused = (exchange: Exchange, all: ReadonlyArray<Exchange>): ReadonlyArray<string> => {
  const { answeredOrder, plan } = exchange
  if (answeredOrder === undefined || plan.name !== "401") return []
  const later = all.find((other) => other.sentOrder > answeredOrder)
  return later === undefined ? [] : [`refused key: #${later.index} is sent after the 401 of #${exchange.index}`]
}
