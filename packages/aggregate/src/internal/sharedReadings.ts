/**
 * Shares the work of equal questions: those under way at the same time are one request, and windows that are settled are
 * kept for a while.
 */
import * as DateRange from "@varg-usage/core/DateRange"
import type { UsageError } from "@varg-usage/core/UsageError"
import { BigDecimal, Clock, Duration, Effect, Equal, Hash, RcMap, type Scope } from "effect"

import type { Answer } from "./windowReading.ts"
import type { Question } from "./windowRollups.ts"

export interface Options {
  /** Windows that are kept. */
  readonly capacity: number
  /** How long they are kept. */
  readonly timeToLive: Duration.Duration
}

/** From the first to the last instant, both included, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** A window and what is asked of it. Two that read the same are equal. */
export class Ask implements Equal.Equal {
  readonly window: DateRange.DateRange
  readonly question: Question
  /** The days that count. */
  readonly days: DateRange.DateRange
  /** Times within these days whose records are counted apart as well. */
  readonly spans: ReadonlyArray<Span>
  readonly id: string

  constructor(
    window: DateRange.DateRange,
    question: Question,
    days: DateRange.DateRange = window,
    spans: ReadonlyArray<Span> = []
  ) {
    const { by, calendar, where } = question
    this.window = window
    this.question = question
    this.days = days
    this.spans = spans
    const when = [DateRange.format(window), DateRange.format(days), spans]
    this.id = JSON.stringify([when, by, calendar.zone, calendar.weekStartsOn, where], exactAmounts)
  }

  [Equal.symbol](that: Equal.Equal): boolean {
    return that instanceof Ask && that.id === this.id
  }

  [Hash.symbol](): number {
    return Hash.string(this.id)
  }
}

export type Read = (ask: Ask) => Effect.Effect<Answer, UsageError>

export const make = Effect.fnUntraced(function* (
  read: Read,
  options: Options
): Effect.fn.Return<Read, never, Scope.Scope> {
  const kept = new Kept(options)
  const underWay = yield* RcMap.make({ lookup: read })
  return (ask) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const known = kept.get(ask.id, now)
      if (known !== undefined) return Effect.succeed(known)
      // Who leaves early leaves the others their answer; the last to leave ends the request.
      const shared = Effect.scoped(RcMap.get(underWay, ask))
      return Effect.tap(shared, (reading) =>
        Effect.sync(() => {
          if (isSettled(ask.window, now)) kept.set(ask.id, reading, now)
        })
      )
    })
})

/** Records may come so long after a day has ended: jobs are recorded when they complete, and may be run again. */
export const settlingMillis = 48 * 3_600_000

function isSettled(window: DateRange.DateRange, now: number): boolean {
  return DateRange.toEpochMillis(window).end <= now - settlingMillis
}

/** The windows used last, up to so many. */
class Kept {
  private readonly options: Options
  private readonly entries = new Map<string, { readonly reading: Answer; readonly at: number }>()

  constructor(options: Options) {
    this.options = options
  }

  get(id: string, now: number): Answer | undefined {
    const entry = this.entries.get(id)
    if (entry === undefined) return undefined
    this.entries.delete(id)
    if (now - entry.at >= Duration.toMillis(this.options.timeToLive)) return undefined
    this.entries.set(id, entry)
    return entry.reading
  }

  set(id: string, reading: Answer, at: number): void {
    this.entries.delete(id)
    this.entries.set(id, { reading, at })
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.options.capacity) return
      this.entries.delete(oldest)
    }
  }
}

function exactAmounts(_: string, value: unknown): unknown {
  return BigDecimal.isBigDecimal(value) ? BigDecimal.format(value) : value
}
