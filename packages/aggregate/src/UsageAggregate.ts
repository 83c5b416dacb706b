/**
 * Reads ranges of days and rolls them up, day by day.
 *
 * @since 0.1.0
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import * as UsageClient from "@varg-usage/core/UsageClient"
import type * as UsageError from "@varg-usage/core/UsageError"
import { Clock, Context, Duration, Effect, Layer, Result, Schema, type Scope, Semaphore, Stream } from "effect"

import { Dimension } from "./Dimension.ts"
import type * as Filter from "./Filter.ts"
import { DaySequence, rangesToRead } from "./internal/daySequence.ts"
import * as Neighbours from "./internal/neighbours.ts"
import * as SharedReadings from "./internal/sharedReadings.ts"
import { readWhole, readWindow } from "./internal/windowReading.ts"
import type { Question } from "./internal/windowRollups.ts"
import * as LocalCalendar from "./LocalCalendar.ts"
import * as UsagePlan from "./UsagePlan.ts"
import { type Day, type DayRollup, ReportSum, type UsageReport } from "./UsageReport.ts"

/**
 * Every method covers each day of the range once, moves a `to` in the future to today, ends all requests when it is
 * interrupted, and fails with an `AggregateError`.
 *
 * A gateway may cut its days in another zone than UTC. Windows that its answers put in doubt are asked for once more,
 * together with the day before and the day after; where it cuts at UTC, nothing is asked twice.
 *
 * @category services
 * @since 0.1.0
 */
export class UsageAggregate extends Context.Service<
  UsageAggregate,
  {
    /** One element a day, in the order of the dates, as soon as it, all days before it and the window after it are there. */
    readonly days: (range: DateRange.DateRange, options?: Options) => Stream.Stream<Day, AggregateError>
    /** The report of the days so far, once for each day: the last one is the report of the range. */
    readonly running: (range: DateRange.DateRange, options?: Options) => Stream.Stream<UsageReport, AggregateError>
    /** The report of the range. */
    readonly total: (range: DateRange.DateRange, options?: Options) => Effect.Effect<UsageReport, AggregateError>
  }
>()("@varg-usage/aggregate/UsageAggregate") {}

/**
 * An option can't be used. Nothing was asked.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>()("InvalidOptions", {
  option: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.option}: ${this.reason}`
  }
}

/**
 * What a method can fail with: whatever a call can, and options that can't be used.
 *
 * @category errors
 * @since 0.1.0
 */
export type AggregateError = UsageError.UsageError | InvalidOptions

/**
 * What to count and how to group it, and how its days are read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * The rollups to make, each by the dimensions that it names.
   *
   * @default [["model"], ["capability"]]
   */
  readonly by?: ReadonlyArray<ReadonlyArray<Dimension>> | undefined
  /**
   * Whose days the range is made of, and whose hours, weeks and months records are put in: `UTC`, or an IANA zone such as
   * `Europe/Berlin`.
   *
   * @default "UTC"
   */
  readonly zone?: string | undefined
  /**
   * The day that weeks begin on, by its number in ISO 8601.
   *
   * @default 1, a Monday
   */
  readonly weekStartsOn?: LocalCalendar.Weekday | undefined
  /**
   * Which records to count. What is proved against the gateway's totals are all records all the same.
   *
   * @default {}
   */
  readonly where?: Filter.Filter | undefined
  /**
   * Which windows to ask for.
   *
   * @default "daily"
   */
  readonly plan?: UsagePlan.UsagePlan | undefined
  /**
   * Requests for windows that are under way at the same time.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined
  /**
   * What a day that can't be read does: `"fail"` ends everything with its error; `"collect"` gives it as a `DayFailure` and
   * goes on. A refused key always ends everything.
   *
   * @default "fail"
   */
  readonly onDayFailure?: "fail" | "collect" | undefined
  /**
   * Days that are known already, made with the same options: they are given in their place, and not asked for.
   *
   * @default []
   */
  readonly known?: Iterable<DayRollup> | undefined
}

/**
 * The rollups that are made unless others are asked for: per model, and per capability.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultBy: ReadonlyArray<ReadonlyArray<Dimension>> = [["model"], ["capability"]]

/**
 * What is kept of windows that were read.
 *
 * @category models
 * @since 0.1.0
 */
export interface LayerOptions {
  /**
   * Windows that are kept once all of their days are 48 hours over, those used last. Equal questions under way at the same
   * time share one request in any case.
   *
   * @default 1000
   */
  readonly keptWindows?: number | undefined
  /**
   * How long a window is kept: a settled day may still change when a job is run again days later.
   *
   * @default 1 hour
   */
  readonly keptFor?: Duration.Input | undefined
}

