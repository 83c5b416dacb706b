/**
 * Asks for a window, and for its halves where it seems too wide.
 */
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageBatch } from "@varg-usage/core/UsageBatch"
import type * as UsageClient from "@varg-usage/core/UsageClient"
import type { UsageError } from "@varg-usage/core/UsageError"
import { Effect } from "effect"

import * as Filter from "../Filter.ts"
import * as Reconciliation from "../Reconciliation.ts"
import * as Rollup from "../Rollup.ts"
import * as UsagePlan from "../UsagePlan.ts"
import type { Reading } from "./daySequence.ts"
import { Ask, type Read } from "./sharedReadings.ts"
import { type Question, WindowRollups } from "./windowRollups.ts"

type Client = UsageClient.UsageClient["Service"]

/** What one answer says of a window. */
export interface WholeReading {
  readonly reading: Extract<Reading, { readonly parts: unknown }>
  readonly rows: number
}

/** The readings of a window, in order: one, or those of its parts. */
export const readWindow = (
  read: Read,
  window: DateRange.DateRange,
  question: Question
): Effect.Effect<ReadonlyArray<Reading>, UsageError> => {
  const halves = UsagePlan.bisect(window)
  const whole = read(new Ask(window, question))
  if (halves === undefined) return Effect.map(whole, ({ reading }) => [reading])
  const inHalves = Effect.map(
    Effect.forEach(halves, (half) => readWindow(read, half, question), { concurrency: 2 }),
    (readings) => readings.flat()
  )
  return Effect.matchEffect(whole, {
    onFailure: (error) => (UsagePlan.mayBeTooWide(error) ? inHalves : Effect.fail(error)),
    onSuccess: ({ reading, rows }) => (UsagePlan.looksCapped(rows) ? inHalves : Effect.succeed([reading]))
  })
}

/** Asks for a window as a whole. */
export const readWhole = (client: Client): Read =>
  Effect.fn("UsageAggregate.window")(function* ({ question, window }: Ask) {
    const fold = {
      initial: () => new WindowRollups(window, question, Filter.toTest(question.where)),
      step: (rollups: WindowRollups, batch: UsageBatch) => {
        rollups.add(batch)
        return rollups
      }
    }
    // Where the window can be halved, its halves are asked instead.
    const retryMismatch = UsagePlan.bisect(window) === undefined
    const { state, summary } = yield* client.foldWindow(window, fold, { retryMismatch })
    const { leftOut, parts } = state
    const rollups = question.by.map((_, index) =>
      Cents.sum(parts.flatMap((part) => part.rollups[index] ?? []).map((rollup) => Rollup.total(rollup).costCents))
    )
    const rows = Reconciliation.rowsOf(summary)
    yield* Effect.logDebug(`Read ${DateRange.format(window)}: ${rows} rows`)
    const reconciliation = Reconciliation.ofWindow(summary, { rollups, leftOut: leftOut.value })
    return { reading: { window, parts, reconciled: { window, reconciliation } }, rows }
  })
