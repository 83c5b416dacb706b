/**
 * Asks for windows whose records may be in the answers for the days around them once more, together with these days.
 *
 * Where the gateway cuts its days in another zone than UTC, hours at one end of a window are in the answer for the day
 * before it or after it. No zone is further than a day from UTC: the answer for a window and the day on each side of it
 * holds every record of the window, wherever the gateway cuts.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"
import type { UsageError } from "@varg-usage/core/UsageError"
import { BigDecimal, Effect, Option, Stream } from "effect"

import * as Reconciliation from "../Reconciliation.ts"
import type { FailedWindow, Reading } from "./daySequence.ts"
import { type Beside, doubtOf, isInDoubt, type Look, Onlooker, reaches, type Sighting, sightingsOf } from "./doubt.ts"
import { Ask, type Read } from "./sharedReadings.ts"
import { unite } from "./union.ts"
import { type Answer, type Halves, readOrHalve } from "./windowReading.ts"
import type { Question } from "./windowRollups.ts"

/** What became of a window: its answer or the answers for its parts, or a failure. */
export type Outcomes = Effect.Effect<ReadonlyArray<Answer | FailedWindow>, UsageError>

type Settled = Effect.Effect<ReadonlyArray<Reading>, UsageError>

/**
 * Turns the answers for windows, in the order of their days, into readings. An answer waits for the next one, which may
 * hold records of its window.
 */
export const settle =
  (read: Read, question: Question, concurrency: number) =>
  (outcomes: Stream.Stream<Answer | FailedWindow, UsageError>): Stream.Stream<ReadonlyArray<Reading>, UsageError> => {
    const onlooker = new Onlooker<Answer>()
    return outcomes.pipe(
      Stream.zipWithPreviousAndNext,
      Stream.map(([before, own, after]) =>
        "error" in own ? own : onlooker.look(own, answerOf(before), answerOf(after))
      ),
      Stream.mapEffect(
        (window): Settled => ("error" in window ? Effect.succeed([window]) : settleLook(read, question, window)),
        { concurrency }
      )
    )
  }

/**
 * A window that was given away before it came into doubt can't be called back. If it turns out to lack something, or that
 * can't be told, the window that put it in doubt says so.
 */
const settleLook = Effect.fnUntraced(function* (
  read: Read,
  question: Question,
  { belated, now }: Look<Answer>
): Effect.fn.Return<ReadonlyArray<Reading>, UsageError> {
  const readings = yield* settleWindow(read, question, now)
  const doubtful = yield* Effect.filter(belated, (beside) =>
    Effect.map(settleWindow(read, question, beside), (again) => !isAsBefore(again, beside.own))
  )
  return readings.map((reading, index) => (index === 0 ? withDoubts(reading, doubtful) : reading))
})

/** Only a refused key fails it; nothing else takes away what the window's own answer says. */
const settleWindow = (read: Read, question: Question, beside: Beside<Answer>): Settled =>
  isInDoubt(beside)
    ? Effect.catchIf(
        readAround(read, question, beside),
        (error) => error._tag !== "AuthError",
        () => Effect.succeed([unproved(beside.own)])
      )
    : Effect.succeed([readingOf(beside.own, Reconciliation.ofWindow(beside.own.summary, beside.own.cellSums))])

const readAround = Effect.fnUntraced(function* (
  read: Read,
  question: Question,
  beside: Beside<Answer>
): Effect.fn.Return<ReadonlyArray<Reading>, UsageError> {
  const { own } = beside
  const around = widened(own.window, yield* CalendarDate.today)
  if (!reaches(around, own.window, doubtOf(beside))) return [unproved(own)]
  const sightings = sightingsOf(beside)
  const spans = [own.extent, ...sightings.map(({ span }) => span)]
  return yield* readOrHalve<ReadonlyArray<Reading>>(read, new Ask(around, question, own.window, spans), {
    whole: (wide) => [united(own, wide, sightings)],
    halves: (halves) => settleHalves(read, question, beside, halves)
  })
})

const settleHalves = Effect.fnUntraced(function* (
  read: Read,
  question: Question,
  beside: Beside<Answer>,
  halves: Halves
): Effect.fn.Return<ReadonlyArray<Reading>, UsageError> {
  const ask = (half: DateRange.DateRange) => read(new Ask(half, question))
  const [first, second] = yield* Effect.all([ask(halves[0]), ask(halves[1])], { concurrency: 2 })
  const settled = [
    settleWindow(read, question, { ...beside, own: first, after: second }),
    settleWindow(read, question, { ...beside, own: second, before: first })
  ]
  return (yield* Effect.all(settled, { concurrency: 2 })).flat()
})

/** The window out of the wide answer, where that proves it. */
function united(own: Answer, wide: Answer, sightings: ReadonlyArray<Sighting>): Reading {
  const seen = sightings.map((sighting) => sighting.seen)
  const union = unite(own, wide, seen)
  return union === undefined ? unproved(own) : readingOf(wide, Reconciliation.ofUnion(union, wide.cellSums))
}

/** A day more on each side; the gateway is not asked about the future. */
function widened({ from, to }: DateRange.DateRange, today: CalendarDate.CalendarDate): DateRange.DateRange {
  const next = CalendarDate.addDays(to, 1)
  return { from: CalendarDate.addDays(from, -1), to: next > today ? to : next }
}

function unproved(own: Answer): Reading {
  return readingOf(own, Reconciliation.ofWindow(own.summary, own.cellSums, { inDoubt: true }))
}

function isAsBefore(again: ReadonlyArray<Reading>, { summary }: Answer): boolean {
  const { findings, records, sumCents } = Reconciliation.reducer.combineAll(
    again.flatMap((reading) => ("reconciled" in reading ? [reading.reconciled.reconciliation] : []))
  )
  const isProved = findings.every(({ _tag }) => _tag !== "Unproved")
  return isProved && records === summary.records && BigDecimal.equals(sumCents, summary.sumCents)
}

function withDoubts(reading: Reading, doubtful: ReadonlyArray<Beside<Answer>>): Reading {
  if ("error" in reading || doubtful.length === 0) return reading
  const { parts, reconciled, window } = reading
  const told = doubtful.map(({ own }) => ({ _tag: "Unproved" as const, window: own.window }))
  const findings = [...told, ...reconciled.reconciliation.findings]
  const reconciliation = { ...reconciled.reconciliation, reconciled: 0, reconciledDays: 0, findings }
  return { window, parts, reconciled: { window, reconciliation } }
}

function readingOf({ parts, window }: Answer, reconciliation: Reconciliation.Reconciliation): Reading {
  return { window, parts, reconciled: { window, reconciliation } }
}

function answerOf(outcome: Option.Option<Answer | FailedWindow>): Answer | undefined {
  return Option.isSome(outcome) && !("error" in outcome.value) ? outcome.value : undefined
}
