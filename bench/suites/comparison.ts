/** What suites say about results in the same words. */
import type { Result } from "../race.ts"
import type { Goal } from "../report/goals.ts"
import {
  coldMillis,
  cpuMillis,
  type Figure,
  over,
  peakBytes,
  stallMillis,
  times,
  warmMillis
} from "../report/statistics.ts"
import { factor, megabytes, millis, plainMillis, table } from "../report/table.ts"

/** Whoever uses Effect's `fetch` client can't be faster. */
export const drain = "read and drop, Effect's `fetch` client"

/** This project with its defaults. */
export const ours = "varg-usage"

/** This project without a look for rows that stand twice, and so in constant memory. */
export const oursOff = "varg-usage, `detectRepeats: false`"

/** Both, and how a goal tells them apart. */
export const both = [
  [ours, ""],
  [oursOff, ", `detectRepeats: false`"]
] as const

/** Both over Effect's client for undici instead of that for `fetch`. */
export const oursUndici = "varg-usage over undici"
export const oursUndiciOff = "varg-usage over undici, `detectRepeats: false`"

/** All of them over HTTP, and how a goal tells them apart. */
export const overHttp = [
  ...both,
  [oursUndici, ", over undici"],
  [oursUndiciOff, ", over undici, `detectRepeats: false`"]
] as const

/** The result of a name; `undefined` when it did not take part. */
export const named = (results: ReadonlyArray<Result>, name: string): Result | undefined =>
  results.find((result) => result.name === name)

/** Every figure of a process, with the time compared to the first result. */
export const comparison = (results: ReadonlyArray<Result>): string => {
  const [base] = results
  const isWarm = results.some(({ rounds }) => rounds.some((round) => round.warmMillis !== undefined))
  const timed = (result: Result, figure: Figure) => [millis(over(result, figure)), factor(times(base, result, figure))]
  return table(
    [
      "contender",
      ...(isWarm ? ["cold", "times as fast", "warm", "times as fast"] : ["time", "times as fast"]),
      "CPU",
      "peak memory",
      "longest stall"
    ],
    results.map((result) =>
      result.missing === undefined
        ? [
            result.name,
            ...timed(result, coldMillis),
            ...(isWarm ? timed(result, warmMillis) : []),
            plainMillis(over(result, cpuMillis)),
            megabytes(over(result, peakBytes)),
            plainMillis(over(result, stallMillis))
          ]
        : [result.name, result.missing]
    )
  )
}

/** A goal for how many times as fast one is as another. */
export const faster = (
  what: string,
  value: number,
  results: ReadonlyArray<Result>,
  [name, base]: readonly [name: string, base: string],
  figure: Figure = coldMillis
): Goal => ({
  what,
  bound: "at least",
  value,
  measured: times(named(results, base), named(results, name), figure)
})

/** A goal for how much of another's time or memory one may take. */
export const within = (
  what: string,
  value: number,
  results: ReadonlyArray<Result>,
  [name, base]: readonly [name: string, base: string],
  figure: Figure
): Goal => ({
  what,
  bound: "at most",
  value,
  measured: times(named(results, name), named(results, base), figure)
})
