/** The union of errors is closed, and a tag takes its error out of it: compiled with all else, and never run. */
import { RetryPolicy, type UsageClient, type UsageError } from "@varg-usage/core"
import { type Duration, Effect, type Schedule } from "effect"
import { expectTypeOf } from "vitest"

declare const client: UsageClient.UsageClient["Service"]
const call = client.getUsage()

expectTypeOf<UsageError.UsageError["_tag"]>().toEqualTypeOf<
  | "InvalidRange"
  | "AuthError"
  | "InsufficientBalance"
  | "Forbidden"
  | "EdgeBlocked"
  | "EndpointRetired"
  | "BadRequest"
  | "RateLimited"
  | "ServerError"
  | "UnexpectedStatus"
  | "UnexpectedRedirect"
  | "TransportError"
  | "AttemptTimeout"
  | "DeadlineExceeded"
  | "BodyTruncated"
  | "BodyTooLarge"
  | "LimitExceeded"
  | "MalformedBody"
  | "SchemaMismatch"
  | "TotalMismatch"
  | "WindowIgnored"
  | "IrregularRecords"
  | "CallbackError"
  | "CircuitOpen"
  | "RetryBudgetExhausted"
>()

// All but one are about a call.
expectTypeOf<UsageError.CallError["_tag"]>().toEqualTypeOf<Exclude<UsageError.UsageError["_tag"], "InvalidRange">>()
expectTypeOf<UsageError.CallError>().toExtend<UsageError.Call & Error>()

// A tag that is handled leaves the others.
const withoutKey = Effect.catchTag(call, "AuthError", ({ detail }) => Effect.succeed(detail))
expectTypeOf(withoutKey).toEqualTypeOf<
  Effect.Effect<UsageClient.UsageResponse | string | undefined, Exclude<UsageError.UsageError, UsageError.AuthError>>
>()
const withoutWaiting = Effect.catchTag(call, ["RateLimited", "CircuitOpen"], ({ retryAfter }) =>
  Effect.succeed(retryAfter)
)
expectTypeOf(withoutWaiting).toEqualTypeOf<
  Effect.Effect<
    UsageClient.UsageResponse | Duration.Duration | undefined,
    Exclude<UsageError.UsageError, UsageError.RateLimited | UsageError.CircuitOpen>
  >
>()
// @ts-expect-error there is no such error
void Effect.catchTag(call, "AuthErr", () => Effect.void)

// What decides about retries takes every error, and a schedule over them will do for a policy.
expectTypeOf(RetryPolicy.isRetryable).toEqualTypeOf<(error: UsageError.UsageError) => boolean>()
expectTypeOf<RetryPolicy.PlainSchedule>().toEqualTypeOf<Schedule.Schedule<unknown, UsageError.CallError>>()
