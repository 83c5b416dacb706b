/**
 * Typed client of the gateway's `GET /usage`.
 *
 * The unit of truth is the window, a range of UTC dates: it is asked for, read whole, decoded, compared with its own
 * `total_cents`, and only then counted. A failed attempt leaves no trace.
 *
 * @since 0.1.0
 */
import {
  type BigDecimal,
  Clock,
  Config,
  Context,
  type Duration,
  Effect,
  Layer,
  type Redacted,
  Result,
  type Scope,
  Stream
} from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"

import * as DateRange from "./DateRange.ts"
import * as Attempt from "./internal/attempt.ts"
import { CallState } from "./internal/call.ts"
import { gatewayEndpoint, givenKey, isLoopback, positive, validKey, validLimits } from "./internal/config.ts"
import { acceptEncoding } from "./internal/inflate.ts"
import * as Limiter from "./internal/limiter.ts"
import * as Retrying from "./internal/retrying.ts"
import { version } from "./internal/version.ts"
import { Workspace } from "./internal/workspace.ts"
import * as RetryPolicy from "./RetryPolicy.ts"
import * as UsageBatch from "./UsageBatch.ts"
import type { CallError, InvalidConfig, TotalMismatch, UsageError } from "./UsageError.ts"
import type { UsageRecord } from "./UsageRecord.ts"
import * as WindowSummary from "./WindowSummary.ts"

/**
 * Reads usage. Every method sends both dates, moves a `to` in the future to today (UTC), retries by the policy of its
 * layer, and fails with one of the errors of `UsageError`.
 *
 * @category services
 * @since 0.1.0
 */
export class UsageClient extends Context.Service<
  UsageClient,
  {
    /**
     * One request, the whole answer as records; by default that for the last 30 days up to today (UTC). Holds the window
     * in memory: bodies over 64 MiB are refused.
     */
    readonly getUsage: (range?: DateRange.DateRange) => Effect.Effect<UsageResponse, UsageError>
    /**
     * One request, folded batch by batch, and given only once it is proved against `total_cents`. Each attempt begins
     * with a new `initial()`, so the state may be mutable. No record is held; see `detectRepeats` for what is.
     */
    readonly foldWindow: <S>(
      range: DateRange.DateRange,
      fold: Fold<S>,
      options?: FoldOptions
    ) => Effect.Effect<WindowResult<S>, UsageError>
    /**
     * One request, its batches as they arrive. It is tried again until the answer begins; after that it fails where the
     * answer does, in the end with `TotalMismatch` if the batches were not the truth. Where every figure must be proved
     * before it is used, use `foldWindow`.
     *
     * The request keeps its place among those of the client until the stream ends: a consumer that makes calls of its own
     * needs a `concurrency` of more than 1.
     */
    readonly streamUsage: (
      range: DateRange.DateRange,
      options?: StreamOptions
    ) => Stream.Stream<UsageBatch.UsageBatch, UsageError>
  }
>()("@varg-usage/core/UsageClient") {}

/**
 * How a window is folded.
 *
 * @category models
 * @since 0.1.0
 */
export interface FoldOptions {
  /**
   * Whether a window whose records do not add up to its total is asked for once more. Who can ask for a part of it instead
   * saves a request.
   *
   * @default true
   */
  readonly retryMismatch?: boolean | undefined
  /**
   * Whether the columns of a batch are written over by the next one, once `step` has returned. Who keeps no batch saves
   * the memory of 30 bytes and a job id for each record.
   *
   * @default false
   */
  readonly reuseBatches?: boolean | undefined
}

/**
 * How a window is streamed.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamOptions {
  /**
   * Hears what the window held, after its last batch and before the stream ends: what was set aside is in no batch.
   *
   * @default () => Effect.void
   */
  readonly onSummary?: ((summary: WindowSummary.WindowSummary) => Effect.Effect<void>) | undefined
}

/**
 * How to fold the batches of a window. Both functions are synchronous.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fold<S> {
  readonly initial: () => S
  readonly step: (state: S, batch: UsageBatch.UsageBatch) => S
}

/**
 * The state of a fold over a whole window, and what the window held.
 *
 * @category models
 * @since 0.1.0
 */
export interface WindowResult<S> {
  readonly state: S
  readonly summary: WindowSummary.WindowSummary
}

