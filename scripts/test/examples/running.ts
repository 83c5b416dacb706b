/** Examples as their readers run them: processes over emulators, whose truth is known. */
import { availableParallelism } from "node:os"

import { afterAll, assert, beforeAll } from "@effect/vitest"
import { Cents, DateRange } from "@varg-usage/core"
import { UsageDataset, type UsageTruth } from "@varg-usage/emulator"
import { type BigDecimal, Effect, Option, Result, Semaphore } from "effect"

import { type Emulator, type Ran, run, type RunOptions, startEmulator } from "../../programs.ts"

/** As many programs at once as there are processors, whatever the number of tests. */
const pool = Semaphore.makeUnsafe(availableParallelism())

/** For a group of tests that run at the same time: the last one waits for all others. */
export const patience = { timeout: 120_000 }

/** Runs an example with nothing in its environment but gateways: one for all, and one of the account `research`. */
export const emulated = (): ((example: string, options?: Partial<RunOptions>) => Effect.Effect<Ran>) => {
  let emulators: ReadonlyArray<Emulator> = []
  let gateways: NodeJS.ProcessEnv = {}
  beforeAll(async () => {
    emulators = await Promise.all([startEmulator(), startEmulator({ seed: "research" })])
    const [all, research] = emulators.map(({ environment }) => Object.entries(environment))
    gateways = Object.fromEntries([
      ...(all ?? []),
      ...(research ?? []).map(([name, value]) => [`RESEARCH_${name}`, value] as const)
    ])
  }, patience.timeout)
  afterAll(async () => {
    await Promise.all(emulators.map(({ stop }) => stop()))
  })
  return (example, { args = [], environment = {} } = {}) =>
    pool.withPermit(
      Effect.suspend(() => run(`examples/${example}.ts`, { args, environment: { ...gateways, ...environment } }))
    )
}

/** The lines of a program that did what it came for, and complained of nothing. */
export const fine = ({ exitCode, stderr, stdout }: Ran): ReadonlyArray<string> => {
  assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" })
  return linesOf(stdout)
}

export const linesOf = (text: string): ReadonlyArray<string> => text.trimEnd().split("\n")

export const month = (text: string): DateRange.DateRange => Result.getOrThrow(DateRange.month(text))

export const range = (from: string, to: string): DateRange.DateRange => Result.getOrThrow(DateRange.parse(from, to))

/** What the emulator knows of some days of an account. */
export const truth = (days: DateRange.DateRange, account = "1"): UsageTruth.UsageTruth =>
  UsageDataset.make({ seed: account }).truth(days)

export const amount = (text: string | undefined): BigDecimal.BigDecimal =>
  Option.getOrThrow(Cents.parse(text ?? "nothing"))

/** The exact sum of amounts that were printed. */
export const sumOf = (amounts: ReadonlyArray<string | undefined>): string =>
  Cents.format(Cents.sum(amounts.map(amount)))
