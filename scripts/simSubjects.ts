/** What is simulated: the client by itself for odd seeds, client and aggregation for even ones. */
import { type Rollup, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { CalendarDate, Cents } from "@varg-usage/core"
import { Simulation } from "@varg-usage/emulator"
import { Effect, Result, Stream } from "effect"

const by = [["model"]] as const

/** Takes one report of the range, or reads day by day, to the first failure or to the end; a third of the ways each. */
const aggregateSubject: Simulation.Subject = {
  name: "UsageAggregate",
  read: (task) =>
    Effect.flatMap(UsageAggregate.UsageAggregate, (aggregate) =>
      task.way < 0.33 ? readReport(aggregate, task) : readDays(aggregate, task)
    ).pipe(
      Effect.catchTag("InvalidOptions", (error) => Effect.die(error)),
      Effect.provide(UsageAggregate.layer)
    )
}

/** The subject that a seed stands for. */
export const subjectOf = (seed: number): Simulation.Subject =>
  seed % 2 === 0 ? aggregateSubject : Simulation.clientSubject

type Aggregate = UsageAggregate.UsageAggregate["Service"]

function readReport(aggregate: Aggregate, { concurrency, range, report }: Simulation.Task) {
  return Effect.flatMap(
    aggregate.total(range, { by, concurrency }),
    ({ reconciliation, records, rollups, totalCents }) => {
      const reading = {
        records,
        sumCents: totalCents,
        totalCents: reconciliation.totalCents,
        byModel: modelsOf(rollups)
      }
      return report({ window: range, result: Result.succeed(reading) })
    }
  )
}

function readDays(aggregate: Aggregate, { concurrency, range, report, way }: Simulation.Task) {
  const onDayFailure = way < 0.66 ? "fail" : "collect"
  const days = Stream.zipWithIndex(aggregate.days(range, { by, concurrency, onDayFailure }))
  return Stream.runForEach(days, ([day, index]) =>
    day.date === CalendarDate.addDays(range.from, index)
      ? report({ window: { from: day.date, to: day.date }, result: resultOf(day) })
      : Effect.die(new Error(`${day.date} is out of its order`))
  )
}

function resultOf(day: UsageReport.Day): Simulation.Outcome["result"] {
  if (day._tag === "DayFailure") return Result.fail(day.error)
  const { costCents, records } = UsageReport.dayTotal(day)
  const totalCents = Cents.sum(day.windows.map(({ reconciliation }) => reconciliation.totalCents))
  return Result.succeed({ records, sumCents: costCents, totalCents, byModel: modelsOf(day.rollups) })
}

/** The cells of the one rollup that was asked for. */
function modelsOf([rollup]: ReadonlyArray<Rollup.Rollup>): Simulation.Reading["byModel"] {
  const cells = rollup?.cells ?? []
  return new Map(cells.map(({ costCents, key, records }) => [key.model ?? "", { records, cents: costCents }]))
}
