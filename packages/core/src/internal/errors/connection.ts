/**
 * No answer came, or none in time, or none was asked for.
 */
import { Duration, Schema } from "effect"

import { CallFields, days, LastFailure, tries } from "./call.ts"

/**
 * No answer came: the connection could not be made or broke before the headers. Retried, except for `tls`.
 *
 * @category errors
 * @since 0.1.0
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  ...CallFields,
  kind: Schema.Literals(["connect", "reset", "dns", "tls", "unknown"]),
  code: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return `${transportProblems[this.kind]}${code} at ${tries(this)}. ${transportAdvice[this.kind]}`
  }
}

const transportProblems = {
  connect: "The gateway can't be reached",
  reset: "The connection to the gateway broke",
  dns: "The gateway's name can't be resolved",
  tls: "The gateway's certificate can't be trusted",
  unknown: "The request to the gateway failed"
} as const

const transportAdvice = {
  connect: "Check the gateway's URL and the network.",
  reset: "Try again later.",
  dns: "Check the gateway's URL and the network.",
  tls: "Nothing was sent. Check the gateway's URL and who stands between.",
  unknown: "Check the gateway's URL and the network."
} as const

/**
 * An attempt took too long. Retried.
 *
 * - `connect`: no connection was made within the limit that the transport has for that (10 seconds for undici and for
 *   Node's `fetch`; `node:http` has none, and browsers don't tell).
 * - `headers`: no answer came; also where a connection was being made, unless the transport's own limit came first.
 * - `body`: the answer had begun.
 *
 * @category errors
 * @since 0.1.0
 */
export class AttemptTimeout extends Schema.TaggedError<AttemptTimeout>()("AttemptTimeout", {
  ...CallFields,
  phase: Schema.Literals(["connect", "headers", "body"]),
  /** The policy's limit; how long the attempt had taken where a limit of the transport's own has ended it. */
  limit: Schema.DurationFromMillis
}) {
  override get message(): string {
    return `${lateness[this.phase]} within ${Duration.format(this.limit)} at ${tries(this)}. ${latenessAdvice[this.phase]}`
  }
}

const lateness = {
  connect: "No connection to the gateway was made",
  headers: "No answer came",
  body: "The answer was not complete"
} as const

const latenessAdvice = {
  connect: transportAdvice.connect,
  headers: "Try again later, or ask for fewer days at once.",
  body: "Try again later, or ask for fewer days at once."
} as const

/**
 * The call as a whole ran out of time; `last` says what the last attempt failed with.
 *
 * @category errors
 * @since 0.1.0
 */
export class DeadlineExceeded extends Schema.TaggedError<DeadlineExceeded>()("DeadlineExceeded", {
  ...CallFields,
  limit: Schema.DurationFromMillis,
  last: LastFailure
}) {
  override get message(): string {
    return `No answer for ${days(this)} within ${Duration.format(this.limit)}. The last attempt: ${this.last.message}`
  }
}

/**
 * The gateway has failed too often lately: nothing was sent. `retryAfter` is when it will be tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  ...CallFields,
  retryAfter: Schema.DurationFromMillis
}) {
  override get message(): string {
    return `The gateway has failed several times in a row, so it was not asked for ${days(this)}. Try again in ${Duration.format(this.retryAfter)}.`
  }
}

/**
 * All calls together have retried so often that this one was not; `last` says what its last attempt failed with.
 *
 * @category errors
 * @since 0.1.0
 */
export class RetryBudgetExhausted extends Schema.TaggedError<RetryBudgetExhausted>()("RetryBudgetExhausted", {
  ...CallFields,
  last: LastFailure
}) {
  override get message(): string {
    return `${this.last.message} It was not tried again, since too many requests of this client fail.`
  }
}