/**
 * An aggregation of its own over the application's `UsageClient`, which shares nothing with others.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  layerOptions: LayerOptions = {}
): Effect.fn.Return<UsageAggregate["Service"], never, UsageClient.UsageClient | Scope.Scope> {
  const { keptFor = "1 hour", keptWindows = 1000 } = layerOptions
  const client = yield* UsageClient.UsageClient
  const shared = yield* SharedReadings.make(readWhole(client), {
    capacity: keptWindows,
    timeToLive: Duration.fromInputUnsafe(keptFor)
  })

  const prepare = Effect.fnUntraced(function* (given: DateRange.DateRange, options: Options) {
    const { known = [], onDayFailure = "fail", plan = "daily", where = {} } = options
    const { by, calendar, concurrency } = yield* Effect.fromResult(checked(options))
    const now = yield* Clock.currentTimeMillis
    const range = yield* askable(given, LocalCalendar.dateOf(calendar, now))
    const question: Question = { by, calendar, where }
    const byDate = new Map(Array.from(known, (day) => [day.date, day]))
    const slots = yield* Semaphore.make(concurrency)
    const read: SharedReadings.Read = (ask) => slots.withPermits(1)(shared(ask))
    const readAll = (window: DateRange.DateRange): Neighbours.Outcomes =>
      readWindow(read, window, question).pipe(
        Effect.catchIf(
          (error) => onDayFailure === "collect" && error._tag !== "AuthError",
          (error) => Effect.succeed([{ window, error }])
        )
      )
    const days = Stream.suspend((): Stream.Stream<Day, UsageError.UsageError> => {
      const sequence = new DaySequence(range, question, byDate, now)
      const windows = rangesToRead(range, calendar, CalendarDate.fromEpochMillis(now), (date) =>
        byDate.has(date)
      ).flatMap((part) => UsagePlan.windows(plan, part))
      const rest = Stream.fromIterable(windows).pipe(
        Stream.mapEffect(readAll, { concurrency }),
        Stream.flattenIterable,
        Neighbours.settle(read, question, concurrency),
        Stream.map((readings) => readings.flatMap((reading) => sequence.add(reading))),
        Stream.flattenIterable
      )
      return Stream.concat(Stream.fromIterable(sequence.complete()), rest)
    })
    return { days, sum: new ReportSum(range, by, calendar.zone) }
  })

  return UsageAggregate.of({
    days: (range, options = {}) => Stream.unwrap(Effect.map(prepare(range, options), ({ days }) => days)),
    running: (range, options = {}) =>
      Stream.unwrap(
        Effect.map(prepare(range, options), ({ days, sum }) =>
          Stream.map(days, (day) => {
            sum.add(day)
            return sum.report
          })
        )
      ),
    total: Effect.fn("UsageAggregate.total")(function* (range, options = {}) {
      const { days, sum } = yield* prepare(range, options)
      yield* Stream.runForEach(days, (day) => Effect.sync(() => sum.add(day)))
      return sum.report
    })
  })
})

/**
 * {@link layer} with other limits on what it keeps.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: LayerOptions): Layer.Layer<UsageAggregate, never, UsageClient.UsageClient> =>
  // Effect builds one layer once, whatever it is provided with: a second key would get the figures of the first.
  Layer.fresh(Layer.effect(UsageAggregate, make(options)))

/**
 * The aggregation over the application's `UsageClient`: whoever asks it the same shares the answer.
 *
 * Each layer that it is provided to gets one of its own, over the client provided there, so that several keys in one
 * program never share what was read. To share it, provide it once.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<UsageAggregate, never, UsageClient.UsageClient> = layerWith({})

/** Dates checked, and the end moved to today where the days are. */
const askable = (range: DateRange.DateRange, today: CalendarDate.CalendarDate) => {
  const { from, to }: Partial<Record<keyof DateRange.DateRange, unknown>> = { ...range }
  return Effect.fromResult(
    Result.flatMap(DateRange.parse(String(from), String(to)), (valid) => DateRange.clampToToday(valid, today))
  )
}

const isDimension = Schema.is(Dimension)

const checked = ({
  by = defaultBy,
  concurrency = 4,
  known = [],
  plan = "daily",
  weekStartsOn = 1,
  zone = "UTC"
}: Options) => {
  const refuse = (option: string, reason: string) => Result.fail(new InvalidOptions({ option, reason }))
  if (by.length === 0) return refuse("by", 'names no rollup. Give some such as [["model"], ["capability"]].')
  if (!by.flat().every(isDimension)) return refuse("by", `has other dimensions than ${Dimension.literals.join(", ")}.`)
  if (by.some((dimensions) => new Set(dimensions).size < dimensions.length))
    return refuse("by", "names a dimension twice.")
  if (!(concurrency >= 1)) return refuse("concurrency", "must be a number from 1.")
  if (!["adaptive", "daily"].includes(plan)) return refuse("plan", "is daily or adaptive.")
  const other = Array.from(known).find((day) => day.zone !== zone || day.rollups.length !== by.length)
  if (other !== undefined) return refuse("known", `has a ${other.date} that was made with other options.`)
  return Result.mapBoth(LocalCalendar.make(zone, weekStartsOn), {
    onFailure: (error) => new InvalidOptions({ option: "zone", reason: error.message }),
    onSuccess: (calendar) => ({ by, calendar, concurrency })
  })
}
