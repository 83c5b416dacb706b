/** The same three dates on the clocks of four places: other jobs in each, and days that are not 24 hours long. */
import { NodeRuntime } from "@effect/platform-node"
import { LocalCalendar, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Effect, Layer, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]

const program = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  // Clocks in Berlin go forward on the 29th.
  const range = yield* Effect.fromResult(DateRange.parse("2026-03-28", "2026-03-30"))

  for (const zone of zones) {
    const calendar = yield* Effect.fromResult(LocalCalendar.make(zone))
    yield* Console.log(zone)
    yield* usage.days(range, { zone, by: [["hour"]] }).pipe(
      Stream.filter((day) => day._tag === "DayRollup"),
      Stream.runForEach((day) => Console.log(`  ${line(day, calendar)}`))
    )
  }
})

const line = (day: UsageReport.DayRollup, calendar: LocalCalendar.LocalCalendar) => {
  const { end, start } = LocalCalendar.instants(calendar, { from: day.date, to: day.date })
  const { costCents, records } = UsageReport.dayTotal(day)
  const hours = day.rollups.flatMap(({ cells }) => cells)
  const [busiest] = hours.toSorted((self, that) => that.records - self.records)
  return `${day.date}, ${(end - start) / 3_600_000} hours: ${records} jobs, ${Cents.format(costCents)} cents, most jobs at ${busiest?.key.hour}`
}

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(
  Effect.provide(Usage),
  Effect.tapError(({ message }) => Console.error(message)),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
