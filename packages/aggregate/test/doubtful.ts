/** A week in doubt: its records, the gateway that cuts it elsewhere, and how it is read. */
import type { Reconciliation, UsageAggregate, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { type Emulator, RecordFault, UsageDataset } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import { requests, run, total } from "./emulated.ts"
import { day, hour, range, recordAt, startOf } from "./gateways.ts"

export type Faults = NonNullable<Emulator.Options["faults"]>

export const week = range("2026-02-09", "2026-02-15")
export const wednesday = range("2026-02-11", "2026-02-11")

/** A record every six hours, from the first millisecond of a day on, and one in its last. */
export const records = DateRange.days(range("2026-02-01", "2026-03-15")).flatMap((date, index) =>
  [0, 6 * hour, 12 * hour, 18 * hour, day - 1].map((millis, place) =>
    recordAt(startOf(date) + millis, index + place / 10 + 0.25)
  )
)
export const dataset = UsageDataset.fromRecords(records)
export const california: Faults = (request) => RecordFault.zoned(request, -8 * hour)

export const inside = ({ from, to }: DateRange.DateRange): ReadonlyArray<UsageDataset.WireRecord> =>
  records.filter(({ created_at }) => created_at.slice(0, 10) >= from && created_at.slice(0, 10) <= to)

export const isWide = ({ from, to }: Emulator.UsageRequest): boolean => from !== to

export const read = (
  window: DateRange.DateRange,
  faults: Faults,
  options?: UsageAggregate.Options
): Effect.Effect<{
  readonly report: UsageReport.UsageReport
  readonly asked: ReadonlyArray<Emulator.RequestEntry>
}> =>
  Effect.map(
    run(Effect.all({ report: total(window, options), asked: requests }), { dataset, faults }),
    Result.getOrThrow
  )

export const findings = ({ reconciliation }: UsageReport.UsageReport): ReadonlyArray<string> =>
  reconciliation.findings.map((finding) => `${DateRange.format(finding.window)} ${finding._tag}${amount(finding)}`)

const amount = (finding: Reconciliation.Finding) =>
  "records" in finding && "cents" in finding ? ` ${finding.records} ${Cents.format(finding.cents)}` : ""
