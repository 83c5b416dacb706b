/**
 * What the Promise interface rejects with: a class for each error of the services, with plain fields.
 */
import type * as Core from "@varg-usage/core/UsageError"
import type { Schema } from "effect"

import type * as UsageAggregate from "../../UsageAggregate.ts"

abstract class Failure extends Error {
  abstract readonly _tag: string
}

interface FailureClass<Fields extends { readonly _tag: string }> {
  new (message: string, fields: Fields): Error & Readonly<Fields>
}

/** A class with the fields that the error has as JSON: durations in milliseconds, amounts as decimals in cents. */
const failure = <S extends Schema.Codec<unknown, { readonly _tag: string }>>(tag: S["Encoded"]["_tag"]) =>
  class extends Failure {
    readonly _tag = tag
    override readonly name = tag
    constructor(message: string, fields: object) {
      super(message)
      Object.assign(this, fields)
    }
  } as unknown as FailureClass<S["Encoded"]>

/**
 * Dates that don't exist, run backwards, are too many or in the future. Nothing was asked.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRange extends failure<typeof Core.InvalidRange>("InvalidRange") {}
/**
 * An option can't be used; `option` names it. Nothing was asked.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOptions extends failure<typeof UsageAggregate.InvalidOptions>("InvalidOptions") {}
/**
 * The client was made with options that can't be used; `option` names it.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidConfig extends failure<typeof Core.InvalidConfig>("InvalidConfig") {}
/**
 * 401: the key is missing or not valid.
 *
 * @category errors
 * @since 0.1.0
 */
export class AuthError extends failure<typeof Core.AuthError>("AuthError") {}
/**
 * 402: the account has no credits left.
 *
 * @category errors
 * @since 0.1.0
 */
export class InsufficientBalance extends failure<typeof Core.InsufficientBalance>("InsufficientBalance") {}
/**
 * 403: the key may not read usage.
 *
 * @category errors
 * @since 0.1.0
 */
export class Forbidden extends failure<typeof Core.Forbidden>("Forbidden") {}
/**
 * 403 from the network in front of the gateway.
 *
 * @category errors
 * @since 0.1.0
 */
export class EdgeBlocked extends failure<typeof Core.EdgeBlocked>("EdgeBlocked") {}
/**
 * 404 or 410: the endpoint is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export class EndpointRetired extends failure<typeof Core.EndpointRetired>("EndpointRetired") {}
/**
 * 400, 413 or 422: the gateway can't use the request.
 *
 * @category errors
 * @since 0.1.0
 */
export class BadRequest extends failure<typeof Core.BadRequest>("BadRequest") {}
/**
 * 429: too many requests. `retryAfter` is the time to wait in milliseconds, when the gateway gave one.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimited extends failure<typeof Core.RateLimited>("RateLimited") {}
/**
 * The gateway failed, with a 5xx for example; it has been tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends failure<typeof Core.ServerError>("ServerError") {}
/**
 * Any other status.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedStatus extends failure<typeof Core.UnexpectedStatus>("UnexpectedStatus") {}
/**
 * 3xx: never followed, since the key would go along.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedRedirect extends failure<typeof Core.UnexpectedRedirect>("UnexpectedRedirect") {}
/**
 * No answer came.
 *
 * @category errors
 * @since 0.1.0
 */
export class TransportError extends failure<typeof Core.TransportError>("TransportError") {}
/**
 * One attempt took longer than it may; `limit` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class AttemptTimeout extends failure<typeof Core.AttemptTimeout>("AttemptTimeout") {}
/**
 * All attempts together took longer than they may; `limit` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class DeadlineExceeded extends failure<typeof Core.DeadlineExceeded>("DeadlineExceeded") {}
/**
 * The body ended early. Nothing of it was counted.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTruncated extends failure<typeof Core.BodyTruncated>("BodyTruncated") {}
/**
 * The body is larger than allowed; `limit` is in bytes.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTooLarge extends failure<typeof Core.BodyTooLarge>("BodyTooLarge") {}
/**
 * A part of the body is larger than any honest one.
 *
 * @category errors
 * @since 0.1.0
 */
export class LimitExceeded extends failure<typeof Core.LimitExceeded>("LimitExceeded") {}
/**
 * The body is no JSON, or not text at all.
 *
 * @category errors
 * @since 0.1.0
 */
export class MalformedBody extends failure<typeof Core.MalformedBody>("MalformedBody") {}
/**
 * The body is JSON of another shape.
 *
 * @category errors
 * @since 0.1.0
 */
export class SchemaMismatch extends failure<typeof Core.SchemaMismatch>("SchemaMismatch") {}
/**
 * The records don't add up to the gateway's own total.
 *
 * @category errors
 * @since 0.1.0
 */
export class TotalMismatch extends failure<typeof Core.TotalMismatch>("TotalMismatch") {}
/**
 * The gateway did not look at the dates.
 *
 * @category errors
 * @since 0.1.0
 */
export class WindowIgnored extends failure<typeof Core.WindowIgnored>("WindowIgnored") {}
/**
 * A client with `strict` met records that it would otherwise report.
 *
 * @category errors
 * @since 0.1.0
 */
export class IrregularRecords extends failure<typeof Core.IrregularRecords>("IrregularRecords") {}
/**
 * A function of the reader threw, which is a defect of this library.
 *
 * @category errors
 * @since 0.1.0
 */
export class CallbackError extends failure<typeof Core.CallbackError>("CallbackError") {}
/**
 * The gateway has failed too often lately, and was not asked; `retryAfter` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class CircuitOpen extends failure<typeof Core.CircuitOpen>("CircuitOpen") {}
/**
 * Too many calls of this client fail for this one to be tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class RetryBudgetExhausted extends failure<typeof Core.RetryBudgetExhausted>("RetryBudgetExhausted") {}
/**
 * The client was disposed of before there was an answer.
 *
 * @category errors
 * @since 0.1.0
 */
export class ClientDisposed extends failure<Schema.Codec<unknown, { readonly _tag: "ClientDisposed" }>>(
  "ClientDisposed"
) {}

/**
 * Everything that a client rejects with, but for the reason of a signal.
 *
 * @category errors
 * @since 0.1.0
 */
export type UsageError =
  | InvalidRange
  | InvalidOptions
  | InvalidConfig
  | AuthError
  | InsufficientBalance
  | Forbidden
  | EdgeBlocked
  | EndpointRetired
  | BadRequest
  | RateLimited
  | ServerError
  | UnexpectedStatus
  | UnexpectedRedirect
  | TransportError
  | AttemptTimeout
  | DeadlineExceeded
  | BodyTruncated
  | BodyTooLarge
  | LimitExceeded
  | MalformedBody
  | SchemaMismatch
  | TotalMismatch
  | WindowIgnored
  | IrregularRecords
  | CallbackError
  | CircuitOpen
  | RetryBudgetExhausted
  | ClientDisposed

/**
 * Whether an error is one of a client's: after this check, `_tag` tells which.
 *
 * @category guards
 * @since 0.1.0
 */
export const isUsageError = (error: unknown): error is UsageError => error instanceof Failure
