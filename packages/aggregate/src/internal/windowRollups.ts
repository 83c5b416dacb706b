/**
 * Rolls up one window day by day: each record belongs to the day that its own instant lies in, however wide the window.
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import type * as UsageBatch from "@varg-usage/core/UsageBatch"
import type { BigDecimal } from "effect"

import type { Dimension } from "../Dimension.ts"
import type * as Filter from "../Filter.ts"
import * as LocalCalendar from "../LocalCalendar.ts"
import type * as Rollup from "../Rollup.ts"
import { WindowAccumulator } from "./accumulator.ts"
import type { Ask, Span } from "./sharedReadings.ts"

/** What records to roll up, and how. */
export interface Question {
  readonly by: ReadonlyArray<ReadonlyArray<Dimension>>
  readonly calendar: LocalCalendar.LocalCalendar
  readonly where: Filter.Filter
}

/** What a window holds of one local day. */
export interface DayPart {
  readonly date: CalendarDate.CalendarDate
  readonly records: number
  readonly cents: BigDecimal.BigDecimal
  readonly rollups: ReadonlyArray<Rollup.Rollup>
}

export class WindowRollups {
  private readonly question: Question
  private readonly test: Filter.Test | undefined
  private readonly days = new Map<CalendarDate.CalendarDate, DayRollups>()
  /** The days of the spans of `spanMillis` from `start`, as far as they were met. */
  private readonly dayOfSpan: Array<DayRollups | undefined> = []
  private readonly spanMillis: number
  private readonly start: number
  private readonly end: number
  private readonly spans: ReadonlyArray<SpanTally>
  private first = Number.POSITIVE_INFINITY
  private last = Number.NEGATIVE_INFINITY
  /** What the records cost that do not pass the filter. */
  readonly leftOut = new Cents.CentsSum()
  /** The records of other days than those that count. */
  readonly others = new Tally()

  /** Of the records, rolls up those of the days that count, and of them those that pass the test. */
  constructor({ days, question, spans }: Ask, test: Filter.Test | undefined) {
    const { end, start } = DateRange.toEpochMillis(days)
    this.question = question
    this.test = test
    this.start = start
    this.end = end
    // Clocks change on the minute; those of UTC never do, and `start` is its midnight.
    this.spanMillis = question.calendar.zone === "UTC" ? 86_400_000 : 60_000
    this.spans = spans.map((span) => ({ ...span, tally: new Tally() }))
  }

  add(batch: UsageBatch.UsageBatch): void {
    const touched: Array<DayRollups> = []
    let { first, last } = this
    for (let row = 0; row < batch.size; row++) {
      const instant = batch.createdAt[row] ?? 0
      if (instant < this.start || instant >= this.end) {
        this.others.add(batch, row)
        continue
      }
      first = Math.min(first, instant)
      last = Math.max(last, instant)
      if (this.spans.length > 0) this.addToSpans(batch, row, instant)
      if (this.test === undefined || this.test(batch, row)) {
        const day = this.dayOf(instant)
        if (day.select(row)) touched.push(day)
      } else addCost(this.leftOut, batch, row)
    }
    for (const day of touched) day.add(batch)
    this.first = first
    this.last = last
  }

  /** From the first to the last record of the days that count; of none, empty. */
  get extent(): Span {
    return { first: this.first, last: this.last }
  }

  /** What lies in each span that was asked about. */
  get spanParts(): ReadonlyArray<Part> {
    return this.spans.map(({ tally }) => tally.part)
  }

  /** The days that have records, in no order. */
  get parts(): ReadonlyArray<DayPart> {
    return Array.from(this.days, ([date, day]) => ({ date, ...day.part }))
  }

  private addToSpans(batch: UsageBatch.UsageBatch, row: number, instant: number): void {
    for (const { first, last, tally } of this.spans) if (instant >= first && instant <= last) tally.add(batch, row)
  }

  /** No span lies in two days, so each is looked up once. */
  private dayOf(instant: number): DayRollups {
    return (this.dayOfSpan[Math.floor((instant - this.start) / this.spanMillis)] ??= this.findDay(instant))
  }

  private findDay(instant: number): DayRollups {
    const { by, calendar } = this.question
    const date = LocalCalendar.dateOf(calendar, instant)
    const day = this.days.get(date) ?? new DayRollups(by, calendar)
    this.days.set(date, day)
    return day
  }
}

/** Some records: `cents` is the sum of the costs that are known, and `unknownCosts` of them have none. */
export interface Part {
  readonly records: number
  readonly cents: BigDecimal.BigDecimal
  readonly unknownCosts: number
}

interface SpanTally extends Span {
  readonly tally: Tally
}

class Tally {
  private records = 0
  private unknownCosts = 0
  private readonly cents = new Cents.CentsSum()

  add(batch: UsageBatch.UsageBatch, row: number): void {
    this.records++
    if (!addCost(this.cents, batch, row)) this.unknownCosts++
  }

  get part(): Part {
    return { records: this.records, cents: this.cents.value, unknownCosts: this.unknownCosts }
  }
}

class DayRollups {
  private readonly accumulators: ReadonlyArray<WindowAccumulator>
  private readonly cents = new Cents.CentsSum()
  private records = 0
  /** The rows of the batch at hand that belong to the day. */
  private rows = new Int32Array(512)
  private count = 0

  constructor(by: Question["by"], calendar: LocalCalendar.LocalCalendar) {
    this.accumulators = by.map((dimensions) => new WindowAccumulator(dimensions, calendar))
  }

  /** Takes a row of the batch; whether it is the first. */
  select(row: number): boolean {
    if (this.count === this.rows.length) {
      const { rows } = this
      this.rows = new Int32Array(2 * rows.length)
      this.rows.set(rows)
    }
    this.rows[this.count] = row
    return this.count++ === 0
  }

  /** Adds the rows that were selected. */
  add(batch: UsageBatch.UsageBatch): void {
    const { count, rows } = this
    this.records += count
    for (let place = 0; place < count; place++) addCost(this.cents, batch, rows[place] ?? 0)
    for (const accumulator of this.accumulators) accumulator.add(batch, { rows, count })
    this.count = 0
  }

  get part(): Omit<DayPart, "date"> {
    const { accumulators, cents, records } = this
    return { records, cents: cents.value, rollups: accumulators.map(({ rollup }) => rollup) }
  }
}

/** Adds what a row costs; `false` where that is not known. */
function addCost(sum: Cents.CentsSum, { costMicros, exactCosts }: UsageBatch.UsageBatch, row: number): boolean {
  const micros = costMicros[row] ?? Number.NaN
  const exact = Number.isNaN(micros) ? exactCosts.get(row) : undefined
  if (!Number.isNaN(micros)) sum.addMicros(micros)
  else if (exact !== undefined) sum.add(exact)
  return !Number.isNaN(micros) || exact !== undefined
}
