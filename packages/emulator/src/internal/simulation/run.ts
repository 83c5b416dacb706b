/**
 * One run: a scenario is played on virtual time, and judged.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import * as UsageClient from "@varg-usage/core/UsageClient"
import type * as UsageError from "@varg-usage/core/UsageError"
import { Cause, Effect, Exit, Layer, Logger, Random, Redacted, References, Result, Tracer } from "effect"

import * as Emulator from "../../Emulator.ts"
import type { Outcome, Run, Subject } from "../../Simulation.ts"
import * as Checker from "./checker.ts"
import { VirtualClock } from "./clock.ts"
import { hashOf } from "./hash.ts"
import * as Scenario from "./scenario.ts"
import * as Secrets from "./secrets.ts"
import { World } from "./world.ts"

/** No run needs as long, in milliseconds: a call has half an hour at most, and a month has 31 windows. */
const timeLimit = 31 * 3_600_000

export const run = (seed: number, subject: Subject): Effect.Effect<Run> =>
  Effect.suspend(() => {
    const scenario = Scenario.make(seed)
    const { start, steps } = scenario
    const clock = new VirtualClock({ start, steps, limit: timeLimit })
    const stage = new Stage(scenario, clock)
    return clock
      .run(stage.play(subject), (why) => {
        stage.problems.push(`stuck: ${why}`)
      })
      .pipe(
        Effect.exit,
        Effect.map((exit) => stage.judge(exit))
      )
  })

type Played = Exit.Exit<void | undefined, UsageError.UsageError | UsageError.InvalidConfig>

/** A span as exporters send it: Effect's own spans of requests also hold the request and its answer, as objects. */
const textOf = (span: Tracer.Span): ReadonlyArray<string> => {
  const { attributes, name, status } = span
  const ended = status._tag === "Ended" && Exit.isFailure(status.exit) ? Cause.pretty(status.exit.cause) : ""
  return [name, ended, JSON.stringify([...attributes])]
}

class Stage {
  readonly problems: Array<string> = []
  private readonly scenario: Scenario.Scenario
  private readonly clock: VirtualClock
  private readonly world: World
  private readonly outcomes: Array<Outcome & { readonly at: number; readonly isLast: boolean }> = []
  private readonly spans: Array<Tracer.Span> = []
  private readonly logs: Array<string> = []

  constructor(scenario: Scenario.Scenario, clock: VirtualClock) {
    this.scenario = scenario
    this.clock = clock
    this.world = new World(scenario, clock)
  }

  play(subject: Subject): Effect.Effect<void, UsageError.UsageError | UsageError.InvalidConfig> {
    const { range, reading, seed } = this.scenario
    return subject
      .read({ range, ...reading, report: (outcome) => this.report(outcome) })
      .pipe(
        Effect.withSpan("Simulation"),
        Effect.provide(
          this.client.pipe(
            Layer.provide(Emulator.layerHttpClient(this.world.emulator)),
            Layer.provideMerge(this.witnesses)
          )
        ),
        Random.withSeed(`${seed}/client`)
      )
  }

  judge(exit: Played): Run {
    const { clock, scenario, world } = this
    if (Exit.isFailure(exit)) this.fell(exit.cause)
    const { exchanges } = world
    const complete = Exit.isSuccess(exit) && this.problems.length === 0
    this.problems.push(...Checker.check({ scenario, exchanges, outcomes: this.outcomes, complete }))
    const shown = [this.outcomes, this.logs, this.spans.map(textOf), exit]
    const leak = Secrets.find(shown, Scenario.canary)
    if (leak !== undefined) this.problems.push(`secret: the key stands at ${leak.slice(0, 200)}`)
    const counted = this.outcomes.filter(({ result }) => Result.isSuccess(result)).length
    const { problems } = this
    return {
      seed: scenario.seed,
      problems,
      trace: world.trace,
      hash: hashOf([...world.trace, ...problems].join("\n")),
      requests: exchanges.length,
      counted,
      failed: this.outcomes.length - counted,
      elapsed: clock.elapsed
    }
  }

  /** The subject failed: that is the outcome of a window, or a defect. */
  private fell(cause: Cause.Cause<UsageError.UsageError | UsageError.InvalidConfig>): void {
    const error = Result.getSuccess(Cause.findError(cause))
    if (error._tag === "None" || error.value._tag === "InvalidConfig") {
      this.problems.push(`defect: ${Cause.pretty(cause)}`)
    } else {
      const window = "window" in error.value ? error.value.window : this.scenario.range
      this.take({ window, result: Result.fail(error.value) }, true)
    }
  }

  private report(outcome: Outcome): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.take(outcome)
      return Result.isSuccess(outcome.result) ? Effect.void : Effect.logError("A window failed", outcome.result.failure)
    })
  }

  private take(outcome: Outcome, isLast = false): void {
    this.outcomes.push({ ...outcome, at: this.clock.elapsed, isLast })
    const { result, window } = outcome
    const what = Result.isSuccess(result)
      ? `${result.success.records} records, ${result.success.sumCents.value}e-${result.success.sumCents.scale} cents`
      : `${result.failure._tag}: ${result.failure.message}`
    this.world.note(`${DateRange.format(window)} is ${what}`)
  }

  private get client() {
    const { apiKey, concurrency, maxBytes, plan, retry, strict } = this.scenario.client
    return UsageClient.layer({
      apiKey: Redacted.make(apiKey),
      gatewayUrl: "https://gateway.example",
      plan,
      concurrency,
      retry,
      strict,
      maxFoldBytes: maxBytes,
      maxResponseBytes: maxBytes
    })
  }

  /** Whoever listens: a log in full, and a tracer. */
  private get witnesses() {
    const logger = Logger.map(Logger.formatJson, (line) => this.logs.push(line))
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        this.spans.push(span)
        return span
      }
    })
    return Layer.mergeAll(
      Logger.layer([logger]),
      Layer.succeed(References.MinimumLogLevel, "All"),
      Layer.succeed(Tracer.Tracer, tracer)
    )
  }
}
