/** The aggregation over an emulator in process, on virtual time. */
import { assert } from "@effect/vitest"
import { UsageAggregate, type UsageReport } from "@varg-usage/aggregate"
import { DateRange, UsageClient, type UsageError } from "@varg-usage/core"
import { Emulator, type UsageDataset, type UsageTruth } from "@varg-usage/emulator"
import { Effect, Fiber, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

export const month = Result.getOrThrow(DateRange.parse("2026-02-01", "2026-02-28"))

/** Long enough after the month for all of it to be settled. */
export const noon = Date.UTC(2026, 2, 15, 12)

export const aggregate = (
  options?: Emulator.Options
): Layer.Layer<UsageAggregate.UsageAggregate | Emulator.Emulator, UsageError.InvalidConfig> =>
  UsageAggregate.layer.pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY })),
    Layer.provideMerge(Emulator.layerHttpClient(options))
  )

/** Runs as long as retries need, in steps, so that what is woken can go on to its next wait. */
export const run = <A, E>(
  use: Effect.Effect<A, E, UsageAggregate.UsageAggregate | Emulator.Emulator>,
  options?: Emulator.Options
): Effect.Effect<Result.Result<A, E | UsageError.InvalidConfig>> =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const fiber = yield* use.pipe(Effect.provide(aggregate(options)), Effect.result, Effect.forkChild)
    yield* Effect.repeat(TestClock.adjust("10 seconds"), { times: 59 })
    return yield* Fiber.join(fiber)
  })

export const total = (
  range: DateRange.DateRange,
  options?: UsageAggregate.Options
): Effect.Effect<UsageReport.UsageReport, UsageAggregate.AggregateError, UsageAggregate.UsageAggregate> =>
  Effect.flatMap(UsageAggregate.UsageAggregate, (service) => service.total(range, options))

export const truth: Effect.Effect<UsageTruth.UsageTruth, never, Emulator.Emulator> = Effect.flatMap(
  Emulator.Emulator,
  (emulator) => emulator.truth(month)
)

/** What was asked, in order. */
export const requests: Effect.Effect<ReadonlyArray<Emulator.RequestEntry>, never, Emulator.Emulator> = Effect.flatMap(
  Emulator.Emulator,
  (emulator) => emulator.requests
)

/** The first record that costs something, so that its absence shows in the sum. */
export const costly = (records: ReadonlyArray<UsageDataset.WireRecord>): UsageDataset.WireRecord =>
  records.find(({ cost_cents }) => cost_cents !== "0") ?? assert.fail("no record costs anything")
