/**
 * Rolls up one window day by day: each record belongs to the day that its own instant lies in, however wide the window.
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import * as Cents from "@varg-usage/core/Cents"
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
  private readonly minutes = new Map<number, DayRollups>()
  /** What the records cost that are not rolled up. */
  readonly leftOut = new Cents.CentsSum()

  constructor(question: Question, test: Filter.Test | undefined) {
    this.question = question
    this.test = test
  }

  add(batch: UsageBatch.UsageBatch): void {
    for (let row = 0; row < batch.size; row++) {
      if (this.test === undefined || this.test(batch, row)) this.dayOf(batch.createdAt[row] ?? 0).add(batch, row)
      else addCost(this.leftOut, batch, row)
    }
  }

  /** The days that have records, in no order. */
  get parts(): ReadonlyArray<DayPart> {
    return Array.from(this.days, ([date, day]) => ({ date, ...day.part }))
  }

  /** Clocks change on the minute, so each minute is looked up once. */
  private dayOf(instant: number): DayRollups {
    const minute = Math.floor(instant / 60_000)
    const known = this.minutes.get(minute) ?? this.findDay(instant)
    this.minutes.set(minute, known)
    return known
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

  constructor(by: Question["by"], calendar: LocalCalendar.LocalCalendar) {
    this.accumulators = by.map((dimensions) => new WindowAccumulator(dimensions, calendar))
  }

  add(batch: UsageBatch.UsageBatch, row: number): void {
    this.records++
    addCost(this.cents, batch, row)
    for (const accumulator of this.accumulators) accumulator.addRow(batch, row)
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
