/** Where a failure may end up: everything that prints it. */
import { inspect } from "node:util"

import { UsageError } from "@varg-usage/core"
import { Cause, Console, Effect, Exit, Logger, Result, Schema } from "effect"

type Failure = UsageError.UsageError

const depths = [0, 1, 2, 3, 4, 6, 8, 12, null]

/** Whatever the value is, at every depth, with and without what it says about itself. */
export const inspections = (value: unknown): ReadonlyArray<string> =>
  depths.flatMap((depth) => [
    inspect(value, { depth }),
    inspect(value, { depth, showHidden: true, getters: true }),
    inspect(value, { depth, customInspect: false, maxStringLength: null, maxArrayLength: null })
  ])

const encode = Schema.encodeSync(Schema.fromJsonString(UsageError.UsageError))

const texts = (error: Failure): ReadonlyArray<string> => [
  String(error),
  error.message,
  error.stack ?? "",
  JSON.stringify(error),
  JSON.stringify({ ...error }),
  encode(error),
  Cause.pretty(Cause.fail(error)),
  Cause.pretty(Cause.die(error)),
  String(Exit.fail(error)),
  JSON.stringify(Exit.fail(error)),
  JSON.stringify(Cause.fail(error)),
  String(Result.fail(error)),
  ...inspections(error),
  ...inspections(Exit.fail(error)),
  ...inspections(Cause.fail(error))
]

/** Each format of Effect's, and its prettier for people. */
const formats = {
  simple: Logger.formatSimple,
  logfmt: Logger.formatLogFmt,
  json: Logger.formatJson,
  structured: Logger.map(Logger.formatStructured, (entry) => inspections(entry).join("\n"))
}

/** What a program logs when it meets a failure: as its message, as its cause, in its annotations. */
const log = (error: Failure) =>
  Effect.logError("The call failed", error).pipe(
    Effect.andThen(Effect.logError(error)),
    Effect.andThen(Effect.logError("The call failed", Cause.fail(error))),
    Effect.andThen(Effect.logError(Exit.fail(error))),
    Effect.annotateLogs({ error, failure: Cause.fail(error) }),
    Effect.withLogSpan("call")
  )

const logged = (error: Failure): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const keep = (...parts: ReadonlyArray<unknown>) => void lines.push(parts.map(String).join(" "))
    const loggers = Object.values(formats).map((format) => Logger.map(format, (line) => keep(line)))
    const recording = new Proxy(globalThis.console, { get: () => keep })
    yield* log(error).pipe(
      Effect.provide(
        Logger.layer([
          ...loggers,
          Logger.consolePretty({ mode: "tty", colors: true }),
          Logger.consolePretty({ mode: "browser" }),
          Logger.consoleStructured
        ])
      ),
      Effect.provideService(Console.Console, recording)
    )
    return lines
  })

/** The failure in every form. */
export const printed = (error: Failure): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(logged(error), (lines) => [...texts(error), ...lines])
