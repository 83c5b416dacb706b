/**
 * `varg-usage report`: what a range of days cost.
 */
import * as Dimension from "@varg-usage/aggregate/Dimension"
import * as Reconciliation from "@varg-usage/aggregate/Reconciliation"
import * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import { Array as Arr, Console, Effect, Option, References } from "effect"
import { CliError, Command, Flag } from "effect/cli"

import { type Failure, NotReconciled } from "./Failure.ts"
import * as Gateway from "./Gateway.ts"
import * as Reading from "./Reading.ts"
import * as ReportFormat from "./ReportFormat.ts"
import * as Selection from "./Selection.ts"

const flags = {
  from: Flag.String("from").pipe(
    Flag.withMetavar("YYYY-MM-DD"),
    Flag.withDescription("First day, in UTC (default: 30 days up to --to)"),
    Flag.optional
  ),
  to: Flag.String("to").pipe(
    Flag.withMetavar("YYYY-MM-DD"),
    Flag.withDescription("Last day, included (default: today)"),
    Flag.optional
  ),
  last: Flag.Int("last").pipe(
    Flag.withMetavar("N"),
    Flag.withDescription("The last N days, today included (default: 30)"),
    Flag.optional
  ),
  month: Flag.String("month").pipe(
    Flag.withMetavar("YYYY-MM"),
    Flag.withDescription("A month, up to today"),
    Flag.optional
  ),
  by: Flag.Literals("by", Dimension.all).pipe(
    Flag.withMetavar("WHAT"),
    Flag.withDescription("Group by this, and by more when repeated (default: by model, then by capability)"),
    Flag.atLeast(0)
  ),
  format: Flag.Literals("format", ReportFormat.formats).pipe(
    Flag.withMetavar("HOW"),
    Flag.withDescription("Print for people, scripts, spreadsheets, or one object a line (default: table)"),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(Flag.withDescription("Same as --format json"), Flag.withDefault(false)),
  emulator: Flag.Boolean("emulator").pipe(
    Flag.withDescription("Ask an emulator even though there is a key"),
    Flag.withDefault(false)
  ),
  concurrency: Flag.Int("concurrency").pipe(
    Flag.filter(
      (days) => days >= 1 && days <= 32,
      (days) => `Expected a whole number from 1 to 32, got ${days}`
    ),
    Flag.withMetavar("N"),
    Flag.withDescription("Requests at the same time, 1 to 32 (default: 2 with --plan free, else 4)"),
    Flag.optional
  ),
  plan: Flag.String("plan").pipe(
    Flag.filterMap(Gateway.parsePlan, (plan) => `Expected free, pro or a number of requests a minute, got ${plan}`),
    Flag.withMetavar("free|pro|N"),
    Flag.withDescription("Requests a minute that the account allows: 10, 100 or N (default: free)"),
    Flag.optional
  ),
  verbose: Flag.Boolean("verbose").pipe(
    Flag.withDescription("Tell each day on stderr as it is read; same as --log-level debug"),
    Flag.withDefault(false)
  )
}

type Input = Command.Command.Config.Infer<typeof flags>

/** The report, under any name of the command. */
export const make = <const Name extends string>(
  name: Name
): Command.Command<Name, Input, object, Failure, Gateway.Transport | Command.Environment> =>
  Command.make(name, flags, report).pipe(
    Command.validate(({ format, json }) =>
      json && Option.isSome(format) && format.value !== "json"
        ? Effect.fail(
            new CliError.ValidationError({ message: `--json and --format ${format.value} exclude each other.` })
          )
        : Effect.void
    )
  )

const report = Effect.fnUntraced(
  function* (input: Input) {
    const range = yield* Effect.fromResult(Selection.range(input, yield* CalendarDate.today))
    const format = input.json ? "json" : Option.getOrElse(input.format, () => "table" as const)
    const by = input.by.length === 0 ? UsageAggregate.defaultBy : [Arr.dedupe(input.by)]
    const concurrency = Option.getOrUndefined(input.concurrency)
    const gateway = Gateway.layer({
      emulator: input.emulator,
      client: { concurrency, plan: Option.getOrUndefined(input.plan) }
    })
    const reading = yield* Reading.read(range, { by, concurrency, plan: "adaptive" }).pipe(Effect.provide(gateway))
    const text = yield* ReportFormat.render(reading, format)
    if (text !== "") yield* Console.log(text)
    const { reconciliation } = reading.report
    if (!Reconciliation.isReconciled(reconciliation)) return yield* new NotReconciled({ reconciliation })
  },
  (effect, { verbose }) => (verbose ? Effect.provideService(effect, References.MinimumLogLevel, "Debug") : effect)
)
