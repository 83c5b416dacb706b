/** Runs a share of the seeds on a thread of its own, and posts how each went. */
import { parentPort, workerData } from "node:worker_threads"

import { Simulation } from "@varg-usage/emulator"
import { Effect } from "effect"

import { subjectOf } from "./simSubjects.ts"

/** Which seeds a worker runs: every `step`-th of `count` seeds from `from` on, beginning with number `first`. */
export interface Share {
  readonly from: number
  readonly count: number
  readonly first: number
  readonly step: number
  /** Runs of each seed, which must be identical. */
  readonly times: number
}

/** How a seed went. The trace is there only when it is asked for by itself. */
export type Report = Omit<Simulation.Run, "trace">

if (parentPort !== null) await runShare(workerData as Share)

async function runShare({ count, first, from, step, times }: Share): Promise<void> {
  for (let index = first; index < count; index += step) {
    // oxlint-disable-next-line no-await-in-loop, unicorn/require-post-message-target-origin -- one seed after the other; this is no window
    parentPort?.postMessage(await runSeed(from + index, times))
  }
}

/** Runs a seed; when it runs several times, another trace is a problem. */
async function runSeed(seed: number, times: number): Promise<Report> {
  const { trace, ...report } = await runOnce(seed)
  for (let time = 1; time < times; time++) {
    // oxlint-disable-next-line no-await-in-loop -- one run after the other
    const again = await runOnce(seed)
    const line = trace.findIndex((text, index) => text !== again.trace[index])
    if (again.hash !== report.hash) {
      return { ...report, problems: [...report.problems, `replay: run ${time + 1} differs from line ${line + 1} on`] }
    }
  }
  return report
}

/** One run of a seed. */
export function runOnce(seed: number): Promise<Simulation.Run> {
  return Effect.runPromise(Simulation.run({ seed, subject: subjectOf(seed) }))
}
