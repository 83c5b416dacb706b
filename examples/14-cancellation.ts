/** Three ways to stop reading a year. Each ends the requests that are under way, as an emulator can tell. */
import { UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Emulator, Fault } from "@varg-usage/emulator"
import { BigDecimal, Console, Effect, Exit, Layer, Option, Redacted, Result, Stream } from "effect"

const underWay = new Set<number>()

/** Its answers drip. */
const Gateway = Emulator.layerHttpClient({
  faults: () => Fault.SlowBody({ bytes: 1024, every: "2 millis" }),
  observe: ({ request: { index }, type }) => {
    if (type === "asked") underWay.add(index)
    if (type === "released") underWay.delete(index)
  }
})

const Usage = UsageAggregate.layer.pipe(
  Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey), plan: Number.POSITIVE_INFINITY })),
  Layer.provide(Gateway)
)

const year = Result.getOrThrow(DateRange.parse("2025-01-01", "2025-12-31"))

const days = Stream.unwrap(Effect.map(UsageAggregate.UsageAggregate, (usage) => usage.days(year))).pipe(
  Stream.filter((day) => day._tag === "DayRollup")
)

/** A stream that nobody reads on asks no more. */
const untilEnough = Effect.gen(function* () {
  let spent = Cents.zero
  const last = yield* days.pipe(
    Stream.tap((day) => Effect.sync(() => (spent = BigDecimal.sum(spent, UsageReport.dayTotal(day).costCents)))),
    Stream.takeUntil(() => BigDecimal.isGreaterThan(spent, BigDecimal.fromBigInt(20_000n))),
    Stream.runLast
  )
  return `${Cents.format(spent)} cents were spent by ${Option.getOrThrow(last).date}`
})

/** A deadline for all of it, beside those that the client has for each call. */
const untilLate = Stream.runCount(days).pipe(
  Effect.as("Read in time"),
  Effect.timeoutOrElse({ duration: "100 millis", orElse: () => Effect.succeed("Not within 100 milliseconds") })
)

const program = Effect.gen(function* () {
  for (const way of [untilEnough, untilLate])
    yield* Console.log(`${yield* Effect.provide(way, Usage)}; requests under way: ${underWay.size}`)
})
await Effect.runPromise(program)

// What is no Effect stops it with a signal: a server whose client has left, a button, a test that has ended.
const reading = Effect.provide(Stream.runDrain(days), Usage)
const exit = await Effect.runPromiseExit(reading, { signal: AbortSignal.timeout(100) })
console.log(`${Exit.hasInterrupts(exit) ? "Aborted" : "Read in time"}; requests under way: ${underWay.size}`)
