/**
 * The simulation: `pnpm sim --seeds 10000 --from 1` runs many seeds, `pnpm sim --seed 6` replays one with its trace,
 * `pnpm sim --replays 1000` runs each of so many seeds twice and compares the traces, `pnpm sim --mutants` checks that
 * planted bugs are found. Progress goes to stderr, the outcome to stdout; the exit code is 1 when a promise was not kept.
 */
import { createHash } from "node:crypto"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"

import { checkMutants } from "./simMutate.ts"
import { type Report, runOnce, type Share } from "./simWorker.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    replays: { type: "string" },
    mutants: { type: "boolean", default: false },
    only: { type: "string" },
    workers: { type: "string", default: String(availableParallelism()) },
    "first-failure": { type: "boolean", default: false }
  }
})

if (values.seed !== undefined) await replayOne(wholeNumber("seed", values.seed))
else if (values.mutants) process.exitCode = (await checkMutants(values.only)) ? 0 : 1
else await runMany()

async function replayOne(seed: number): Promise<void> {
  const { hash, problems, trace } = await runOnce(seed)
  console.log([...trace, ...problems.map((problem) => `PROBLEM ${problem}`), `seed ${seed}: ${hash}`].join("\n"))
  if (problems.length > 0) process.exitCode = 1
}

async function runMany(): Promise<void> {
  const times = values.replays === undefined ? 1 : 2
  const count = wholeNumber("seeds", values.replays ?? values.seeds)
  const from = wholeNumber("from", values.from)
  const start = performance.now()
  const reports = (await runAll({ from, count, times })).toSorted((a, b) => a.seed - b.seed)
  const failed = reports.filter(({ problems }) => problems.length > 0)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  for (const { problems, seed } of failed.slice(0, 20)) {
    console.log(`seed ${seed} failed. Replay it with: pnpm sim --seed ${seed}\n  ${problems.slice(0, 5).join("\n  ")}`)
  }
  console.log(summaryOf(reports, from, times, seconds))
  if (failed.length > 0) process.exitCode = 1
}

function summaryOf(reports: ReadonlyArray<Report>, from: number, times: number, seconds: string): string {
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0)
  const failed = sum(({ problems }) => (problems.length > 0 ? 1 : 0))
  const days = (sum(({ elapsed }) => elapsed) / 86_400_000).toFixed(1)
  const runs = times === 1 ? "" : `, each run ${times} times with identical traces`
  return [
    `${reports.length - failed} of ${reports.length} seeds from ${from} are fine${failed === 0 ? runs : ""}; ${failed} failed (${seconds} s)`,
    `${sum(({ requests }) => requests)} requests, ${sum(({ counted }) => counted)} outcomes counted and equal to the truth, ${sum((report) => report.failed)} typed failures, ${days} days of virtual time`,
    `hash of all traces: ${createHash("sha256")
      .update(reports.map(({ hash }) => hash).join())
      .digest("hex")
      .slice(0, 16)}`
  ].join("\n")
}

/** Shares the seeds among threads. */
async function runAll(all: Pick<Share, "from" | "count" | "times">): Promise<ReadonlyArray<Report>> {
  const step = Math.max(1, Math.min(wholeNumber("workers", values.workers), all.count))
  const reports: Array<Report> = []
  const take = (report: Report): boolean => {
    reports.push(report)
    if (reports.length % 500 === 0) console.error(`${reports.length} of ${all.count} seeds`)
    return values["first-failure"] && report.problems.length > 0
  }
  await Promise.all(Array.from({ length: step }, (_, first) => runShare({ ...all, first, step }, take)))
  return reports
}

function runShare(share: Share, take: (report: Report) => boolean): Promise<void> {
  const worker = new Worker(new URL("./simWorker.ts", import.meta.url), { workerData: share })
  return new Promise((resolve, reject) => {
    worker.on("message", (report: Report) => {
      if (take(report)) void worker.terminate()
    })
    worker.on("error", reject)
    worker.on("exit", () => resolve())
  })
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new RangeError(`--${name} must be a whole number`)
  return Number(text)
}
