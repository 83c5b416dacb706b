/** How memory and time grow with records, models and days. */
import type { ContenderName } from "../contenders/registry.ts"
import { bytesOf, type Dataset, days, document } from "../data/dataset.ts"
import { type Entry, race, type Result } from "../race.ts"
import type { Goal } from "../report/goals.ts"
import { coldMillis, over, peakBytes, type Spread, times } from "../report/statistics.ts"
import { digits, factor, megabytes, millis, table } from "../report/table.ts"
import { serving } from "../serving.ts"
import { drain, named, ours, oursOff } from "./comparison.ts"
import type { Section, Settings, Suite } from "./suite.ts"

/** Three rounds are enough for memory, and large answers take long. */
export const growth: Suite = async (settings) => {
  const fewer = { ...settings, rounds: Math.min(settings.rounds, 3) }
  return [await withRecords(fewer), withModels(fewer), withDays(fewer)]
}

/** Over HTTP, where a body comes in pieces whoever reads it. */
async function withRecords(settings: Settings): Promise<Section> {
  const { records } = settings
  const sizes: Array<readonly [size: number, results: ReadonlyArray<Result>]> = []
  for (const size of [Math.ceil(records / 10), records, records * 5]) {
    sizes.push([size, await answersOf(size, settings)])
  }
  return {
    title: "Memory, with the records of one answer",
    text: "Over loopback HTTP, each in a new process. `json()` gives up at 512 MiB, the longest string that V8 can hold.",
    table: table(
      ["contender", "time", "for each record", "peak memory", "times read and drop"],
      sizes.flatMap(([size, results]) => results.map((result) => memoryRow(size, result, named(results, drain))))
    ),
    goals: [memoryGoal(sizes)]
  }
}

function answersOf(records: number, settings: Settings): Promise<ReadonlyArray<Result>> {
  const data = document(records)
  const { rollup: truth } = data.truth
  return serving(data, 0, (taskWith) => {
    const task = taskWith(1)
    const entries: ReadonlyArray<Entry> = [
      { name: drain, contender: "effectDrain", task, truth: bytesOf(data) },
      { name: "`fetch` + `json()` + loop", contender: "fetchJson", task, truth, mayFail: "running" },
      { name: ours, contender: "rollup", task, truth },
      { name: oursOff, contender: "rollupWithoutRepeats", task, truth }
    ]
    return race(countOf(records, "records"), entries, settings)
  })
}

function memoryRow(size: number, result: Result, dropped: Result | undefined): ReadonlyArray<string> {
  const row = timeRow({ ...result, name: `${countOf(size, "records")}: ${result.name}` }, size)
  return [...row, factor(times(result, dropped, peakBytes))]
}

function memoryGoal(sizes: ReadonlyArray<readonly [size: number, results: ReadonlyArray<Result>]>): Goal {
  const [, small, large] = sizes.map(([, results]) => named(results, oursOff))
  const what = "HTTP, five times the records, `detectRepeats: false`: times the peak memory"
  return { what, bound: "at most", value: 1.2, measured: times(large, small, peakBytes) }
}

function countOf(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}`
}

/** From a file, to leave the network out of it. */
function withModels(settings: Settings): Section {
  const contenders: ReadonlyArray<readonly [name: string, contender: ContenderName]> = [
    ["`JSON.parse` + loop", "parseAndLoop"],
    [ours, "rollup"],
    [oursOff, "rollupWithoutRepeats"]
  ]
  const entries = [10, 1000, 10_000].flatMap((models) => {
    const data = document(settings.records, { models })
    return contenders.map(([name, contender]) => ({
      ...fileEntry(`${countOf(models, "models")}: ${name}`, contender, data, 1),
      isBase: contender === "parseAndLoop"
    }))
  })
  return {
    title: "Time, with the models of one answer",
    text: `A file of ${settings.records.toLocaleString("en")} records. Each model has two capabilities, so that there are twice as many cells.`,
    table: table(
      ["contender", "time", "for each record", "peak memory"],
      race("models", entries, settings).map((result) => timeRow(result, settings.records))
    )
  }
}

/** From files, one for each day. */
function withDays(settings: Settings): Section {
  const sizes = settings.quick ? [3, 6] : [365, 3650]
  const recordsPerDay = 100
  const entries = sizes.map((count) => {
    const data = days({ days: count, recordsPerDay, models: settings.quick ? 10 : 10_000 })
    return fileEntry(countOf(count, "days"), "rollup", data, 4)
  })
  return {
    title: "Time, with the days of a range",
    text: `Files of ${recordsPerDay} records a day, nearly every one of another model, into one report.`,
    table: table(
      ["range", "time", "for each record", "peak memory"],
      race("days", entries, settings).map((result, index) => timeRow(result, (sizes[index] ?? 0) * recordsPerDay))
    )
  }
}

function fileEntry(
  name: string,
  contender: ContenderName,
  { dates, path, truth }: Dataset,
  concurrency: number
): Entry {
  return { name, contender, task: { source: path, dates, concurrency }, truth: truth.rollup }
}

function timeRow(result: Result, records: number): ReadonlyArray<string> {
  const time = over(result, coldMillis)
  return [result.name, result.missing ?? millis(time), each(time, records), megabytes(over(result, peakBytes))]
}

function each(time: Spread | undefined, records: number): string {
  return time === undefined ? "" : `${digits((time.median * 1e6) / records)} ns`
}
