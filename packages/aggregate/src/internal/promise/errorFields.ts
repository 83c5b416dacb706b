/**
 * What the errors of the Promise interface tell, in plain values: durations are milliseconds, amounts exact decimals in
 * cents.
 */
import type { DateRange } from "./values.ts"

/**
 * What `InvalidRange` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface RangeFields {
  /** What is wrong with the dates, as a sentence that says what to do. */
  readonly reason: string
}

/**
 * What `InvalidOptions` and `InvalidConfig` tell.
 *
 * @category errors
 * @since 0.1.0
 */
export interface OptionFields {
  /** The name of the option, such as `where.model`; several are separated by a comma. */
  readonly option: string
  /** What is wrong with it, and what to give instead. */
  readonly reason: string
}

/**
 * What each failed call tells about itself.
 *
 * @category errors
 * @since 0.1.0
 */
export interface CallFields {
  /** The dates that were asked for. */
  readonly window: DateRange
  /** Requests that were sent for this call, the last one included; 0 when nothing was sent. */
  readonly attempts: number
  /**
   * Time since the call began, in milliseconds: with the waits between attempts, and without waiting for its turn under the
   * rate limit.
   */
  readonly elapsed: number
  /** The server's name for the last request, where it gave one. The vendor's support can find it. */
  readonly requestId?: string
}

/**
 * What the gateway answered.
 *
 * @category errors
 * @since 0.1.0
 */
export interface AnswerFields extends CallFields {
  /** The server's own message, on one line of at most 200 characters. */
  readonly detail?: string
}

/**
 * What the gateway answered, and with which status.
 *
 * @category errors
 * @since 0.1.0
 */
export interface StatusFields extends AnswerFields {
  /** The HTTP status of the answer. */
  readonly status: number
}

/**
 * What `BadRequest` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface BadRequestFields extends StatusFields {
  /** The parameter at fault, where the server named one. */
  readonly field?: string
}

/**
 * What a busy server says about another try.
 *
 * @category errors
 * @since 0.1.0
 */
export interface RateLimitedFields extends AnswerFields {
  /** The time that the server asked to wait, in milliseconds, where it named one. */
  readonly retryAfter?: number
  /** Where the time to wait was read: the header's name, the prose of the message, or nowhere. */
  readonly source: "retry-after-ms" | "retry-after" | "ratelimit-reset" | "x-ratelimit-reset" | "message" | "none"
  /** Whether the server asked for no other try at all. */
  readonly retryVetoed?: boolean
}

/**
 * What `ServerError` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface ServerErrorFields extends RateLimitedFields, StatusFields {}

/**
 * What `UnexpectedRedirect` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface RedirectFields extends CallFields {
  /** The HTTP status of the answer. */
  readonly status: number
  /** The origin that it pointed to, where it named one. */
  readonly toOrigin?: string
}

/**
 * What `TransportError` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TransportFields extends CallFields {
  /**
   * `connect`: no connection was made. `reset`: it broke. `dns`: the gateway's name is not known. `tls`: its certificate
   * can't be trusted, and nothing was sent.
   */
  readonly kind: "connect" | "reset" | "dns" | "tls" | "unknown"
  /** The system's name for it, such as `ECONNREFUSED`. */
  readonly code?: string
}

/**
 * What `AttemptTimeout` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface AttemptTimeoutFields extends CallFields {
  /** What was late: the connection, the beginning of the answer, or the rest of it. */
  readonly phase: "connect" | "headers" | "body"
  /** The time that an attempt may take, or that it took where a limit of the transport ended it; in milliseconds. */
  readonly limit: number
}

/**
 * What `RetryBudgetExhausted` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface LastFields extends CallFields {
  /** Tag and sentence of what the last attempt failed with. */
  readonly last: {
    readonly tag: string
    readonly message: string
    /** The time that the server asked to wait, in milliseconds, where it named one. */
    readonly retryAfter?: number
  }
}

/**
 * What `DeadlineExceeded` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface DeadlineFields extends LastFields {
  /** The time that the call may take, waits included, in milliseconds. */
  readonly limit: number
}

/**
 * What `CircuitOpen` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface CircuitFields extends CallFields {
  /** The time until a call will be let through to see, in milliseconds. */
  readonly retryAfter: number
}

/**
 * What `BodyTruncated` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TruncatedFields extends CallFields {
  /** Bytes of the body that had arrived. */
  readonly bytes: number
}

/**
 * What `BodyTooLarge` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TooLargeFields extends CallFields {
  /** The most bytes that a decompressed body may have. */
  readonly limit: number
}

/**
 * What `LimitExceeded` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface LimitFields extends CallFields {
  /** What is too large, as a noun. */
  readonly what: string
  /** The most levels, characters, bytes or keys that it may have. */
  readonly limit: number
}

/**
 * What `MalformedBody` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface MalformedFields extends CallFields {
  /**
   * `json`: no JSON. `empty`: nothing, or `null`. `utf8`: bytes that are no text. `duplicateKey`: an object says two things.
   * `contentType`: another kind of document, such as a login page. `contentEncoding`: compression that can't be undone.
   */
  readonly kind: "json" | "empty" | "utf8" | "duplicateKey" | "contentType" | "contentEncoding"
  /** Where in the decompressed body, in bytes from its start. */
  readonly offset?: number
  /** What the server calls the document. */
  readonly contentType?: string
}

/**
 * What `SchemaMismatch` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface ShapeFields extends CallFields {
  /** The place at fault, by its names on the wire; empty for the whole document. */
  readonly path: string
  /** What was expected there. */
  readonly expected: string
}

/**
 * What `TotalMismatch` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface TotalFields extends CallFields {
  /** Records of the answer. */
  readonly records: number
  /** Exact sum of the records, in cents. */
  readonly sumCents: string
  /** What the gateway says, in cents. */
  readonly totalCents: string
}

/**
 * What `WindowIgnored` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface IgnoredFields extends CallFields {
  /** Records of other days. */
  readonly records: number
}

/**
 * What `IrregularRecords` tells.
 *
 * @category errors
 * @since 0.1.0
 */
export interface IrregularFields extends CallFields {
  /** What is odd about the records: one of the kinds that `strict` names. */
  readonly kind: "rejected" | "outOfWindow" | "repeat" | "recharge" | "unknownCost" | "zeroCostMiss"
  /** Records of that kind. */
  readonly records: number
  /** Rejected records by place, field and what was expected there; at most ten. */
  readonly examples: ReadonlyArray<{ readonly index: number; readonly path: string; readonly problem: string }>
}
