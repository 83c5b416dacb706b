/**
 * The command line: the commands, what a mistyped one is told, and how a run ends.
 */
import { Console, Effect, Option, Redacted, References, Runtime } from "effect"
import { CliOutput, Command } from "effect/cli"

import { emulator } from "./EmulatorCommand.ts"
import * as Failure from "./Failure.ts"
import * as Gateway from "./Gateway.ts"
import * as ReportCommand from "./ReportCommand.ts"
import { version } from "./Version.ts"

const command = "varg-usage"

const reportExamples = [
  { command: `${command} --last 7`, description: "The last week, today included" },
  {
    command: `${command} report --month 2026-10 --by provider --by capability`,
    description: "A month by provider and capability"
  },
  {
    command: `${command} report --from 2026-01-01 --format csv > usage.csv`,
    description: "This year for a spreadsheet"
  },
  { command: `${command} report --json | jq -r .totalCents`, description: "The exact total in cents" }
]

const about = `What AI generation cost, by the usage API of Varg: exact, and compared with the gateway's own totals.

  Without a subcommand it is \`report\`. The environment says whom to ask: VARG_API_KEY is the key, VARG_GATEWAY_URL the
  gateway (default: https://api.varg.ai). Without a key the report is about the made-up records of an emulator.

  Results go to stdout, everything else to stderr. A report is printed whole or not at all.

  Exit codes: 0 fine, 1 failure, 2 usage, 3 key missing or refused, 4 not reconciled: the records and the gateway's
  totals do not agree (the report is printed and says what differs, unless a day contradicts itself), 130 interrupted.`

const report = ReportCommand.make("report").pipe(
  Command.withDescription("Tell what a range of days cost, and whether that agrees with the gateway's own totals."),
  Command.withShortDescription("Tell what a range of days cost"),
  Command.withExamples(reportExamples)
)

/** Every command of the program. */
const root = ReportCommand.make(command).pipe(
  Command.withDescription(about),
  Command.withExamples(reportExamples),
  Command.withSubcommands([report, emulator])
)

/** Tells a mistyped command on stderr, and leaves stdout alone. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.gen(function* () {
          const formatter = yield* CliOutput.Formatter
          for (const error of event.errors) yield* tell(formatter.formatCliError(error))
          yield* Console.error(`Run \`${event.commandPath.join(" ")} --help\` for how to use it.`)
        })
      : CliOutput.defaultPresenter.present(event)
}

const tell = (message: string) => Console.error(`${command}: ${message}`)

/** Errors never hold the key; a defect, which may be anybody's, could. */
const blot = (message: string) => (apiKey: Redacted.Redacted) =>
  Redacted.value(apiKey) === "" ? message : message.replaceAll(Redacted.value(apiKey), "<redacted>")

/** Runs the program with these arguments. What it fails with has been told. */
export const run = (
  args: ReadonlyArray<string>
): Effect.Effect<void, Failure.Ended, Failure.Interruption | Gateway.Transport | Command.Environment> =>
  Command.runWith(root, { version })(args).pipe(
    Effect.tapCause(
      Effect.fnUntraced(function* (cause) {
        const { apiKey, gatewayUrl } = yield* Effect.all(Gateway.environment)
        const message = Failure.message(cause, Option.getOrUndefined(gatewayUrl))
        if (message !== undefined) yield* tell(Option.match(apiKey, { onNone: () => message, onSome: blot(message) }))
      })
    ),
    Effect.mapError((failure) => new Failure.Ended({ exitCode: Failure.exitCode(failure) })),
    Effect.provide(CliOutput.layerPresenter(presenter)),
    Effect.provideService(References.LogToStderr, true)
  )

/** Ends the process with the code that the outcome calls for, once stdout has taken all that was written to it. */
export const teardown =
  (interruption: Failure.Interruption["Service"]): Runtime.Teardown =>
  (exit, onExit) => {
    Runtime.defaultTeardown(exit, (code) => {
      const final = code === Failure.exitCodes.interrupted ? interruption.exitCode : code
      process.stdout.write("", () => onExit(final))
    })
  }
