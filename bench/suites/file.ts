/** From the bytes of a file to the rollup, and to records: what the decoder is worth, without a network. */
import { createReadStream } from "node:fs"

import type { Task } from "../contenders/contender.ts"
import { bytesOf, type Dataset, document } from "../data/dataset.ts"
import type { LayoutName } from "../data/layouts.ts"
import { type Entry, race } from "../race.ts"
import { coldMillis, over, times } from "../report/statistics.ts"
import { factor, millis, table } from "../report/table.ts"
import { both, comparison, faster, named, ours, oursOff, within } from "./comparison.ts"
import type { Section, Settings, Suite } from "./suite.ts"

const byHand = "`JSON.parse` + loop"
const duckDb = "DuckDB, NDJSON, 1 thread"
const parsedBatches = "`JSON.parse` of 64 KiB at a time"

export const file: Suite = async (settings) => {
  const sections = [await toRollup(settings), await acrossLayouts(settings), await toRecords(settings)]
  if (settings.quick) return sections
  // The goals are for the large answer: a small one is over before the code is compiled.
  const smaller = await toRollup({ ...settings, records: Math.ceil(settings.records / 10) })
  return [...sections, { ...smaller, goals: [] }]
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
      { name: "read and drop", contender: "readAndDrop", task, truth: bytesOf(data) },
      { name: duckDb, contender: "duckDb", task: taskOf(lines), truth, mayFail: "loading" },
      { name: "DuckDB, NDJSON, 2 threads", contender: "duckDb", task: taskOf(lines, 2), truth, mayFail: "loading" },
      { name: "Polars, NDJSON, all threads", contender: "polars", task: taskOf(lines), truth, mayFail: "loading" },
      { name: "stream-json", contender: "streamJson", task, truth, mayFail: "loading" },
      { name: "@streamparser/json", contender: "streamParser", task, truth, mayFail: "loading" },
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
    table: comparison(results),
    goals: both.flatMap(([name, how]) => [
      faster(`file${how}: faster than ${byHand}`, 4, results, [name, byHand]),
      faster(`file${how}: faster than ${duckDb}`, 1.2, results, [name, duckDb])
    ])
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
  const find = (what: string, name: string) => named(results, `${what}: ${name}`)
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
    goals: layouts.slice(1).flatMap(([, what, value]) =>
      both.map(([name, how]) => {
        const pair = [`${what}: ${name}`, `${what}: ${byHand}`] as const
        return faster(`file, ${what}${how}: faster than ${byHand}`, value, results, pair)
      })
    )
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
    table: comparison(results),
    goals: both.map(([name, how]) =>
      within(`validated records${how}: time of ${parsedBatches}`, 0.9, results, [name, parsedBatches], coldMillis)
    )
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
