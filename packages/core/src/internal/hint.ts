/**
 * How long a server asks to wait, read from an answer. Whatever can't be read, or lies in the past, is no hint.
 */
import { Option, Result } from "effect"
import { Headers } from "effect/http"

import type { HintSource } from "../UsageError.ts"
import * as Instant from "./instant.ts"

export interface Hint {
  readonly millis: number
  readonly source: HintSource
}

/** The parts of an answer that may hold a hint. `now` is the local clock, used where the server sent no `Date`. */
export interface Answer {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly status: number
  /** The message of the error body. */
  readonly message: string | undefined
  readonly now: number
}

/** The first hint in order of how exact it is. The prose of a message counts for a 429 only: the gateway documents it. */
export const read = (answer: Answer): Hint | undefined => {
  const now = serverNow(answer)
  const { headers } = answer
  return (
    hint("retry-after-ms", plainNumber(headers["retry-after-ms"])) ??
    hint("retry-after", retryAfter(headers["retry-after"], now)) ??
    hint("ratelimit-reset", seconds(headers["ratelimit-reset"])) ??
    hint("x-ratelimit-reset", reset(headers["x-ratelimit-reset"], now)) ??
    (answer.status === 429 ? hint("message", prose(answer.message)) : undefined)
  )
}

/** What an answer says about the rate beside a time to wait. */
export interface RateHeaders {
  /** The server's own limit, in requests a window. */
  readonly limit?: number | undefined
  /** How long nothing should be sent. */
  readonly pauseMillis?: number | undefined
}

/** Reads the limit, and the time until it is reset when nothing of it remains. */
export const readRate = (answer: Pick<Answer, "headers" | "now">): RateHeaders => {
  const { headers } = answer
  const limit = plainNumber(headers["x-ratelimit-limit"])
  const spent = plainNumber(headers["x-ratelimit-remaining"]) === 0
  return { limit, pauseMillis: spent ? reset(headers["x-ratelimit-reset"], serverNow(answer)) : undefined }
}

function hint(source: HintSource, millis: number | undefined): Hint | undefined {
  return millis === undefined || !Number.isFinite(millis) || millis < 0
    ? undefined
    : { millis: Math.ceil(millis), source }
}

/** Dates in an answer are measured by the server's own clock, so that a wrong local clock can't shorten a wait. */
function serverNow(answer: Pick<Answer, "headers" | "now">): number {
  return httpDate(answer.headers["date"]) ?? answer.now
}

const number = /^\d{1,10}(?:\.\d{1,9})?$/u

function plainNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ""
  return number.test(trimmed) ? Number(trimmed) : undefined
}

function seconds(text: string | undefined): number | undefined {
  const value = plainNumber(text)
  return value === undefined ? undefined : value * 1000
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  const date = httpDate(text)
  return seconds(text) ?? (date === undefined ? undefined : future(date, now))
}

/** `x-ratelimit-reset` has no standard: an instant (documented here), seconds since 1970, or seconds from now. */
function reset(text: string | undefined, now: number): number | undefined {
  const instant = text === undefined ? undefined : Instant.parse(text.trim())
  if (instant !== undefined) return future(instant, now)
  const value = plainNumber(text)
  if (value === undefined) return undefined
  return value >= 1e9 ? future(value * 1000, now) : value * 1000
}

function prose(message: string | undefined): number | undefined {
  const match = /retry after (\d{1,5}) ?s/iu.exec(message ?? "")
  return match === null ? undefined : Number(match[1]) * 1000
}

function future(instant: number, now: number): number | undefined {
  return instant > now ? instant - now : undefined
}

function httpDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const parsed = Result.getSuccess(Headers.parseRetryAfter(text))
  return Option.isSome(parsed) && parsed.value._tag === "DateTime" ? parsed.value.dateTime.epochMilliseconds : undefined
}
