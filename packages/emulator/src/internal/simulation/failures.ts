/**
 * Requests that come to nothing, and what each has to be taken for.
 */
import * as Fault from "../../Fault.ts"
import * as BadBodies from "./badBodies.ts"
import type { Dice } from "./dice.ts"
import * as Hints from "./hints.ts"
import * as Oracle from "./oracle.ts"

export interface Failure {
  readonly name: string
  readonly faults: ReadonlyArray<Fault.Fault>
  readonly verdict: Oracle.Verdict
  readonly latency?: number | undefined
  readonly pause?: number | undefined
  readonly held?: boolean | undefined
}

/** What a failure is made of. */
export interface Circumstances {
  readonly dice: Dice
  /** What the server's clock shows, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly serverNow: number
  readonly client: { readonly apiKey: string; readonly maxBytes: number }
  /** The verdict on the answer without a fault. */
  readonly honest: () => Oracle.Verdict
  /** Its bytes. */
  readonly length: () => number
}

export const draw = (given: Circumstances): Failure => given.dice.pick(kinds)(given)

/** A 401 that repeats the key. */
export const unauthorized = (apiKey: string): Failure => ({
  name: "401",
  faults: [Fault.error(401, "AuthError", `The key ${apiKey} is not valid`)],
  verdict: Oracle.refused("final", "AuthError")
})

/** The gateway is down: nobody there, or an overloaded proxy. */
export const outage = (dice: Dice): Failure =>
  dice.chance(0.5)
    ? { name: "outage", faults: [Fault.Disconnect()], verdict: Oracle.refused("transient", "TransportError") }
    : {
        name: "outage 503",
        faults: [Fault.error(503, "InternalError", "Down")],
        verdict: Oracle.refused("transient", "ServerError")
      }

const disconnected = ({ dice }: Circumstances): Failure => ({
  name: "disconnected",
  faults: [dice.chance(0.5) ? Fault.Disconnect() : Fault.Reset()],
  verdict: Oracle.refused("transient", "TransportError")
})

const silent = ({ dice }: Circumstances): Failure => ({
  name: "no answer",
  faults: [],
  latency: dice.between(31_000, 300_000),
  verdict: Oracle.refused("transient", "AttemptTimeout")
})

const stalled = ({ dice }: Circumstances): Failure => ({
  name: "stalled body",
  faults: [Fault.SlowBody({ bytes: dice.between(1, 100), every: dice.between(31_000, 100_000) })],
  verdict: Oracle.refused("transient", "AttemptTimeout")
})

const slow = ({ dice, honest }: Circumstances): Failure => ({
  name: "slow body",
  faults: [Fault.SlowBody({ bytes: dice.between(500, 2000), every: dice.between(5, 60) })],
  verdict: honest()
})

const throttled = (given: Circumstances): Failure => {
  const { dice } = given
  const hint = Hints.draw(given)
  const message = hint.prose ?? "Rate limit exceeded."
  const status = hint.prose === undefined && dice.chance(0.3) ? dice.pick([503, 529]) : 429
  return {
    name: `${status} wait ${hint.millis ?? "?"}`,
    faults: [Fault.error(status, "RateLimitError", message, hint.headers)],
    verdict: {
      _tag: "Refused",
      tags: [status === 429 ? "RateLimited" : "ServerError"],
      treatment: status === 429 ? "throttle" : "transient",
      hint: hint.millis
    },
    pause: hint.millis
  }
}

const serverError = ({ client, dice }: Circumstances): Failure => {
  const status = dice.pick([408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])
  return {
    name: String(status),
    faults: [
      dice.chance(0.7) ? Fault.error(status, "InternalError", echo(dice, client.apiKey)) : Fault.htmlPage(status)
    ],
    verdict: Oracle.refused("transient", "ServerError")
  }
}

const finals: readonly [readonly [number, string], ...ReadonlyArray<readonly [number, string]>] = [
  [400, "BadRequest"],
  [413, "BadRequest"],
  [422, "BadRequest"],
  [402, "InsufficientBalance"],
  [403, "Forbidden"],
  [404, "EndpointRetired"],
  [410, "EndpointRetired"],
  [405, "UnexpectedStatus"],
  [418, "UnexpectedStatus"],
  [501, "UnexpectedStatus"],
  [505, "UnexpectedStatus"],
  [526, "UnexpectedStatus"],
  [206, "UnexpectedStatus"]
]

const refusedForGood = ({ client, dice }: Circumstances): Failure => {
  const [status, tag] = dice.pick(finals)
  const body = {
    error: "SomeError",
    message: echo(dice, client.apiKey),
    field: dice.chance(0.2) ? client.apiKey : "from"
  }
  return {
    name: String(status),
    faults: [Fault.Respond({ status, body: JSON.stringify(body) })],
    verdict: Oracle.refused("final", tag)
  }
}

/** The server says itself whether to try again: it may forbid it, and can't ask for what is of no use. */
const vetoed = ({ dice }: Circumstances): Failure =>
  dice.chance(0.5)
    ? {
        name: "503, no retry",
        faults: [Fault.error(503, "InternalError", "Never again", { "x-should-retry": "false" })],
        verdict: Oracle.refused("final", "ServerError")
      }
    : {
        name: "400, retry",
        faults: [Fault.error(400, "ValidationError", "Again", { "x-should-retry": "true" })],
        verdict: Oracle.refused("final", "BadRequest")
      }

const blocked = (): Failure => ({
  name: "403 page",
  faults: [Fault.htmlPage(403)],
  verdict: Oracle.refused("final", "EdgeBlocked")
})

const redirected = ({ client, dice }: Circumstances): Failure => ({
  name: "redirect",
  faults: [
    Fault.Respond({
      status: dice.pick([301, 302, 303, 307, 308]),
      headers: { location: `https://elsewhere.example/?key=${client.apiKey}` }
    })
  ],
  verdict: Oracle.refused("final", "UnexpectedRedirect")
})

/** A server that repeats the key, as some do in their messages. */
const echo = (dice: Dice, apiKey: string): string =>
  dice.pick([`Not with ${apiKey}, please`, `Use ${anotherKey} and not this one`, "Not now"])

const anotherKey = "varg_live_canary_of_another"

const badBody = (given: Circumstances): Failure => BadBodies.draw(given)

const kinds: readonly [(given: Circumstances) => Failure, ...ReadonlyArray<(given: Circumstances) => Failure>] = [
  disconnected,
  disconnected,
  silent,
  stalled,
  slow,
  throttled,
  throttled,
  throttled,
  serverError,
  serverError,
  serverError,
  refusedForGood,
  vetoed,
  blocked,
  redirected,
  badBody,
  badBody,
  badBody,
  badBody,
  badBody
]
