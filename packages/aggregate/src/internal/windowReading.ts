/**
 * Asks for a window, and for its halves where it seems too wide.
 */
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageBatch } from "@varg-usage/core/UsageBatch"
import type * as UsageClient from "@varg-usage/core/UsageClient"
import type { UsageError } from "@varg-usage/core/UsageError"
import type * as WindowSummary from "@varg-usage/core/WindowSummary"
import { Effect } from "effect"

import * as Filter from "../Filter.ts"
import * as Reconciliation from "../Reconciliation.ts"
import * as UsagePlan from "../UsagePlan.ts"
import { Ask, type Read, type Span } from "./sharedReadings.ts"
import { type DayPart, type Part, type Question, WindowRollups } from "./windowRollups.ts"

type Client = UsageClient.UsageClient["Service"]

/** What one answer says of some days. */
export interface Answer {
  /** The days that count, all or some of those that were asked for. */
  readonly window: DateRange.DateRange
  /** Of the whole answer. */
  readonly summary: WindowSummary.WindowSummary
  readonly parts: ReadonlyArray<DayPart>
  readonly cellSums: Reconciliation.CellSums
  /** The records that were read and lie on other days than those that count. */
  readonly others: Part
  /** From the first to the last record of the days that count. */
  readonly extent: Span
  /** What lies in each of the spans that were asked about. */
  readonly spans: ReadonlyArray<Part>
}

/** The answers for a window, in order: one, or those of its parts. */
export const readWindow = (
  read: Read,
  window: DateRange.DateRange,
  question: Question
): Effect.Effect<ReadonlyArray<Answer>, UsageError> =>
  readOrHalve(read, new Ask(window, question), {
    whole: (answer) => [answer],
    halves: (halves) =>
      Effect.map(
        Effect.forEach(halves, (half) => readWindow(read, half, question), { concurrency: 2 }),
        (answers) => answers.flat()
      )
  })

export type Halves = NonNullable<ReturnType<typeof UsagePlan.bisect>>

/** What becomes of an answer, or of the halves of its days where it seems too wide. */
export const readOrHalve = <A>(
  read: Read,
  ask: Ask,
  become: {
    readonly whole: (answer: Answer) => A
    readonly halves: (halves: Halves) => Effect.Effect<A, UsageError>
  }
): Effect.Effect<A, UsageError> => {
  const halves = UsagePlan.bisect(ask.days)
  if (halves === undefined) return Effect.map(read(ask), become.whole)
  return Effect.matchEffect(read(ask), {
    onFailure: (error) => (UsagePlan.mayBeTooWide(error) ? become.halves(halves) : Effect.fail(error)),
    onSuccess: (answer) =>
      UsagePlan.looksCapped(Reconciliation.rowsOf(answer.summary))
        ? become.halves(halves)
        : Effect.succeed(become.whole(answer))
  })
}

/** Asks for a window as a whole. */
export const readWhole = (client: Client): Read =>
  Effect.fn("UsageAggregate.window")(function* (ask: Ask) {
    const { days, question, window } = ask
    const fold = {
      initial: () => new WindowRollups(ask, Filter.toTest(question.where)),
      step: (rollups: WindowRollups, batch: UsageBatch) => {
        rollups.add(batch)
        return rollups
      }
    }
    // Where the days can be halved, their halves are asked instead.
    const retryMismatch = UsagePlan.bisect(days) === undefined
    const { state, summary } = yield* client.foldWindow(window, fold, { retryMismatch, reuseBatches: true })
    const { extent, leftOut, others, parts, spanParts } = state
    const rollups = question.by.map((_, index) =>
      Cents.sum(parts.flatMap((part) => part.rollups[index]?.cells ?? []).map(({ costCents }) => costCents))
    )
    yield* Effect.logDebug(`Read ${DateRange.format(window)}: ${Reconciliation.rowsOf(summary)} rows`)
    const cellSums = { rollups, leftOut: leftOut.value }
    return { window: days, summary, parts, cellSums, others: others.part, extent, spans: spanParts }
  })
