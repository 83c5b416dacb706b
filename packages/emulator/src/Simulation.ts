/**
 * Seeded runs of a usage client against an emulator in bad weather, on virtual time, judged against the truth.
 *
 * A seed decides everything: the account, the range, the client's options, the faults and their times. A run is a value:
 * what was wrong with it, and a trace that is the same whenever the seed is run again.
 *
 * @since 0.1.0
 */
import * as DateRange from "@varg-usage/core/DateRange"
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import * as UsageClient from "@varg-usage/core/UsageClient"
import type * as UsageError from "@varg-usage/core/UsageError"
import type { WindowSummary } from "@varg-usage/core/WindowSummary"
import { BigDecimal, Effect, type Result } from "effect"

import * as Judged from "./internal/simulation/run.ts"

/**
 * What a subject is to read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Task {
  readonly range: DateRange.DateRange
  /** Days to ask for at once. */
  readonly daysPerWindow: number
  /** Windows to read at once. */
  readonly concurrency: number
  /** From 0 to 1, for a subject that has several ways to read. */
  readonly way: number
  /** Takes what became of some days, as soon as it is known. Together the outcomes cover each day of the range once. */
  readonly report: (outcome: Outcome) => Effect.Effect<void>
}

/**
 * What became of some days: what was counted for them, or the `UsageError` that says why nothing was.
 *
 * @category models
 * @since 0.1.0
 */
export interface Outcome {
  readonly window: DateRange.DateRange
  readonly result: Result.Result<Reading, UsageError.UsageError>
}

/**
 * What was counted for some days. Costs are in cents.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reading {
  readonly records: number
  readonly sumCents: BigDecimal.BigDecimal
  /** The gateway's own total. */
  readonly totalCents: BigDecimal.BigDecimal
  readonly byModel: ReadonlyMap<string, { readonly records: number; readonly cents: BigDecimal.BigDecimal }>
  /**
   * Of a single window: it is compared in full. Without one, the days have been read one by one, and once more together with
   * the days beside them where answers held records of other days.
   */
  readonly summary?: WindowSummary | undefined
}

/**
 * A program that reads a range through the `UsageClient` that it is given. The `UsageError` that it fails with is taken for
 * the outcome of the window that it names; days without an outcome are then not missed.
 *
 * @category models
 * @since 0.1.0
 */
export interface Subject {
  readonly name: string
  readonly read: (task: Task) => Effect.Effect<void, UsageError.UsageError, UsageClient.UsageClient>
}

/**
 * How a run went.
 *
 * @category models
 * @since 0.1.0
 */
export interface Run {
  readonly seed: number
  /** What was wrong, one sentence each; empty when all promises were kept. */
  readonly problems: ReadonlyArray<string>
  /** What happened, with its virtual time. */
  readonly trace: ReadonlyArray<string>
  /** Of the trace and the problems. */
  readonly hash: string
  readonly requests: number
  /** How many outcomes had a reading. */
  readonly counted: number
  /** How many outcomes had a failure. */
  readonly failed: number
  /** Virtual time, in milliseconds. */
  readonly elapsed: number
}

/**
 * Reads window by window, some at once; each window has an outcome of its own. Takes `getUsage` for a quarter of the
 * ways and `foldWindow` otherwise.
 *
 * @category constants
 * @since 0.1.0
 */
export const clientSubject: Subject = {
  name: "UsageClient",
  read: ({ concurrency, daysPerWindow, range, report, way }) =>
    Effect.flatMap(UsageClient.UsageClient, (client) =>
      Effect.forEach(
        DateRange.windows(range, daysPerWindow),
        (window) =>
          Effect.result(way < 0.25 ? readResponse(client, window) : readFold(client, window)).pipe(
            Effect.flatMap((result) => report({ window, result }))
          ),
        { concurrency, discard: true }
      )
    )
}

/**
 * One run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = (options: {
  /** Any whole number. */
  readonly seed: number
  /** @default clientSubject */
  readonly subject?: Subject | undefined
}): Effect.Effect<Run> => Judged.run(options.seed, options.subject ?? clientSubject)

type Client = UsageClient.UsageClient["Service"]

const readFold = (client: Client, window: DateRange.DateRange): Effect.Effect<Reading, UsageError.UsageError> =>
  client
    .foldWindow(window, {
      initial: () => new Models(),
      step: (models, batch) => {
        for (const { costCents, model } of UsageBatch.records(batch)) models.add(model, costCents)
        return models
      }
    })
    .pipe(Effect.map(({ state, summary }) => readingOf(state, summary)))

const readResponse = (client: Client, window: DateRange.DateRange): Effect.Effect<Reading, UsageError.UsageError> =>
  Effect.map(client.getUsage(window), ({ summary, usage }) => {
    const models = new Models()
    for (const { costCents, model } of usage) models.add(model, costCents)
    return readingOf(models, summary)
  })

const readingOf = ({ byModel }: Models, summary: WindowSummary): Reading => ({
  records: summary.records,
  sumCents: summary.sumCents,
  totalCents: summary.totalCents,
  byModel,
  summary
})

/** Records and cents by model. Mutable. */
class Models {
  readonly byModel = new Map<string, { readonly records: number; readonly cents: BigDecimal.BigDecimal }>()

  add(model: string | undefined, costCents: BigDecimal.BigDecimal | undefined): void {
    const known = this.byModel.get(model ?? "")
    this.byModel.set(model ?? "", {
      records: (known?.records ?? 0) + 1,
      cents: BigDecimal.sumAll([known?.cents ?? [], costCents ?? []].flat())
    })
  }
}
