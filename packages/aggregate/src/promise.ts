/**
 * The client and the aggregation for programs without Effect: Promises, `for await`, `AbortSignal` and plain values.
 *
 * It is a thin face over the services of this package. Amounts are exact decimals in cents as strings, such as
 * `"1250.07"`, since no number holds them all. Instants are ISO 8601 in UTC, dates `YYYY-MM-DD`, durations milliseconds.
 *
 * @since 0.1.0
 */
import * as Cents from "@varg-usage/core/Cents"
import { UsageClient as Client } from "@varg-usage/core/UsageClient"
import { type BigDecimal, Cause, Context, Effect, Exit, Layer, ManagedRuntime, Option, Stream } from "effect"

import * as DayJson from "./DayJson.ts"
import type { Dimension } from "./Dimension.ts"
import type * as Filter from "./Filter.ts"
import { ClientDisposed } from "./internal/promise/errors.ts"
import { iterable } from "./internal/promise/iteration.ts"
import { plain } from "./internal/promise/plain.ts"
import { toFailure } from "./internal/promise/toFailure.ts"
import type { Day, UsageReport, UsageResponse } from "./internal/promise/values.ts"
import * as Period from "./Period.ts"
import * as UsageAggregate from "./UsageAggregate.ts"
import * as UsageServices from "./UsageServices.ts"

export * from "./internal/promise/errors.ts"
export type * from "./internal/promise/values.ts"

/**
 * Reads usage with one key. Calls of one client share its rate limit, and equal questions under way share one request.
 *
 * A call rejects with one of the errors of `UsageError`, or with the reason of its signal.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageClient extends AsyncDisposable {
  /** One request, the whole answer as records. */
  readonly getUsage: (options?: UsageOptions) => Promise<UsageResponse>
  /** What a range of days cost, read day by day. */
  readonly report: (options?: ReportOptions) => Promise<UsageReport>
  /**
   * One element a day, in the order of the dates, as soon as it and all days before it are there. Nothing is asked before
   * the first is wanted, and leaving the loop ends all requests. Each loop asks anew.
   */
  readonly days: (options?: ReportOptions) => AsyncIterable<Day>
  /** Ends what is under way. What is still waited for, and what is asked later, rejects with `ClientDisposed`. */
  readonly dispose: () => Promise<void>
}

/**
 * How to reach the gateway, and how to ask it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ClientOptions extends UsageServices.Options {}

/**
 * Which days: one of `last`, `month`, or `from` and `to`; nothing is the last 30 days.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageOptions extends Period.Period {
  /**
   * Ends the call and its requests.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

/**
 * Which days, which records, and how to roll them up.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReportOptions extends UsageOptions {
  /**
   * The rollups to make, each by the dimensions that it names.
   *
   * @default [["model"], ["capability"]]
   */
  readonly by?: ReadonlyArray<ReadonlyArray<Dimension>> | undefined
  /**
   * Whose days the range is made of: `UTC`, or an IANA zone such as `Europe/Berlin`.
   *
   * @default "UTC"
   */
  readonly zone?: string | undefined
  /**
   * The day that weeks begin on, by its number in ISO 8601.
   *
   * @default 1, a Monday
   */
  readonly weekStartsOn?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | undefined
  /**
   * Which records to count.
   *
   * @default {}
   */
  readonly where?: Where | undefined
  /**
   * Which windows to ask for: one for each day, or wide ones that are cut in halves where they look cut short, at a
   * fraction of the requests.
   *
   * @default "daily"
   */
  readonly plan?: "daily" | "adaptive" | undefined
  /**
   * Windows that are read at the same time.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined
  /**
   * What a day that can't be read does: `"fail"` ends everything with its error; `"collect"` gives it as a `DayFailure` and
   * goes on.
   *
   * @default "fail"
   */
  readonly onDayFailure?: "fail" | "collect" | undefined
}

