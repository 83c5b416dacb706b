/**
 * Compares the ways to read usage on the same bytes: each round in a new process, the contenders in turn, so that a busy
 * machine slows all of them alike. Prints a Markdown table of medians as ratios to the first. `--quick` only checks that
 * all of them come to the same costs.
 */
import { execFileSync } from "node:child_process"
import { parseArgs } from "node:util"

import { contenders } from "./contenders.ts"
import { prepare } from "./document.ts"

interface Round {
  readonly millis: number
  readonly peakBytes: number
  readonly costs: ReadonlyArray<readonly [string, number]>
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    records: { type: "string", default: "100000" },
    rounds: { type: "string", default: "5" }
  }
})

const records = values.quick ? 2000 : Number(values.records)
const rounds = values.quick ? 1 : Number(values.rounds)
const file = prepare(records)
const names = Object.keys(contenders)

const results = new Map(names.map((name): [string, Array<Round>] => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, list] of results) list.push(run(name))
}

const [[baseline = "", [reference] = []] = []] = results
for (const [name, [first]] of results) check(name, first)

console.log(`About ${records} records of one day, from a file to the cost per model; medians of ${rounds}.\n`)
console.log("| contender | time | times the first | peak memory |\n| --- | --: | --: | --: |")
for (const name of names) {
  const millis = median(name, (round) => round.millis)
  const ratio = millis / median(baseline, (round) => round.millis)
  const peak = median(name, ({ peakBytes }) => peakBytes) / 1e6
  console.log(`| ${name} | ${millis.toFixed(0)} ms | ${ratio.toFixed(2)} | ${peak.toFixed(0)} MB |`)
}

function run(name: string): Round {
  const printed = execFileSync(process.execPath, [new URL("round.ts", import.meta.url).pathname, name, file], {
    encoding: "utf8"
  })
  return JSON.parse(printed) as Round
}

/** A contender that comes to other costs has not done the work. */
function check(name: string, round: Round | undefined): void {
  const expected = new Map(reference?.costs)
  const found = new Map(round?.costs)
  const same = [...expected].every(
    ([model, cost]) => Math.abs((found.get(model) ?? Number.NaN) - cost) <= 1e-6 * cost + 1e-6
  )
  if (!same || expected.size !== found.size || expected.size === 0)
    throw new Error(`${name} comes to other costs than ${baseline}`)
}

function median(name: string, of: (round: Round) => number): number {
  const sorted = (results.get(name) ?? []).map(of).toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
