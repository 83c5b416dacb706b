/**
 * What the Promise interface rejects with: a class for each error of the services, with plain fields.
 */
import type * as Fields from "./errorFields.ts"

abstract class Failure extends Error {
  abstract readonly _tag: string
}

interface FailureClass<Tag extends string, Told extends object> {
  new (message: string, fields: { readonly _tag: Tag } & Told): Error & { readonly _tag: Tag } & Told
}

const failure = <Tag extends string, Told extends object>(tag: Tag) =>
  class extends Failure {
    readonly _tag = tag
    override readonly name = tag
    constructor(message: string, fields: object) {
      super(message)
      Object.assign(this, fields)
    }
  } as unknown as FailureClass<Tag, Told>

/**
 * Dates run backwards, are more than ten years or in the future. Nothing was asked. A text that is no date is
 * `InvalidOptions`, which names the option.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRange extends failure<"InvalidRange", Fields.RangeFields>("InvalidRange") {}
/**
 * An option can't be used; `option` names it. Nothing was asked.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOptions extends failure<"InvalidOptions", Fields.OptionFields>("InvalidOptions") {}
/**
 * The client was made with options that can't be used; `option` names it.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidConfig extends failure<"InvalidConfig", Fields.OptionFields>("InvalidConfig") {}
/**
 * 401: the key is missing or not valid.
 *
 * @category errors
 * @since 0.1.0
 */
export class AuthError extends failure<"AuthError", Fields.AnswerFields>("AuthError") {}
/**
 * 402: the account has no credits left.
 *
 * @category errors
 * @since 0.1.0
 */
export class InsufficientBalance extends failure<"InsufficientBalance", Fields.AnswerFields>("InsufficientBalance") {}
/**
 * 403: the key may not read usage.
 *
 * @category errors
 * @since 0.1.0
 */
export class Forbidden extends failure<"Forbidden", Fields.AnswerFields>("Forbidden") {}
/**
 * 403 from the network in front of the gateway.
 *
 * @category errors
 * @since 0.1.0
 */
export class EdgeBlocked extends failure<"EdgeBlocked", Fields.CallFields>("EdgeBlocked") {}
/**
 * 404 or 410: the endpoint is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export class EndpointRetired extends failure<"EndpointRetired", Fields.StatusFields>("EndpointRetired") {}
/**
 * 400, 413 or 422: the gateway can't use the request.
 *
 * @category errors
 * @since 0.1.0
 */
export class BadRequest extends failure<"BadRequest", Fields.BadRequestFields>("BadRequest") {}
/**
 * 429: too many requests. `retryAfter` is the time to wait in milliseconds, when the gateway gave one.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimited extends failure<"RateLimited", Fields.RateLimitedFields>("RateLimited") {}
/**
 * The gateway failed, with a 5xx for example; it has been tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends failure<"ServerError", Fields.ServerErrorFields>("ServerError") {}
/**
 * Any other status.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedStatus extends failure<"UnexpectedStatus", Fields.StatusFields>("UnexpectedStatus") {}
/**
 * 3xx: never followed, since the key would go along.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnexpectedRedirect extends failure<"UnexpectedRedirect", Fields.RedirectFields>("UnexpectedRedirect") {}
/**
 * No answer came.
 *
 * @category errors
 * @since 0.1.0
 */
export class TransportError extends failure<"TransportError", Fields.TransportFields>("TransportError") {}
/**
 * One attempt took longer than it may; `limit` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class AttemptTimeout extends failure<"AttemptTimeout", Fields.AttemptTimeoutFields>("AttemptTimeout") {}
/**
 * All attempts together took longer than they may; `limit` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class DeadlineExceeded extends failure<"DeadlineExceeded", Fields.DeadlineFields>("DeadlineExceeded") {}
/**
 * The body ended early. Nothing of it was counted.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTruncated extends failure<"BodyTruncated", Fields.TruncatedFields>("BodyTruncated") {}
/**
 * The body is larger than allowed; `limit` is in bytes.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTooLarge extends failure<"BodyTooLarge", Fields.TooLargeFields>("BodyTooLarge") {}
/**
 * A part of the body is larger than any honest one.
 *
 * @category errors
 * @since 0.1.0
 */
export class LimitExceeded extends failure<"LimitExceeded", Fields.LimitFields>("LimitExceeded") {}
/**
 * The body is no JSON, or not text at all.
 *
 * @category errors
 * @since 0.1.0
 */
export class MalformedBody extends failure<"MalformedBody", Fields.MalformedFields>("MalformedBody") {}
/**
 * The body is JSON of another shape.
 *
 * @category errors
 * @since 0.1.0
 */
export class SchemaMismatch extends failure<"SchemaMismatch", Fields.ShapeFields>("SchemaMismatch") {}
/**
 * The records don't add up to the gateway's own total.
 *
 * @category errors
 * @since 0.1.0
 */
export class TotalMismatch extends failure<"TotalMismatch", Fields.TotalFields>("TotalMismatch") {}
/**
 * The gateway did not look at the dates.
 *
 * @category errors
 * @since 0.1.0
 */
export class WindowIgnored extends failure<"WindowIgnored", Fields.IgnoredFields>("WindowIgnored") {}
/**
 * A client with `strict` met records that it would otherwise report.
 *
 * @category errors
 * @since 0.1.0
 */
export class IrregularRecords extends failure<"IrregularRecords", Fields.IrregularFields>("IrregularRecords") {}
/**
 * A function of the reader threw, which is a defect of this library; `cause` is what it threw.
 *
 * @category errors
 * @since 0.1.0
 */
export class CallbackError extends failure<"CallbackError", Fields.CallFields & { readonly cause: unknown }>(
  "CallbackError"
) {}
/**
 * The gateway has failed too often lately, and was not asked; `retryAfter` is in milliseconds.
 *
 * @category errors
 * @since 0.1.0
 */
export class CircuitOpen extends failure<"CircuitOpen", Fields.CircuitFields>("CircuitOpen") {}
/**
 * Too many calls of this client fail for this one to be tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class RetryBudgetExhausted extends failure<"RetryBudgetExhausted", Fields.LastFields>("RetryBudgetExhausted") {}
/**
 * The client was disposed of before there was an answer.
 *
 * @category errors
 * @since 0.1.0
 */
export class ClientDisposed extends failure<"ClientDisposed", object>("ClientDisposed") {}

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
