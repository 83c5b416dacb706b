/** The files that contenders read, written once to a temporary folder, record by record, so that any size fits in memory. */
import { createHash } from "node:crypto"
import {
  closeSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { type LayoutName, layouts } from "./layouts.ts"
import { datesOf, rowsOf, type Shape } from "./records.ts"
import { onlyBytes, type Rollup } from "./rollup.ts"
import { type Truth, truthOf } from "./truth.ts"

/** All files of this project's benchmarks. */
export const dataFolder = path.join(tmpdir(), "varg-usage-bench")

/** Records on disk. */
export interface Dataset {
  readonly shape: Shape
  /** One file, or the folder of one file a day. */
  readonly path: string
  readonly dates: ReturnType<typeof datesOf>
  readonly truth: Truth
}

/** One document, which holds the records of its one day. */
export const document = (
  records: number,
  options: { readonly models?: number; readonly layout?: LayoutName } = {}
): Dataset => {
  const { layout = "compact", models = 40 } = options
  const shape = { days: 1, recordsPerDay: records, models }
  return make(shape, `${layout}.json`, (file, truth) => {
    for (const [index, date] of datesOf(shape).entries())
      writeDay(file, date, shape, layout, truth.dayTotals[index] ?? "")
  })
}

/** A folder of one document for each day, named for its date. */
export const days = (shape: Shape): Dataset =>
  make(shape, "days", (folder, truth) => {
    mkdirSync(folder)
    for (const [index, date] of datesOf(shape).entries()) {
      writeDay(path.join(folder, `${date}.json`), date, shape, "compact", truth.dayTotals[index] ?? "")
    }
  })

/** What it comes to for those that only read. */
export const bytesOf = ({ dates, path: source }: Dataset): Rollup => {
  const files = statSync(source).isDirectory() ? dates.map((date) => path.join(source, `${date}.json`)) : [source]
  return onlyBytes(files.reduce((sum, file) => sum + statSync(file).size, 0))
}

function make(shape: Shape, name: string, write: (target: string, truth: Truth) => void): Dataset {
  const folder = path.join(dataFolder, generator(), `${shape.days}x${shape.recordsPerDay}-${shape.models}`)
  mkdirSync(folder, { recursive: true })
  const truthFile = path.join(folder, "truth.json")
  once(truthFile, (target) => writeFileSync(target, JSON.stringify(truthOf(shape))))
  const truth = JSON.parse(readFileSync(truthFile, "utf8")) as Truth
  const target = path.join(folder, name)
  once(target, (unfinished) => write(unfinished, truth))
  return { shape, path: target, dates: datesOf(shape), truth }
}

/** Files of another generator are other files. */
function generator(): string {
  const hash = createHash("sha256")
  for (const name of globSync("*.ts", { cwd: import.meta.dirname }).toSorted()) {
    hash.update(readFileSync(path.join(import.meta.dirname, name)))
  }
  return hash.digest("hex").slice(0, 12)
}

/** Writes what is not there yet. What was left unfinished is never taken for the whole. */
function once(target: string, write: (unfinished: string) => void): void {
  if (existsSync(target)) return
  const unfinished = `${target}.${process.pid}`
  write(unfinished)
  renameSync(unfinished, target)
}

function writeDay(file: string, ...day: Parameters<typeof pieces>): void {
  const descriptor = openSync(file, "w")
  try {
    let text = ""
    for (const piece of pieces(...day)) {
      text += piece
      if (text.length < 2 ** 20) continue
      writeSync(descriptor, text)
      text = ""
    }
    writeSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

/** The text of one day. */
export function* pieces(
  date: ReturnType<typeof datesOf>[number],
  shape: Shape,
  layout: LayoutName,
  total: string
): Generator<string> {
  const { begin, between, end, record } = layouts[layout]
  yield begin(total)
  let index = 0
  for (const row of rowsOf(date, shape)) {
    if (index > 0) yield between
    yield record(row, date, index)
    index++
  }
  yield end(total)
}
