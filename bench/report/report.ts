/** All tables of a run, and where they are written. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { cpus, loadavg, release, totalmem, type } from "node:os"

import type { Section, Settings } from "../suites/suite.ts"
import { goalTable } from "./goals.ts"

/** The machine and the command, the goals, then every table. A quick run has no figures worth showing as goals. */
export const report = (sections: ReadonlyArray<Section>, settings: Settings): string => {
  const goals = settings.quick ? [] : sections.flatMap((section) => section.goals ?? [])
  return [
    wrapped(origin(settings)),
    ...(goals.length === 0
      ? []
      : ["### Goals", "They are meant for a million records and two processors.", goalTable(goals)]),
    ...sections
      .filter(({ table }) => table !== "")
      .flatMap(({ table, text, title }) => [`### ${title}`, wrapped(text), table])
  ].join("\n\n")
}

/** What else the machine was doing. Where it was busy, times are no more than a hint, and ratios not much more. */
const [loadBefore = 0] = loadavg()

const begin = "<!-- results -->"
const end = "<!-- /results -->"

/** Replaces what stands between the markers of a document, or writes a document of its own. */
export const save = (file: string, text: string): void => {
  const former = existsSync(file) ? readFileSync(file, "utf8") : ""
  const [before, rest = ""] = former.split(begin)
  const [, after] = rest.split(end)
  writeFileSync(file, after === undefined ? `${text}\n` : `${before}${begin}\n\n${text}\n\n${end}${after}`)
}

/** In lines as long as those of the documents. */
function wrapped(text: string): string {
  return text.replaceAll(/(?=.{121})(.{1,120}) /gu, "$1\n")
}

function origin({ quick, rounds }: Settings): string {
  const [cpu] = cpus()
  const { version } = createRequire(import.meta.url)("effect/package.json") as { readonly version: string }
  const machine = `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`
  const command = ["pnpm bench", ...process.argv.slice(2)].join(" ")
  return [
    `\`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${machine}; Node ${process.versions.node}, Effect ${version}.`,
    quick
      ? "Every contender that could be loaded came to the same. These sizes say nothing about speed."
      : `Medians of ${rounds} rounds, and in brackets the least and the most. Load of the machine before: ${loadBefore.toFixed(1)}.`
  ].join(" ")
}
