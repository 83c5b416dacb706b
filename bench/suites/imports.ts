/** How long it takes to import each entry point, in a process that has imported nothing yet. */
import { execFileSync } from "node:child_process"
import { globSync } from "node:fs"
import path from "node:path"

import { compiled } from "../race.ts"
import { spreadOf } from "../report/statistics.ts"
import { factor, millis, table } from "../report/table.ts"
import type { Suite } from "./suite.ts"

const folder = path.dirname(import.meta.dirname)

export const imports: Suite = ({ only = "", quick, rounds }) => {
  const entries = ["effect", ...(quick ? ["@varg-usage/core", "@varg-usage/aggregate"] : entryPoints())]
  const chosen = entries.filter((entry, index) => index === 0 || entry.includes(only))
  const times = Array.from({ length: rounds }, (_, round) => {
    console.error(`imports, round ${round + 1} of ${rounds}`)
    return chosen.map((entry) => importMillis(entry))
  })
  const rows = chosen.map((entry, index) => [
    `\`${entry}\``,
    millis(spreadOf(times.map((round) => round[index] ?? Number.NaN))),
    factor(spreadOf(times.map((round) => (round[index] ?? Number.NaN) / (round[0] ?? Number.NaN))))
  ])
  return [
    {
      title: "Importing",
      text: "Each entry point in a new process, as JavaScript and unbundled. Whatever uses Effect loads the whole of `effect`, so that is what to compare with.",
      table: chosen.length === 1 ? "" : table(["entry point", "time", "times `effect`"], rows)
    }
  ]
}

function entryPoints(): ReadonlyArray<string> {
  return ["core", "aggregate"].flatMap((name) => {
    const files = globSync(`../packages/${name}/src/*.ts`, { cwd: folder }).map((file) => path.basename(file, ".ts"))
    const modules = files.filter((module) => module !== "index").toSorted()
    return [`@varg-usage/${name}`, ...modules.map((module) => `@varg-usage/${name}/${module}`)]
  })
}

function importMillis(entry: string): number {
  const [preload = "", hooks = ""] = compiled("")
  const source = `const start = performance.now(); await import("${entry}"); console.log(performance.now() - start)`
  const given = [preload, hooks, "--input-type=module", "--eval", source]
  return Number(execFileSync(process.execPath, given, { cwd: folder, encoding: "utf8" }))
}
