/** Gateways that cut their days elsewhere than UTC does, or not cleanly. */
import { CalendarDate, DateRange } from "@varg-usage/core"
import { type Emulator, Fault, type UsageDataset } from "@varg-usage/emulator"
import { Result } from "effect"

export const hour = 3_600_000
export const day = 86_400_000

export const range = (from: string, to: string): DateRange.DateRange => Result.getOrThrow(DateRange.parse(from, to))

export interface Cut {
  /** Milliseconds that the gateway's clocks are ahead of UTC. */
  readonly offset: number
  /** Milliseconds by which its answers reach further into the days before and after. */
  readonly slack?: number
  /** What is left out of answers for several days. */
  readonly lost?: ((record: UsageDataset.WireRecord) => boolean) | undefined
  /** Whether the total is that of what is sent, or of all. */
  readonly total?: "sent" | "true"
}

export const instantOf = (record: UsageDataset.WireRecord): number => Date.parse(record.created_at)

/** The records of a window as the gateway cuts it. */
export const cut = (
  records: ReadonlyArray<UsageDataset.WireRecord>,
  window: DateRange.DateRange,
  { offset, slack = 0 }: Cut
): ReadonlyArray<UsageDataset.WireRecord> => {
  const { end, start } = DateRange.toEpochMillis(window)
  return records.filter((record) => {
    const shown = instantOf(record) + offset
    return shown >= start - slack && shown < end + slack
  })
}

/** Answers so. All records are put in the place of those of the first day. */
export const cutting =
  (records: ReadonlyArray<UsageDataset.WireRecord>, how: Cut): NonNullable<Emulator.Options["faults"]> =>
  ({ from = "", to = "" }) => {
    const window = range(from, to)
    const all = cut(records, window, how)
    const sent = DateRange.size(window) > 1 ? all.filter((record) => how.lost?.(record) !== true) : all
    const total = how.total === "true" ? all : sent
    return Fault.Tamper({
      records: (_, { date }) => (date === window.from ? sent : []),
      totalCents: () => sumOf(total)
    })
  }

/** Costs are whole numbers of thousandths. */
export const sumOf = (records: ReadonlyArray<UsageDataset.WireRecord>): string => {
  const thousandths = records.reduce((sum, { cost_cents }) => sum + Math.round(Number(cost_cents) * 1000), 0)
  return `${thousandths / 1000}`
}

export const recordAt = (instant: number, cost = 1, name = ""): UsageDataset.WireRecord => ({
  job_id: `${instant}${name}`,
  model: "m",
  capability: "video",
  cost_cents: `${cost}`,
  cache_hit: false,
  created_at: new Date(instant).toISOString()
})

export const startOf = (date: string): number => CalendarDate.toEpochMillis(CalendarDate.CalendarDate.make(date))
