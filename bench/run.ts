/**
 * Runs the benchmarks and prints their tables as Markdown. What runs is what is published, JavaScript: the sources are
 * compiled first.
 */
import { execSync } from "node:child_process"
import { rmSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"

import { dataFolder } from "./data/dataset.ts"
import { installPeers } from "./peers/install.ts"
import { report, save } from "./report/report.ts"
import { suites } from "./suites/registry.ts"
import type { Section, Settings } from "./suites/suite.ts"

const help = `pnpm bench [options]

  --quick        the smallest sizes, once: whether all contenders come to the same, not how fast
  --suite NAME   only this suite; may be given more than once: ${Object.keys(suites).join(", ")}
  --only TEXT    only contenders with this text in their name, and those that they are compared with
  --records N    records of the large answers, and of a year (1000000)
  --rounds N     processes for each contender (5)
  --out FILE     also writes the tables to this file, between its markers if it has them
  --clean        deletes the records that former runs have left, and ends
  --help`

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    suite: { type: "string", multiple: true, default: Object.keys(suites) },
    only: { type: "string" },
    records: { type: "string" },
    rounds: { type: "string" },
    out: { type: "string" },
    clean: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})

if (values.help) console.log(help)
else if (values.clean) rmSync(dataFolder, { recursive: true, force: true })
else
  await bench().catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error
    console.error(error.message)
    process.exitCode = 1
  })

async function bench(): Promise<void> {
  const chosen = values.suite.map(suiteNamed)
  const settings: Settings = {
    quick: values.quick,
    records: count("records", values.quick ? 2000 : 1_000_000),
    rounds: count("rounds", values.quick ? 1 : 5),
    only: values.only
  }
  if (!values.quick && values.suite.includes("file")) installPeers()
  execSync("tsc -b bench", { cwd: path.dirname(import.meta.dirname), stdio: ["ignore", 2, 2] })
  const sections: Array<Section> = []
  try {
    for (const suite of chosen) sections.push(...(await suite(settings)))
  } finally {
    // What was measured before something broke took long enough to be worth showing.
    console.log(report(sections, settings))
  }
  if (values.out !== undefined) save(values.out, report(sections, settings))
}

function suiteNamed(name: string) {
  const suite = suites[name]
  if (suite === undefined)
    throw new RangeError(`There is no suite ${name}. There are ${Object.keys(suites).join(", ")}.`)
  return suite
}

function count(option: "records" | "rounds", usual: number): number {
  const given = values[option] ?? usual
  if (/^[1-9]\d*$/u.test(String(given))) return Number(given)
  throw new RangeError(`--${option} must be a whole number from 1, not ${given}.`)
}