/**
 * The contract's answer with its exact total in cents, and what was checked.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageResponse {
  /** The records of the window, in the gateway's order. */
  readonly usage: ReadonlyArray<UsageRecord>
  /** The gateway's own total in cents. */
  readonly totalCents: BigDecimal.BigDecimal
  readonly summary: WindowSummary.WindowSummary
}

/**
 * Whom a client asks, how often and how much at once, and what it takes for a failure.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The key of the vendor's dashboard, `varg_...`. It is never shown, logged or sent anywhere but to the gateway. */
  readonly apiKey: Redacted.Redacted
  /**
   * Origin of the gateway, without `/v1`. Only `https`, but for loopback addresses.
   *
   * @default "https://api.varg.ai"
   */
  readonly gatewayUrl?: string | undefined
  /**
   * When failed attempts are tried again: a policy, or a plain Effect `Schedule` that alone says how often and when.
   *
   * @default RetryPolicy.interactive
   */
  readonly retry?: RetryPolicy.RetryPolicy | RetryPolicy.PlainSchedule | undefined
  /**
   * Requests a minute that the account's plan allows: `"free"` is 10, `"pro"` is 100, `Infinity` sets no limit. Never
   * more are sent in any 60 seconds; what the gateway's headers say may only lower it.
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
   * What fails a window that is otherwise reported in its summary: `true` for every irregularity, or the kinds that
   * matter.
   *
   * @default false
   */
  readonly strict?: boolean | ReadonlyArray<WindowSummary.Irregularity> | undefined
  /**
   * Whether rows that stand twice are looked for. It costs some 16 bytes of memory for every record of a window, and up to
   * 50 where records do not come in the order of time, or most jobs are charged again; without it a window of any size
   * takes constant memory.
   *
   * @default true
   */
  readonly detectRepeats?: boolean | undefined
  /**
   * Largest decompressed body that `foldWindow` and `streamUsage` read, in bytes.
   *
   * @default 2147483648 (2 GiB)
   */
  readonly maxFoldBytes?: number | undefined
  /**
   * Largest decompressed body that `getUsage` reads, in bytes.
   *
   * @default 67108864 (64 MiB)
   */
  readonly maxResponseBytes?: number | undefined
}

/**
 * Calls of one client share its rate limit, its retry budget and its circuit breaker, and all end when its key is
 * refused. Fails with `InvalidConfig` when an option can't be used.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<UsageClient["Service"], InvalidConfig, HttpClient.HttpClient | Scope.Scope> {
  const { detectRepeats = true, maxFoldBytes = 2 * 1024 ** 3, maxResponseBytes = 64 * 1024 ** 2 } = options
  const { retry = RetryPolicy.interactive } = options
  yield* Effect.fromResult(validLimits(options))
  const gateway = yield* makeGateway(options, "hintCap" in retry ? retry.hintCap : RetryPolicy.interactive.hintCap)
  const strict = kindsOf(options.strict)
  const workspace = new Workspace()
  const { limits, run } = yield* Retrying.make(retry)

  /** One call: checked dates, then attempts under the policy. */
  const call = Effect.fnUntraced(function* <A, R>(
    range: DateRange.DateRange,
    attempt: (window: DateRange.DateRange, turn: Attempt.Turn, call: CallState) => Effect.Effect<A, CallError, R>
  ) {
    const window = yield* DateRange.askable(range)
    yield* Effect.annotateCurrentSpan({ "varg.from": window.from, "varg.to": window.to })
    const state = new CallState(window, yield* Clock.monotonicTimeNanos)
    return yield* run(state, (mayStillSend) => attempt(window, { limits, mayStillSend }, state))
  })

  const fold = <S>(
    range: DateRange.DateRange,
    { initial, step }: Fold<S>,
    maxBodyBytes: number,
    { retryMismatch = true, reuseBatches = false }: FoldOptions
  ) =>
    call(range, (window, turn, state) => {
      const ask = { window, maxBodyBytes, detectRepeats, reuseBatches, strict, workspace, initial, step }
      const attempt = Effect.map(Attempt.fold(gateway, ask, turn, state), Result.succeed)
      // What is no failure of the attempt is not tried again.
      const asResult = (mismatch: TotalMismatch) => Effect.succeed(Result.fail(mismatch))
      return retryMismatch ? attempt : Effect.catchTag(attempt, "TotalMismatch", asResult)
    }).pipe(Effect.flatMap(Effect.fromResult))

  const streamed = { maxBodyBytes: maxFoldBytes, detectRepeats, reuseBatches: false, strict, workspace }

  return UsageClient.of({
    getUsage: Effect.fn("UsageClient.getUsage")(function* (range?: DateRange.DateRange) {
      const { state, summary } = yield* fold(range ?? (yield* DateRange.last30Days), collectRecords, maxResponseBytes, {
        reuseBatches: true
      })
      return { usage: state, totalCents: summary.totalCents, summary }
    }),
    foldWindow: Effect.fn("UsageClient.foldWindow")(function* <S>(
      range: DateRange.DateRange,
      how: Fold<S>,
      foldOptions: FoldOptions = {}
    ) {
      return yield* fold(range, how, maxFoldBytes, foldOptions)
    }),
    streamUsage: (range, { onSummary = () => Effect.void } = {}) =>
      Stream.unwrap(
        call(range, (window, turn, state) => Attempt.stream(gateway, { ...streamed, window, onSummary }, turn, state))
      ).pipe(Stream.withSpan("UsageClient.streamUsage"))
  })
})

