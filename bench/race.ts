/**
 * Contenders side by side: each round every one of them in turn, each in a new process, so that a machine that slows
 * down slows all of them, and none is warmed by another. An answer that is not the truth ends everything.
 */
import { execFileSync } from "node:child_process"
import path from "node:path"

import type { Task } from "./contenders/contender.ts"
import type { ContenderName } from "./contenders/registry.ts"
import { difference, type Rollup } from "./data/rollup.ts"
import type { Assignment, Measured, Missing, Round } from "./round.ts"

/** Who takes part, with what, and what it must come to. */
export interface Entry {
  readonly name: string
  readonly contender: ContenderName
  readonly task: Task
  readonly truth: Rollup
  /**
   * How often each process does it.
   *
   * @default 1
   */
  readonly iterations?: number
  /** Whether others are compared with it, so that it takes part whoever else does. So does the first entry. */
  readonly isBase?: boolean
  /** Where it may fail: as a package without a binary for this machine does, or when it runs, on a body too large. */
  readonly mayFail?: Missing["when"]
}

/** What the rounds of one entry measured; none when it was unable to. */
export interface Result {
  readonly name: string
  readonly rounds: ReadonlyArray<Measured>
  /** Why there are no rounds. */
  readonly missing?: string
}

export interface RaceOptions {
  readonly rounds: number
  /** Only entries whose name contains this, and those that they are compared with. */
  readonly only?: string | undefined
}

/** Runs the rounds; the results are in the order of the entries, and empty when no name contains `only`. */
export const race = (
  title: string,
  entries: ReadonlyArray<Entry>,
  { only = "", rounds }: RaceOptions
): ReadonlyArray<Result> => {
  if (!entries.some(({ name }) => name.includes(only))) return []
  const chosen = entries.filter(({ isBase = false, name }, index) => index === 0 || isBase || name.includes(only))
  const measured = new Map(chosen.map(({ name }) => [name, new Array<Measured>()]))
  const missing = new Map<string, string>()
  for (let round = 1; round <= rounds; round++) {
    for (const entry of chosen) {
      if (missing.has(entry.name)) continue
      const outcome = run(entry)
      console.error(`${title}, round ${round} of ${rounds}: ${entry.name}: ${describe(outcome)}`)
      if ("missing" in outcome) missing.set(entry.name, outcome.missing)
      else measured.get(entry.name)?.push(outcome)
    }
  }
  return chosen.map(({ name }) => {
    const reason = missing.get(name)
    return { name, rounds: measured.get(name) ?? [], ...(reason !== undefined && { missing: reason }) }
  })
}

function run({ contender, iterations = 1, mayFail, name, task, truth }: Entry): Round {
  const assignment: Assignment = { contender, task, iterations }
  const round = JSON.parse(program("round.js", JSON.stringify(assignment))) as Round
  if ("missing" in round) {
    if (round.when === mayFail) return round
    throw new Error(`${name}: ${round.missing}`)
  }
  const wrong = difference(truth, round.rollup)
  if (wrong !== undefined) throw new Error(`${name} comes to something else: ${wrong}`)
  return round
}

/** What a program of this package prints. */
export const program = (name: string, ...given: ReadonlyArray<string>): string =>
  execFileSync(process.execPath, [...compiled(name), ...given], { encoding: "utf8", maxBuffer: 2 ** 28 })

/** Arguments of Node for a program of this package: as JavaScript, over the packages as they are published. */
export const compiled = (name: string): ReadonlyArray<string> => {
  const folder = path.join(import.meta.dirname, "dist")
  return ["--import", path.join(folder, "compiled.js"), path.join(folder, name)]
}

function describe(outcome: Round): string {
  return "missing" in outcome ? outcome.missing : `${outcome.coldMillis.toFixed(0)} ms`
}
