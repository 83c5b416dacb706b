/**
 * Everything that a call of the usage client can fail with: a closed union of small errors, one for each reaction that a
 * caller may have.
 *
 * None holds a request, a header, a body or the API key. `detail` is the server's own message on one line of at most
 * 200 characters, with the key blotted out should the server have repeated it. Each error prints as one sentence that
 * says what happened and what to do.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import { InvalidRange } from "./DateRange.ts"
import {
  AuthError,
  BadRequest,
  EdgeBlocked,
  EndpointRetired,
  Forbidden,
  InsufficientBalance,
  RateLimited,
  ServerError,
  UnexpectedRedirect,
  UnexpectedStatus
} from "./internal/errors/answer.ts"
import {
  BodyTooLarge,
  BodyTruncated,
  IrregularRecords,
  LimitExceeded,
  MalformedBody,
  SchemaMismatch,
  TotalMismatch,
  WindowIgnored
} from "./internal/errors/body.ts"
import { CallbackError } from "./internal/errors/caller.ts"
import {
  AttemptTimeout,
  CircuitOpen,
  DeadlineExceeded,
  RetryBudgetExhausted,
  TransportError
} from "./internal/errors/connection.ts"

export { InvalidRange } from "./DateRange.ts"
export {
  AuthError,
  BadRequest,
  EdgeBlocked,
  EndpointRetired,
  Forbidden,
  HintSource,
  InsufficientBalance,
  RateLimited,
  ServerError,
  UnexpectedRedirect,
  UnexpectedStatus
} from "./internal/errors/answer.ts"
export {
  BodyTooLarge,
  BodyTruncated,
  IrregularRecords,
  LimitExceeded,
  MalformedBody,
  SchemaMismatch,
  TotalMismatch,
  WindowIgnored
} from "./internal/errors/body.ts"
export { type Call, CallFields } from "./internal/errors/call.ts"
export { CallbackError, InvalidConfig } from "./internal/errors/caller.ts"
export {
  AttemptTimeout,
  CircuitOpen,
  DeadlineExceeded,
  RetryBudgetExhausted,
  TransportError
} from "./internal/errors/connection.ts"

/**
 * The schema of every failure of a call.
 *
 * @category schemas
 * @since 0.1.0
 */
export const UsageError = Schema.Union([
  InvalidRange,
  AuthError,
  InsufficientBalance,
  Forbidden,
  EdgeBlocked,
  EndpointRetired,
  BadRequest,
  RateLimited,
  ServerError,
  UnexpectedStatus,
  UnexpectedRedirect,
  TransportError,
  AttemptTimeout,
  DeadlineExceeded,
  BodyTruncated,
  BodyTooLarge,
  LimitExceeded,
  MalformedBody,
  SchemaMismatch,
  TotalMismatch,
  WindowIgnored,
  IrregularRecords,
  CallbackError,
  CircuitOpen,
  RetryBudgetExhausted
])

/**
 * Every failure of a call.
 *
 * @category errors
 * @since 0.1.0
 */
export type UsageError = typeof UsageError.Type

/**
 * Every failure of a call that was sent: it tells about the {@link Call}.
 *
 * @category errors
 * @since 0.1.0
 */
export type CallError = Exclude<UsageError, InvalidRange>
