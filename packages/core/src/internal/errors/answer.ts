/**
 * The gateway answered, and not with usage: one error for each reaction that a caller may have.
 */
import { Duration, Schema } from "effect"

import { answerFields, CallFields, days, said, tries } from "./call.ts"

/**
 * 401: the key is missing or not valid. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class AuthError extends Schema.TaggedError<AuthError>()("AuthError", answerFields) {
  override get message(): string {
    return `The gateway refused the API key (401${said(this)}). Check the key; nothing more was asked with it.`
  }
}

/**
 * 402: the account has no credits left. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class InsufficientBalance extends Schema.TaggedError<InsufficientBalance>()(
  "InsufficientBalance",
  answerFields
) {
  override get message(): string {
    return `The gateway asks for payment (402${said(this)}). Top up the account.`
  }
}

/**
 * 403 from the gateway itself: the key is valid and may not read usage. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", answerFields) {
  override get message(): string {
    return `The key may not read usage (403${said(this)}). Use a key that may.`
  }
}

/**
 * 403 from the network in front of the gateway: its block page says nothing about the key. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class EdgeBlocked extends Schema.TaggedError<EdgeBlocked>()("EdgeBlocked", CallFields) {
  override get message(): string {
    return "The network in front of the gateway blocked the request (403). It is not about the key: try from another network, or ask the vendor with the request id."
  }
}

/**
 * 404 or 410: the endpoint is not there, or no longer. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class EndpointRetired extends Schema.TaggedError<EndpointRetired>()("EndpointRetired", {
  ...answerFields,
  status: Schema.Int
}) {
  override get message(): string {
    return `The gateway has no usage endpoint at this address (${this.status}${said(this)}). Check the gateway's URL, and whether a newer version of this library exists.`
  }
}

/**
 * 400, 413 or 422: the gateway can't use the request; `field` names the parameter. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class BadRequest extends Schema.TaggedError<BadRequest>()("BadRequest", {
  ...answerFields,
  status: Schema.Int,
  field: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const field = this.field === undefined ? "" : ` because of \`${this.field}\``
    return `The gateway refused the request for ${days(this)}${field} (${this.status}${said(this)}). Check what was asked for, and whether a newer version of this library exists.`
  }
}

/**
 * Where the time to wait was read: the header's name, the prose of the message, or nowhere.
 *
 * @category models
 * @since 0.1.0
 */
export const HintSource = Schema.Literals([
  "retry-after-ms",
  "retry-after",
  "ratelimit-reset",
  "x-ratelimit-reset",
  "message",
  "none"
])

/** @since 0.1.0 @category models */
export type HintSource = typeof HintSource.Type

/**
 * What a busy server says about another try. `retryAfter` is the time to wait, where it named one; `retryVetoed` says
 * that it asked for no other try at all (`x-should-retry: false`).
 */
const retryFields = {
  retryAfter: Schema.optionalKey(Schema.DurationFromMillis),
  source: HintSource,
  retryVetoed: Schema.optionalKey(Schema.Boolean)
}

/**
 * 429: too many requests. Retried no earlier than the server says; `retryAfter` is that time, when it gave one.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...answerFields,
  ...retryFields
}) {
  override get message(): string {
    const wait = this.retryAfter === undefined ? "Wait a minute" : `Wait ${Duration.format(this.retryAfter)}`
    if (this.attempts === 0) return `The gateway has asked to wait, so ${days(this)} was not asked for. ${wait}.`
    return `The gateway's rate limit is reached (429${said(this)}) after ${tries(this)}. ${wait}, or ask for fewer windows.`
  }
}

/**
 * 408, 425, 500, 502, 503, 504, 520 to 524 or 529: the gateway failed. Retried; `retryAfter` as in {@link RateLimited}.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends Schema.TaggedError<ServerError>()("ServerError", {
  ...answerFields,
  status: Schema.Int,
  ...retryFields
}) {
  override get message(): string {
    return `The gateway failed (${this.status}${said(this)}) at ${tries(this)}. Try again later.`
  }
}

/**
 * Any other status, 204 and 206 included: not an answer to this request. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedStatus extends Schema.TaggedError<UnexpectedStatus>()("UnexpectedStatus", {
  ...answerFields,
  status: Schema.Int
}) {
  override get message(): string {
    return `The gateway answered ${this.status}${said(this)}, which is no answer to this request. Check the gateway's URL.`
  }
}

/**
 * 3xx: never followed, since the key would go along. `toOrigin` is where it pointed.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedRedirect extends Schema.TaggedError<UnexpectedRedirect>()("UnexpectedRedirect", {
  ...CallFields,
  status: Schema.Int,
  toOrigin: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const target = this.toOrigin === undefined ? "elsewhere" : `to ${this.toOrigin}`
    return `The gateway redirects ${target} (${this.status}). It was not followed, to keep the key. Check the gateway's URL.`
  }
}
