/** The document that every contender reads: one day of believable records, written once to a temporary file. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { CalendarDate } from "@varg-usage/core"
import { UsageDataset } from "@varg-usage/emulator"
import { Option } from "effect"

/** The one UTC day of all records, a Friday. */
export const date = Option.getOrThrow(CalendarDate.parse("2026-02-13"))

/** Makes the document of about so many records unless it is there, and gives its path. */
export const prepare = (records: number): string => {
  const folder = path.join(tmpdir(), "varg-usage-bench")
  const file = path.join(folder, `${records}.json`)
  if (existsSync(file)) return file
  const dataset = UsageDataset.make({ recordsPerDay: records })
  const usage = dataset
    .day(date)
    .map(({ cost_cents, ...record }) => `${JSON.stringify(record).slice(0, -1)},"cost_cents":${cost_cents}}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `{"usage":[${usage.join()}],"total_cents":${dataset.truth({ from: date, to: date }).costText}}`)
  return file
}
