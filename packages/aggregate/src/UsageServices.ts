/**
 * Client and aggregation over the platform's `fetch`, from plain options: for programs that compose no layers.
 *
 * @since 0.1.0
 */
import * as RetryPolicy from "@varg-usage/core/RetryPolicy"
import * as UsageClient from "@varg-usage/core/UsageClient"
import type * as UsageError from "@varg-usage/core/UsageError"
import type * as WindowSummary from "@varg-usage/core/WindowSummary"
import { Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"

import * as UsageAggregate from "./UsageAggregate.ts"

/**
 * How to reach the gateway, and how to ask it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The key of the vendor's dashboard, `varg_...`. It is never shown, logged or sent anywhere but to the gateway. */
  readonly apiKey: string
  /**
   * Origin of the gateway, without `/v1`. Only `https`, but for loopback addresses.
   *
   * @default "https://api.varg.ai"
   */
  readonly gatewayUrl?: string | undefined
  /**
   * Requests a minute that the account's plan allows: `"free"` is 10, `"pro"` is 100, `Infinity` sets no limit.
   *
   * @default "free"; no limit for a gateway on a loopback address
   */
  readonly plan?: "free" | "pro" | number | undefined
  /**
   * Requests under way at once.
   *
   * @default 2 for "free", 4 otherwise; no limit for a gateway on a loopback address
   */
  readonly concurrency?: number | undefined
  /**
   * When failed attempts are tried again, by the name of a `RetryPolicy`: `"interactive"` is for calls that somebody waits
   * for (4 attempts, 2 minutes), `"backfill"` for long runs (6 attempts, 30 minutes), `"none"` never tries again.
   *
   * @default "interactive"
   */
  readonly retry?: "interactive" | "backfill" | "none" | undefined
  /**
   * What fails a day that is otherwise reported: `true` for every irregularity, or the kinds that matter.
   *
   * @default false
   */
  readonly strict?: boolean | ReadonlyArray<WindowSummary.Irregularity> | undefined
  /**
   * Windows that are kept once all of their days are 48 hours over, those used last.
   *
   * @default 1000
   */
  readonly keptWindows?: number | undefined
  /**
   * How long a window is kept, in milliseconds.
   *
   * @default 3600000, an hour
   */
  readonly keptFor?: number | undefined
  /**
   * What carries the requests.
   *
   * @default globalThis.fetch
   */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Both services; hold one for each key. Fails with `InvalidConfig` where an option can't be used.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<UsageAggregate.UsageAggregate | UsageClient.UsageClient, UsageError.InvalidConfig> => {
  const { apiKey, fetch, keptFor, keptWindows, retry = "interactive", ...rest } = options
  // An environment that lacks the key gives `undefined`, whatever the type says; no key is what is refused by name.
  const client = UsageClient.layer({ ...rest, apiKey: Redacted.make(apiKey ?? ""), retry: policies[retry] })
  return UsageAggregate.layerWith({ keptFor, keptWindows }).pipe(
    Layer.provideMerge(client),
    Layer.provide(fetch === undefined ? FetchHttpClient.layer : transport(fetch))
  )
}

const policies = { interactive: RetryPolicy.interactive, backfill: RetryPolicy.backfill, none: RetryPolicy.none }

/** Fresh, since layers are shared by what they are: another `fetch` in the same program is another transport. */
const transport = (fetch: typeof globalThis.fetch) =>
  Layer.provide(Layer.fresh(FetchHttpClient.layer), Layer.succeed(FetchHttpClient.Fetch, fetch))
