/**
 * Rolls up one window day by day: each record belongs to the day that its own instant lies in, however wide the window.
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
import * as DateRange from "@varg-usage/core/DateRange"
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import type { BigDecimal } from "effect"

import type { Dimension } from "../Dimension.ts"
import type * as Filter from "../Filter.ts"
import * as LocalCalendar from "../LocalCalendar.ts"
import type * as Rollup from "../Rollup.ts"
import { WindowAccumulator } from "./accumulator.ts"

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
  /** The days of the window's minutes, as far as they were met. */
  private readonly minutes: Array<DayRollups | undefined> = []
  private readonly start: number
  /** What the records cost that are not rolled up. */
  readonly leftOut = new Cents.CentsSum()

  constructor(window: DateRange.DateRange, question: Question, test: Filter.Test | undefined) {
    this.start = DateRange.toEpochMillis(window).start
    this.question = question
    this.test = test
  }

  add(batch: UsageBatch.UsageBatch): void {
    const touched: Array<DayRollups> = []
    for (let row = 0; row < batch.size; row++) {
      if (this.test === undefined || this.test(batch, row)) {
        const day = this.dayOf(batch.createdAt[row] ?? 0)
        if (day.select(row)) touched.push(day)
      } else addCost(this.leftOut, batch, row)
    }
    for (const day of touched) day.add(batch)
  }

  /** The days that have records, in no order. */
  get parts(): ReadonlyArray<DayPart> {
    return Array.from(this.days, ([date, day]) => ({ date, ...day.part }))
  }

  /** Clocks change on the minute, so each minute is looked up once. */
  private dayOf(instant: number): DayRollups {
    return (this.minutes[Math.floor((instant - this.start) / 60_000)] ??= this.findDay(instant))
  }

  private findDay(instant: number): DayRollups {
    const { by, calendar } = this.question
    const date = LocalCalendar.dateOf(calendar, instant)
    const day = this.days.get(date) ?? new DayRollups(by, calendar)
    this.days.set(date, day)
    return day
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

function addCost(sum: Cents.CentsSum, batch: UsageBatch.UsageBatch, row: number): void {
  const micros = batch.costMicros[row] ?? Number.NaN
  if (!Number.isNaN(micros)) return sum.addMicros(micros)
  const cost = UsageBatch.costCents(batch, row)
  if (cost !== undefined) sum.add(cost)
}
