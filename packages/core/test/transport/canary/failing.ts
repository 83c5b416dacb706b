/** Brings a client to fail as an echo wants it to. */
import { DateRange, RetryPolicy, UsageClient, type UsageError } from "@varg-usage/core"
import { Duration, Effect, Redacted, Result, type Scope } from "effect"
import type { HttpClient } from "effect/http"

import { Gateway } from "../Gateway.ts"
import type { Echo } from "./echoes.ts"

const day = Result.getOrThrow(DateRange.parse("2026-02-13", "2026-02-13"))

const policy: RetryPolicy.RetryPolicy = {
  ...RetryPolicy.none,
  transient: { base: Duration.millis(1), cap: Duration.millis(1) }
}

/** The failure of its last call with this key; an answer is a defect. */
export const fail = Effect.fnUntraced(function* (
  key: string,
  echo: Echo
): Effect.fn.Return<UsageError.UsageError, never, Gateway | HttpClient.HttpClient | Scope.Scope> {
  const { calls = 1, options, retry, step } = echo
  const { url } = yield* (yield* Gateway).behave(echo.gateway)
  const client = yield* Effect.orDie(
    UsageClient.make({ apiKey: Redacted.make(key), gatewayUrl: url, retry: { ...policy, ...retry }, ...options })
  )
  const failure =
    step === undefined
      ? Effect.orDie(Effect.flip(client.getUsage(day)))
      : Effect.orDie(Effect.flip(client.foldWindow(day, { initial: () => 0, step })))
  yield* Effect.replicateEffect(failure, calls - 1, { discard: true })
  return yield* failure
})