/**
 * The client over the application's `HttpClient`. Fails with `InvalidConfig` when an option can't be used.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<UsageClient, InvalidConfig, HttpClient.HttpClient> =>
  Layer.effect(UsageClient, make(options))

/**
 * The client with its key from `VARG_API_KEY` and its gateway from `VARG_GATEWAY_URL` (the vendor's own names), read
 * through `Config`; an empty variable is one that is not set. Fails with `InvalidConfig` when there is no key, or when the
 * key, the gateway or an option can't be used, and with `ConfigError` when the configuration itself can't be read.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options: Omit<Options, "apiKey" | "gatewayUrl"> = {}
): Layer.Layer<UsageClient, InvalidConfig | Config.ConfigError, HttpClient.HttpClient> =>
  Layer.effect(
    UsageClient,
    Effect.gen(function* () {
      const { apiKey, gatewayUrl } = yield* environment
      return yield* make({ ...options, apiKey: yield* Effect.fromResult(givenKey(apiKey)), gatewayUrl })
    })
  )

const environment = Config.all({
  apiKey: Config.Redacted("VARG_API_KEY").pipe(Config.withDefault(undefined)),
  gatewayUrl: Config.String("VARG_GATEWAY_URL").pipe(
    Config.withDefault(undefined),
    Config.map((url) => (url === "" ? undefined : url))
  )
})

const perMinute = { free: 10, pro: 100 } as const

const kindsOf = (strict: Options["strict"]): ReadonlyArray<WindowSummary.Irregularity> => {
  if (typeof strict === "object") return strict
  return strict === true ? WindowSummary.allIrregularities : []
}

/** Browsers set both headers themselves; a header of ours would cost a preflight that not every gateway allows. */
const inBrowser = () => globalThis.navigator?.userAgent?.startsWith("Mozilla/") ?? false

const makeGateway = Effect.fnUntraced(function* (options: Options, maxPause: Duration.Duration) {
  const endpoint = yield* Effect.fromResult(gatewayEndpoint(options.gatewayUrl ?? "https://api.varg.ai"))
  const plan = options.plan ?? (isLoopback(endpoint.hostname) ? Number.POSITIVE_INFINITY : "free")
  const apiKey = yield* Effect.fromResult(validKey(options.apiKey))
  const headers = inBrowser() ? {} : { "user-agent": `varg-usage/${version}`, "accept-encoding": acceptEncoding() }
  const usual = plan === "free" ? 2 : plan === Number.POSITIVE_INFINITY ? plan : 4
  return {
    client: yield* HttpClient.HttpClient,
    endpoint,
    apiKey,
    request: HttpClientRequest.get(endpoint, { acceptJson: true, headers }).pipe(HttpClientRequest.bearerToken(apiKey)),
    latch: { refused: false },
    limiter: Limiter.make({
      perMinute: yield* Effect.fromResult(positive("plan", typeof plan === "number" ? plan : perMinute[plan])),
      concurrency: yield* Effect.fromResult(positive("concurrency", options.concurrency ?? usual)),
      maxPause
    })
  }
})

const collectRecords: Fold<Array<UsageRecord>> = {
  initial: () => [],
  step: (records, batch) => {
    for (const record of UsageBatch.records(batch)) records.push(record)
    return records
  }
}
