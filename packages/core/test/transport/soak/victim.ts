/**
 * The program that is given a bomb, in a process of its own: asks for a good answer, then for the bomb, and prints how
 * much memory that took beyond what the process held before, its peak as Linux counts it.
 */
import { readFileSync } from "node:fs"

import { Effect } from "effect"

import * as Question from "../Question.ts"
import * as UsageBody from "../usageBody.ts"
import { type Transport, transports } from "./transports.ts"

export interface Report {
  readonly tag: string
  readonly what: unknown
  readonly limit: number
  readonly millis: number
  /** Beyond the process before its first call. */
  readonly extraMebibytes: number
  /** Beyond the process after the good answer. */
  readonly extraMebibytesOnceWarm: number
}

const [, , transport = "", goodUrl = "", bombUrl = ""] = process.argv
const ask = (gatewayUrl: string) =>
  Question.ask({ gatewayUrl, apiKey: UsageBody.key, attemptTimeoutMillis: 20_000 }).pipe(
    Effect.provide(transports[transport as Transport])
  )

/** Not `maxRSS`: that begins with what the parent of this process held. */
const peak = () => {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync("/proc/self/status", "utf8")) ?? []
  return Number(kibibytes) / 1024
}
const cold = peak()
await Effect.runPromise(ask(goodUrl))
const warm = peak()
const began = performance.now()
const outcome = await Effect.runPromise(ask(bombUrl))
const fields = "fields" in outcome ? outcome.fields : {}
const report: Report = {
  tag: outcome._tag,
  what: fields["what"] ?? null,
  limit: Number(fields["limit"] ?? 0),
  millis: Math.round(performance.now() - began),
  extraMebibytes: Math.round(peak() - cold),
  extraMebibytesOnceWarm: Math.round(peak() - warm)
}
process.stdout.write(`${JSON.stringify(report)}\n`)
