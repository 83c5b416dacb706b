/**
 * What went wrong, as a status and a sentence for whoever asked.
 *
 * The sentences are ours: what the gateway said is for the host's log, and the key is for nobody.
 */
import type * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import type * as UsageReport from "@varg-usage/aggregate/UsageReport"
import type * as UsageError from "@varg-usage/core/UsageError"
import { Duration, Effect } from "effect"
import { HttpServerResponse } from "effect/http"

import type * as UsageHttpApi from "../UsageHttpApi.ts"

export interface Problem extends UsageHttpApi.Problem {
  readonly statusCode: number
  /** Seconds until another try may help. */
  readonly retryAfter?: number
}

type Failure = UsageAggregate.AggregateError
type Tag = Failure["_tag"]

const defect = "Something went wrong that should not be able to."
const contract = "The gateway did not answer as its contract says."
const uncountable = "The gateway's answer can't be counted."

const gateway: Readonly<Record<Exclude<Tag, "InvalidRange" | "InvalidOptions">, readonly [number, string]>> = {
  AuthError: [502, "The gateway refuses this server's key."],
  InsufficientBalance: [502, "The gateway's account has no credits left."],
  Forbidden: [502, "This server's key may not read usage."],
  EdgeBlocked: [502, "The network in front of the gateway blocks this server."],
  EndpointRetired: [502, contract],
  BadRequest: [502, contract],
  UnexpectedStatus: [502, contract],
  UnexpectedRedirect: [502, contract],
  BodyTruncated: [502, uncountable],
  BodyTooLarge: [502, uncountable],
  LimitExceeded: [502, uncountable],
  MalformedBody: [502, uncountable],
  SchemaMismatch: [502, uncountable],
  WindowIgnored: [502, uncountable],
  IrregularRecords: [502, uncountable],
  TotalMismatch: [502, "The gateway's records don't add up to its own total."],
  ServerError: [502, "The gateway failed."],
  TransportError: [502, "The gateway can't be reached."],
  RateLimited: [503, "The gateway's rate limit is reached."],
  CircuitOpen: [503, "The gateway has failed too often lately."],
  RetryBudgetExhausted: [503, "Too many requests to the gateway fail."],
  AttemptTimeout: [504, "The gateway took too long."],
  DeadlineExceeded: [504, "The gateway took too long."],
  CallbackError: [500, defect]
}

/** The gateway's documented limits are by the minute. */
const usualWait = Duration.minutes(1)

export const ofError = (error: Failure): Problem => {
  if (error._tag === "InvalidRange") return ofParameter("from", error.message)
  if (error._tag === "InvalidOptions") return ofParameter(error.option, error.message)
  const tag = tagOf(error)
  const [statusCode, message] = gateway[tag]
  const wait = waitOf(error) ?? (statusCode === 503 ? usualWait : undefined)
  return { error: tag, message, statusCode, ...(wait !== undefined && { retryAfter: seconds(wait) }) }
}

/** A parameter that can't be used, and why; of several that are separated by a comma, the first. */
export const ofParameter = (fields: string, message: string): Problem => ({
  error: "InvalidParameter",
  message,
  field: fields.split(", ", 1).join(""),
  statusCode: 400
})

/** What should not be able to happen. */
export const internal: Problem = { error: "InternalError", message: defect, statusCode: 500 }

/** The sentence for a day that could not be read, by the tag of its error. */
export const sentence = (tag: string): string => (isTag(tag) ? gateway[tag][1] : "The day can't be read.")

/** Tells the host what the one who asked is not told. */
export const log = (error: Failure): Effect.Effect<void> =>
  ofError(error).statusCode === 400 ? Effect.void : Effect.logWarning(`Usage was not read: ${error.message}`)

/** Tells the host of a day that others are told without. */
export const logDay = ({ date, error, message }: UsageReport.Failure): Effect.Effect<void> =>
  Effect.logWarning(`Usage of ${date} was not read: ${error}: ${message}`)

/** Headers without which a status may not be sent. */
const required: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "www-authenticate": "Bearer" },
  405: { allow: "GET, HEAD" }
}

export const toResponse = ({ retryAfter, ...problem }: Problem): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe(problem, {
    status: problem.statusCode,
    headers: { ...required[problem.statusCode], ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }) }
  })

/** What a call ran out of time over, or was not retried for, is what there is to tell. */
function tagOf(error: Exclude<Failure, UsageError.InvalidRange | UsageAggregate.InvalidOptions>): keyof typeof gateway {
  return "last" in error && isTag(error.last.tag) ? error.last.tag : error._tag
}

function waitOf(error: Failure): Duration.Duration | undefined {
  if ("last" in error) return error.last.retryAfter
  return "retryAfter" in error ? error.retryAfter : undefined
}

function seconds(wait: Duration.Duration): number {
  return Math.max(1, Math.ceil(Duration.toSeconds(wait)))
}

function isTag(tag: string): tag is keyof typeof gateway {
  return Object.hasOwn(gateway, tag)
}
