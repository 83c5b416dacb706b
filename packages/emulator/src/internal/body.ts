/**
 * The body of a 200 as JSON text, written record by record.
 *
 * Costs and the total are copied or summed as decimals; no number of JavaScript stands between. At most one chunk and
 * one day of records are held at once.
 */
import type * as CalendarDate from "@varg-usage/core/CalendarDate"
import type * as DateRange from "@varg-usage/core/DateRange"

import type { Tampering } from "../Fault.ts"
import type { UsageDataset, WireRecord } from "../UsageDataset.ts"
import * as Days from "./days.ts"
import * as Decimal from "./decimal.ts"

/** Characters, nearly always bytes, that are put together before they are sent. */
const chunkLength = 64 * 1024

/** What is asked, and what there is at an instant (milliseconds since 1970-01-01T00:00:00Z). */
export interface Asked {
  readonly dataset: Pick<UsageDataset, "day">
  readonly range: DateRange.DateRange
  readonly instant: number
}

/** The body, in chunks of about 64 kB. */
export const chunks = (asked: Asked, tampering: Tampering = {}): Iterator<string, undefined> =>
  joined(write(asked, tampering))

/** The records as they are written, one after the other; returns the text of the total. */
export function* rows(asked: Asked, tampering: Tampering): Generator<WireRecord, string> {
  const { dataset, instant, range } = asked
  const total = new Decimal.Sum()
  const sent = new Decimal.Sum()
  let left = tampering.limit ?? Number.POSITIVE_INFINITY
  for (const [date, records] of Days.until(dataset.day, range, instant)) {
    for (const record of records) total.add(record.cost_cents)
    for (const record of tampered(records, date, asked, tampering)) {
      if (left-- <= 0) break
      if (tampering.totalCents !== undefined) sent.addKnown(record.cost_cents)
      yield record
    }
  }
  return tampering.totalCents?.(total.text, sent.text) ?? total.text
}

function tampered(
  records: ReadonlyArray<WireRecord>,
  date: CalendarDate.CalendarDate,
  { dataset, range }: Asked,
  tampering: Tampering
): ReadonlyArray<WireRecord> {
  return tampering.records?.(records, { date, range, recordsOf: dataset.day }) ?? records
}

function* write(asked: Asked, tampering: Tampering): Generator<string> {
  const all = rows(asked, tampering)
  let separator = ""
  yield `{"usage":[`
  for (;;) {
    const next = all.next()
    if (next.done === true) {
      yield `],"total_cents":${next.value}}`
      return
    }
    yield separator + recordText(next.value)
    separator = ","
  }
}

/** The fields in the order of the contract. A field that tampering has taken away is left out. */
const recordText = (record: WireRecord): string => {
  let text = ""
  for (const name of fields) {
    if (record[name] !== undefined) text += `${text === "" ? "" : ","}"${name}":${valueText(record, name)}`
  }
  return `{${text}}`
}

const fields = ["job_id", "model", "capability", "cost_cents", "cache_hit", "created_at"] as const

const valueText = (record: WireRecord, name: keyof WireRecord): string =>
  name === "cost_cents" ? record.cost_cents : JSON.stringify(record[name])

function* joined(texts: Iterable<string>): Generator<string, undefined> {
  let chunk = ""
  for (const text of texts) {
    chunk += text
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ""
  }
  if (chunk !== "") yield chunk
  return undefined
}
