/**
 * Whether a window holds all of its records, as far as its own answer and those beside it can tell.
 */
import * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as DateRange from "@varg-usage/core/DateRange"
import type { WindowSummary } from "@varg-usage/core/WindowSummary"

import type { Span } from "./sharedReadings.ts"
import type { Part } from "./windowRollups.ts"

/** What is looked at of an answer. */
interface Evidence {
  readonly window: DateRange.DateRange
  readonly summary: Pick<WindowSummary, "outOfWindow">
}

/** A window's own answer, and what others have shown. */
export interface Beside<A extends Evidence> {
  readonly own: A
  /** The answers for the days next to it, where they were read. */
  readonly before: A | undefined
  readonly after: A | undefined
  /** Whether some answer has shown that the gateway's days end later than those of UTC, or earlier. */
  readonly later: boolean
  readonly earlier: boolean
}

/** A window, and those before it that only now are in doubt. */
export interface Look<A extends Evidence> {
  readonly now: Beside<A>
  readonly belated: ReadonlyArray<Beside<A>>
}

/** Looks at the answers for windows in the order of their days. */
export class Onlooker<A extends Evidence> {
  private later = false
  private earlier = false
  /** Windows without doubt so far, beside a day that was not read. */
  private open: ReadonlyArray<Beside<A>> = []

  /** `before` and `after` are the answers that were read before and after it, be they next to it or not. */
  look(own: A, before: A | undefined, after: A | undefined): Look<A> {
    this.later ||= hasLater(own) || hasLater(after)
    this.earlier ||= hasEarlier(own) || hasEarlier(after)
    const { earlier, later } = this
    const now = {
      own,
      before: before !== undefined && isNextTo(before, own) ? before : undefined,
      after: after !== undefined && isNextTo(own, after) ? after : undefined,
      later,
      earlier
    }
    const known = this.open.map((beside) => ({ ...beside, later, earlier }))
    const isOpen = now.before === undefined || now.after === undefined
    this.open = [...known, ...(isOpen ? [now] : [])].filter((beside) => !isInDoubt(beside))
    return { now, belated: known.filter(isInDoubt) }
  }
}

/** The ends of a window at which records may be missing. */
export interface Doubt {
  readonly start: boolean
  readonly end: boolean
}

/**
 * A gateway whose days end later than those of UTC sends records of the day after a window, and leaves out the window's
 * first hours; one whose days end earlier, the other way round. For a day that was not read, any other answer stands in:
 * a gateway cuts all its days alike.
 */
export const doubtOf = ({ after, before, earlier, later, own }: Beside<Evidence>): Doubt => ({
  start: hasLater(own) || (before === undefined ? later : hasLater(before)),
  end: hasEarlier(own) || (after === undefined ? earlier : hasEarlier(after))
})

export const isInDoubt = (beside: Beside<Evidence>): boolean => {
  const { end, start } = doubtOf(beside)
  return start || end
}

/** Whether a wider window has a day more wherever the window is in doubt. */
export const reaches = (wider: DateRange.DateRange, window: DateRange.DateRange, { end, start }: Doubt): boolean =>
  (!start || wider.from < window.from) && (!end || wider.to > window.to)

/** Records of a window in the answer for a day beside it, and the time over which they are spread. */
export interface Sighting {
  readonly seen: Part
  readonly span: Span
}

export const sightingsOf = ({ after, before, own }: Beside<Evidence>): ReadonlyArray<Sighting> => {
  const { end, start } = DateRange.toEpochMillis(own.window)
  const atStart = before?.summary.outOfWindow.later
  const atEnd = after?.summary.outOfWindow.earlier
  return [
    ...(atStart?.farthest === undefined ? [] : [{ seen: atStart, span: { first: start, last: atStart.farthest } }]),
    ...(atEnd?.farthest === undefined ? [] : [{ seen: atEnd, span: { first: atEnd.farthest, last: end - 1 } }])
  ]
}

function isNextTo(first: Evidence, second: Evidence): boolean {
  return CalendarDate.addDays(first.window.to, 1) === second.window.from
}

function hasLater(answer: Evidence | undefined): boolean {
  return answer !== undefined && answer.summary.outOfWindow.later.records > 0
}

function hasEarlier(answer: Evidence | undefined): boolean {
  return answer !== undefined && answer.summary.outOfWindow.earlier.records > 0
}
