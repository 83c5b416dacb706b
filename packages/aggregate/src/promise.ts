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
import { InvalidConfig } from "@varg-usage/core/UsageError"
import { BigDecimal, Cause, Context, Effect, Exit, Layer, ManagedRuntime, Option, Result, Stream } from "effect"

import * as DayJson from "./DayJson.ts"
import type { Dimension } from "./Dimension.ts"
import * as Checks from "./internal/promise/checks.ts"
import { ClientDisposed } from "./internal/promise/errors.ts"
import { iterable } from "./internal/promise/iteration.ts"
import type { ClientOptions, ReportOptions, UsageOptions } from "./internal/promise/options.ts"
import { type Plain, plain } from "./internal/promise/plain.ts"
import type { Refusal } from "./internal/promise/refusal.ts"
import { toFailure } from "./internal/promise/toFailure.ts"
import type { Day, UsageReport, UsageResponse } from "./internal/promise/values.ts"
import * as Period from "./Period.ts"
import * as UsageAggregate from "./UsageAggregate.ts"
import * as UsageServices from "./UsageServices.ts"

export type * from "./internal/promise/errorFields.ts"
export * from "./internal/promise/errors.ts"
export type * from "./internal/promise/options.ts"
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
 * Makes a client. Throws `InvalidConfig` when the options can't be used; nothing is sent before something is asked.
 *
 * @category constructors
 * @since 0.1.0
 */
export const createUsageClient = (options: ClientOptions): UsageClient => {
  const valid = Result.getOrThrowWith(Checks.clientOptions(options), invalidConfig)
  const runtime = ManagedRuntime.make(UsageServices.layer(valid))
  const services = given(runtime.runSyncExit(Effect.context<Services>()))
  const aggregate = Context.get(services, UsageAggregate.UsageAggregate)
  const client = Context.get(services, Client)
  const life = new AbortController()

  const run = async <Asked extends UsageOptions, A>(
    check: (asked: unknown) => Result.Result<Asked, Refusal>,
    asked: unknown,
    answer: (question: Omit<Asked, "signal">) => Effect.Effect<A, Failure>
  ): Promise<Plain<A>> => {
    const { signal, ...question } = Result.getOrThrowWith(check(asked), invalidOptions)
    const throwIfEnded = () => [life.signal, signal].map((one) => one?.throwIfAborted())
    throwIfEnded()
    const exit = await runtime.runPromiseExit(answer(question), { signal })
    if (Exit.hasInterrupts(exit)) throwIfEnded()
    return plain(given(exit))
  }

  const dispose = async () => {
    life.abort(new ClientDisposed("The client was disposed of. Make another one.", { _tag: "ClientDisposed" }))
    await runtime.dispose()
  }

  const usage: UsageClient = {
    getUsage: (asked = {}) =>
      run(Checks.usageOptions, asked, (period) => Effect.flatMap(Period.now(period), client.getUsage)),
    report: (asked = {}) =>
      run(Checks.reportOptions, asked, (question) =>
        Effect.flatMap(read(question), ([range, how]) => aggregate.total(range, how))
      ),
    days: (asked = {}) => {
      const checked = Checks.reportOptions(asked)
      if (Result.isFailure(checked)) return iterable(Stream.fail(invalidOptions(checked.failure)), life.signal)
      const { signal, ...question } = checked.success
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
 * the client is disposed of. Throws `InvalidConfig` for anything else than a client of `createUsageClient`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOf = (usage: UsageClient): Layer.Layer<Services> => {
  const services = behind.get(usage)
  if (services !== undefined) return Layer.succeedContext(services)
  throw invalidConfig({ option: "client", reason: "must be a client that createUsageClient made." })
}

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

const invalidConfig = (refusal: Refusal) => toFailure(new InvalidConfig(refusal))

const invalidOptions = (refusal: Refusal) => toFailure(new UsageAggregate.InvalidOptions(refusal))

const read = Effect.fnUntraced(function* (question: Omit<ReportOptions, "signal">) {
  const { by, from, last, month, to, where = {}, ...rest } = question
  const range = yield* Period.now({ from, last, month, to }, rest.zone)
  const { maxCents, minCents, ...conditions } = where
  const least = yield* cents("where.minCents", minCents)
  const most = yield* cents("where.maxCents", maxCents)
  if (least !== undefined && most !== undefined && BigDecimal.isGreaterThan(least, most)) {
    const reason = "leave out every record: the least is more than the most."
    return yield* new UsageAggregate.InvalidOptions({ option: "where.minCents, where.maxCents", reason })
  }
  const rollups = by !== undefined && isFlat(by) ? [by] : by
  const how = { ...rest, by: rollups, where: { ...conditions, minCents: least, maxCents: most } }
  return [range, how] as const
})

const isFlat = (by: NonNullable<ReportOptions["by"]>): by is ReadonlyArray<Dimension> =>
  by.every((one) => typeof one === "string")

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