/**
 * A record counts when it meets every condition that is given. Where several values are given, it meets one of them.
 * `model` are patterns in which `*` stands for any characters and `?` for one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Where extends Omit<Filter.Filter, "minCents" | "maxCents"> {
  /** The least that a record costs, in cents, such as `"12.5"`. */
  readonly minCents?: string | undefined
  /** The most that a record costs, in cents. */
  readonly maxCents?: string | undefined
}

/**
 * Makes a client. Throws `InvalidConfig` when the options can't be used; nothing is sent before something is asked.
 *
 * @category constructors
 * @since 0.1.0
 */
export const createUsageClient = (options: ClientOptions): UsageClient => {
  const runtime = ManagedRuntime.make(UsageServices.layer(options))
  const services = given(runtime.runSyncExit(Effect.context<Services>()))
  const aggregate = Context.get(services, UsageAggregate.UsageAggregate)
  const client = Context.get(services, Client)
  const life = new AbortController()

  const run = async <A>(effect: Effect.Effect<A, Failure>, signal: AbortSignal | undefined): Promise<A> => {
    const throwIfEnded = () => [life.signal, signal].map((one) => one?.throwIfAborted())
    throwIfEnded()
    const exit = await runtime.runPromiseExit(effect, { signal })
    if (Exit.hasInterrupts(exit)) throwIfEnded()
    return given(exit)
  }

  const dispose = async () => {
    life.abort(new ClientDisposed("The client was disposed of. Make another one.", { _tag: "ClientDisposed" }))
    await runtime.dispose()
  }

  const usage: UsageClient = {
    getUsage: ({ signal, ...period } = {}) =>
      run(Effect.map(Effect.flatMap(Period.now(period), client.getUsage), plain), signal),
    report: ({ signal, ...question } = {}) =>
      run(
        Effect.map(
          Effect.flatMap(read(question), ([range, how]) => aggregate.total(range, how)),
          plain
        ),
        signal
      ),
    days: ({ signal, ...question } = {}) => {
      const days = Stream.unwrap(Effect.map(read(question), ([range, how]) => aggregate.days(range, how)))
      const values = Stream.map(Stream.mapError(days, toFailure), (day): Day => plain(DayJson.make(day)))
      return iterable(values, signal === undefined ? life.signal : AbortSignal.any([life.signal, signal]))
    },
    dispose,
    [Symbol.asyncDispose]: dispose
  }
  behind.set(usage, services)
  return usage
}

/**
 * The services behind a client, for what is made of layers: both then share its rate limit and its answers. They live until
 * the client is disposed of.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOf = (usage: UsageClient): Layer.Layer<Services> =>
  Layer.effectContext(Effect.fromNullishOr(behind.get(usage)).pipe(Effect.orDie))

type Services = UsageAggregate.UsageAggregate | Client

const behind = new WeakMap<UsageClient, Context.Context<Services>>()

type Failure = Parameters<typeof toFailure>[0]

/** What came of it; throws the plain error of a failure. */
const given = <A>(exit: Exit.Exit<A, Failure>): A => {
  if (Exit.isSuccess(exit)) return exit.value
  throw Option.match(Cause.findErrorOption(exit.cause), {
    onNone: () => Cause.squash(exit.cause),
    onSome: toFailure
  })
}

const read = Effect.fnUntraced(function* (question: Omit<ReportOptions, "signal">) {
  const { from, last, month, to, where = {}, ...rest } = question
  const range = yield* Period.now({ from, last, month, to }, rest.zone)
  const { maxCents, minCents, ...conditions } = where
  const bounds = {
    minCents: yield* cents("where.minCents", minCents),
    maxCents: yield* cents("where.maxCents", maxCents)
  }
  return [range, { ...rest, where: { ...conditions, ...bounds } }] as const
})

const cents = (
  option: string,
  text: string | undefined
): Effect.Effect<BigDecimal.BigDecimal | undefined, UsageAggregate.InvalidOptions> =>
  text === undefined
    ? Effect.undefined
    : Effect.fromOption(
        Cents.parse(text),
        () => new UsageAggregate.InvalidOptions({ option, reason: 'is no amount in cents. Write it as "12.5".' })
      )
