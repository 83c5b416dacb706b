/** One contender in a process of its own: prints what it measured as JSON. */
import { readFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"

import type { Contender, Task } from "./contenders/contender.ts"
import { type ContenderName, contenders } from "./contenders/registry.ts"
import type { Rollup } from "./data/rollup.ts"

/** What to run, and how often in this process: the first time is cold, the others are warm. */
export interface Assignment {
  readonly contender: ContenderName
  readonly task: Task
  readonly iterations: number
}

/** What one process measured, or why it was unable to, and when. */
export type Round = Measured | Missing

export interface Missing {
  readonly missing: string
  readonly when: "loading" | "running"
}

export interface Measured {
  /** Of the first iteration. */
  readonly coldMillis: number
  /** Median of the others; absent when there are none. */
  readonly warmMillis?: number
  /** Time of all threads during the first iteration. */
  readonly cpuMillis: number
  /** Longest time in which nothing else could run, during the first iteration. */
  readonly stallMillis: number
  /** Most memory that the process held until the end of the first iteration. */
  readonly peakBytes: number
  /** The answer of the last iteration. */
  readonly rollup: Rollup
}

const assignment = JSON.parse(process.argv[2] ?? "") as Assignment
console.log(JSON.stringify(await perform(assignment)))

async function perform({ contender, iterations, task }: Assignment): Promise<Round> {
  try {
    const loaded = await contenders[contender]()
    return await measure(loaded, task, iterations).catch((error: unknown) => missing(error, "running"))
  } catch (error) {
    return missing(error, "loading")
  }
}

function missing(error: unknown, when: Missing["when"]): Missing {
  const isAbsent = error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND")
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n")
  return { missing: isAbsent ? "not installed" : reason, when }
}

async function measure(contender: Contender, task: Task, iterations: number): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await setTimeout(5)
  delay.reset()
  const cpu = process.cpuUsage()
  const [first, coldMillis] = await timed(contender, task)
  const { system, user } = process.cpuUsage(cpu)
  // A stall is noticed by the timer behind it.
  await setTimeout(5)
  delay.disable()
  const cold = { coldMillis, cpuMillis: (user + system) / 1000, stallMillis: delay.max / 1e6, peakBytes: peakBytes() }
  const warm: Array<number> = []
  let rollup = first
  for (let iteration = 1; iteration < iterations; iteration++) {
    const [answer, millis] = await timed(contender, task)
    warm.push(millis)
    rollup = answer
  }
  const warmMillis = warm.toSorted((left, right) => left - right)[Math.floor(warm.length / 2)]
  return { ...cold, ...(warmMillis !== undefined && { warmMillis }), rollup }
}

async function timed(contender: Contender, task: Task): Promise<readonly [Rollup, number]> {
  const start = performance.now()
  const rollup = await contender(task)
  return [rollup, performance.now() - start]
}

/** On Linux, `maxRSS` may be that of the parent, from before this program was loaded; the kernel's own mark is not. */
function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync("/proc/self/status", "utf8")) ?? []
  return Number(kibibytes) * 1024
}
