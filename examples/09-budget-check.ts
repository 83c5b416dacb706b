/**
 * Checks a month against a limit, for a scheduled job: `pnpm example 09 --month 2026-02 --limit 150000`.
 * Exit code 0: within the limit. 2: over it. 3: nobody can say, since costs are unknown. 1: the check failed.
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Budget, DailyCost, Forecast, Reconciliation, UsageAggregate } from "@varg-usage/aggregate"
import { CalendarDate, Cents, DateRange, UsageClient } from "@varg-usage/core"
import { Console, Data, Effect, Layer, Result, Runtime } from "effect"
import { Command, Flag } from "effect/cli"
import { FetchHttpClient } from "effect/http"

class Alarm extends Data.TaggedError("Alarm")<{ readonly message: string; readonly code: number }> {
  override readonly [Runtime.errorExitCode] = this.code
}

const flags = {
  month: Flag.String("month").pipe(Flag.withDescription("The month, as in 2026-02"), Flag.withDefault("2026-02")),
  limit: Flag.String("limit").pipe(
    Flag.withDescription("What may be spent in it, in cents"),
    Flag.withDefault("150000"),
    Flag.withSchema(Cents.CentsFromString)
  )
}

const check = Effect.fn("budget")(function* ({ limit, month }: Command.Command.Config.Infer<typeof flags>) {
  const usage = yield* UsageAggregate.UsageAggregate
  const period = yield* Effect.fromResult(DateRange.month(month))
  const report = yield* usage.total(period, { by: [["day"]] })
  const rollup = yield* Effect.fromNullishOr(report.rollups[0])

  const days = yield* Effect.fromResult(DailyCost.fromRollup(rollup, DateRange.days(report)))
  // Early in the month there is none.
  const forecast = Result.getOrUndefined(Forecast.make({ period, today: yield* CalendarDate.today, days }))
  const complete = Reconciliation.isReconciled(report.reconciliation)
  const { exceededOn, spentCents, state } = yield* Effect.fromResult(
    Budget.check({ limitCents: limit }, { rollup, complete, forecast })
  )

  yield* Console.log(`${month}: ${state}, ${Cents.format(spentCents)} of ${Cents.format(limit)} cents`)
  if (exceededOn !== undefined) yield* Console.log(`The limit falls on ${exceededOn}.`)
  if (state === "exceeded") return yield* new Alarm({ message: "Over budget", code: 2 })
  if (state === "unproven") return yield* new Alarm({ message: "Not every cost is known", code: 3 })
})

const Usage = UsageAggregate.layer.pipe(Layer.provide(UsageClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

const main = (input: Command.Command.Config.Infer<typeof flags>) =>
  check(input).pipe(
    Effect.provide(Usage),
    Effect.tapError(({ message }) => Console.error(message))
  )

const budget = Command.run(Command.make("budget", flags, main), { version: "1.0.0" })

NodeRuntime.runMain(Effect.provide(budget, NodeServices.layer), { disableErrorReporting: true })
