/** From the bytes of a file to the rollup, and to records: what the decoder is worth, without a network. */
import { createReadStream } from "node:fs"

import type { Task } from "../contenders/contender.ts"
import { type Dataset, document } from "../data/dataset.ts"
import type { LayoutName } from "../data/layouts.ts"
import { type Entry, race, type Result } from "../race.ts"
import type { Goal } from "../report/goals.ts"
import { coldMillis, cpuMillis, over, peakBytes, stallMillis, times } from "../report/statistics.ts"
import { factor, megabytes, millis, plainMillis, table } from "../report/table.ts"
import type { Section, Settings, Suite } from "./suite.ts"

const byHand = "`JSON.parse` + loop"
const ours = "varg-usage"
const oursOff = "varg-usage, `detectRepeats: false`"
const duckDb = "DuckDB, NDJSON, 1 thread"
const parsedBatches = "`JSON.parse` of 64 KiB at a time"

export const file: Suite = async (settings) => {
  const smaller = settings.quick ? [] : [await toRollup({ ...settings, records: settings.records / 10 })]
  return [await toRollup(settings), ...smaller, await acrossLayouts(settings), await toRecords(settings)]
}

async function toRollup(settings: Settings): Promise<Section> {
  const data = await warmed(document(settings.records))
  const lines = await warmed(document(settings.records, { layout: "ndjson" }))
  const { rollup: truth } = data.truth
  const task = taskOf(data)
  const results = race(
    "file",
    [
      { name: byHand, contender: "parseAndLoop", task, truth },
      { name: "read and drop", contender: "readAndDrop", task },
      { name: duckDb, contender: "duckDb", task: taskOf(lines), truth, optional: true },
      { name: "DuckDB, NDJSON, 2 threads", contender: "duckDb", task: taskOf(lines, 2), truth, optional: true },
      { name: "Polars, NDJSON, all threads", contender: "polars", task: taskOf(lines), truth, optional: true },
      { name: "stream-json", contender: "streamJson", task, truth, optional: true },
      { name: "@streamparser/json", contender: "streamParser", task, truth, optional: true },
      { name: "Effect `JsonArray` + Schema", contender: "effectJsonArray", task, truth },
      { name: "Effect `JsonArray` + compiled Schema", contender: "effectJsonArrayCompiled", task, truth },
      { name: ours, contender: "rollup", task, truth },
      { name: oursOff, contender: "rollupWithoutRepeats", task, truth },
      { name: "varg-usage, only the client's batches", contender: "batches", task, truth }
    ],
    settings
  )
  return {
    title: `A file of ${settings.records.toLocaleString("en")} records, to the rollup`,
    text: "From the bytes of one document to the cost of each model and capability. DuckDB and Polars get the same records one a line, which they read best.",
    table: resultTable(results),
    goals: [
      faster(`file: faster than ${byHand}`, 4, results, byHand, ours),
      faster("the same, `detectRepeats: false`", 4, results, byHand, oursOff),
      faster(`file: faster than ${duckDb}`, 1.2, results, duckDb, ours),
      faster("the same, `detectRepeats: false`", 1.2, results, duckDb, oursOff)
    ]
  }
}

const layouts: ReadonlyArray<readonly [name: LayoutName, what: string, goal: number]> = [
  ["compact", "compact", 4],
  ["spaced", "spaced, total first", 4],
  ["pretty", "pretty-printed", 4],
  ["odd", "2 % odd records", 3]
]

async function acrossLayouts(settings: Settings): Promise<Section> {
  const entries: Array<Entry> = []
  for (const [layout, what] of layouts) {
    const data = await warmed(document(settings.records, { layout }))
    const common = { task: taskOf(data), truth: data.truth.rollup }
    entries.push(
      { ...common, name: `${what}: ${byHand}`, contender: "parseAndLoop", isBase: true },
      { ...common, name: `${what}: ${ours}`, contender: "rollup" },
      { ...common, name: `${what}: ${oursOff}`, contender: "rollupWithoutRepeats" }
    )
  }
  const results = race("layouts", entries, settings)
  const find = (what: string, name: string) => results.find((result) => result.name === `${what}: ${name}`)
  return {
    title: "The same records in other layouts",
    text: "Odd records hold a letter beyond ASCII, or escape a character that needs no escape. Each is compared with the hand-written loop on the same layout.",
    table: table(
      ["layout", byHand, ours, "times as fast", oursOff, "times as fast"],
      (results.length === 0 ? [] : layouts).map(([, what]) => [
        what,
        millis(over(find(what, byHand), coldMillis)),
        millis(over(find(what, ours), coldMillis)),
        factor(times(find(what, byHand), find(what, ours), coldMillis)),
        millis(over(find(what, oursOff), coldMillis)),
        factor(times(find(what, byHand), find(what, oursOff), coldMillis))
      ])
    ),
    goals: layouts.slice(1).map(([, what, value]) => ({
      what: `file, ${what}: faster than ${byHand}`,
      bound: "at least",
      value,
      measured: times(find(what, byHand), find(what, ours), coldMillis)
    }))
  }
}

async function toRecords(settings: Settings): Promise<Section> {
  const data = await warmed(document(settings.records))
  const task = taskOf(data)
  // What a consumer of records looks at.
  const truth = [
    ["all", "cents", Number(data.truth.dayTotals[0])],
    ["all", "letters of ids", 20 * settings.records]
  ] as const
  const results = race(
    "records",
    [
      { name: parsedBatches, contender: "parsedBatches", task, truth },
      { name: "`JSON.parse` of the whole", contender: "parsedWhole", task, truth },
      { name: ours, contender: "records", task, truth },
      { name: oursOff, contender: "recordsWithoutRepeats", task, truth }
    ],
    settings
  )
  return {
    title: `A file of ${settings.records.toLocaleString("en")} records, to objects`,
    text: "Every record as an object, of which a consumer touches the cost and the id. Ours are validated, with exact costs and instants; what `JSON.parse` gives is whatever the bytes say.",
    table: resultTable(results),
    goals: [
      slower("validated records, time of", 0.9, results, ours),
      slower("the same, `detectRepeats: false`, time of", 0.9, results, oursOff)
    ]
  }
}

function taskOf({ dates, path }: Dataset, concurrency = 1): Task {
  return { source: path, dates, concurrency }
}

/** Reads the file once, so that the first contender does not pay for the disk. */
async function warmed(data: Dataset): Promise<Dataset> {
  for await (const _ of createReadStream(data.path));
  return data
}

function resultTable(results: ReadonlyArray<Result>): string {
  const [base] = results
  return table(
    ["contender", "time", "times as fast", "CPU", "peak memory", "longest stall"],
    results.map((result) => [
      result.name,
      result.missing ?? millis(over(result, coldMillis)),
      factor(times(base, result, coldMillis)),
      plainMillis(over(result, cpuMillis)),
      megabytes(over(result, peakBytes)),
      plainMillis(over(result, stallMillis))
    ])
  )
}

function faster(what: string, value: number, results: ReadonlyArray<Result>, base: string, name: string): Goal {
  const find = (wanted: string) => results.find((result) => result.name === wanted)
  return { what, bound: "at least", value, measured: times(find(base), find(name), coldMillis) }
}

function slower(what: string, value: number, results: ReadonlyArray<Result>, name: string): Goal {
  const [base] = results
  const found = results.find((result) => result.name === name)
  return { what: `${what} ${base?.name}`, bound: "at most", value, measured: times(found, base, coldMillis) }
}
