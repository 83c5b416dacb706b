/**
 * The figures of the transport layer in full: `pnpm --filter @varg-usage/core soak`, with `--quick` for a tenth of each.
 * Ends with 1 when one is missed.
 */
import { Console, Effect } from "effect"

import type { Kind } from "./soak/bombs.ts"
import { inflation } from "./soak/inflation.ts"
import { keepAlive } from "./soak/keepAlive.ts"
import { type Transport, transports } from "./soak/transports.ts"
import { truncation } from "./soak/truncation.ts"
import { unfinished } from "./soak/unfinished.ts"

const quick = process.argv.includes("--quick")
const concurrency = 8
const names = Object.keys(transports) as ReadonlyArray<Transport>
const bombs: ReadonlyArray<Kind> = [
  "white space",
  "padded records",
  "one string",
  "empty records",
  "one record again and again"
]

/** Connections that a transport may have beyond one for each call. `fetch` hears late that one has ended. */
const allowance = { fetch: 3, undici: 1, "node:http": 1 } as const

interface Figure {
  readonly name: string
  readonly reached: boolean
  readonly found: unknown
}

const figures = (transport: Transport): ReadonlyArray<Effect.Effect<Figure>> => {
  const over = Effect.provide(transports[transport])
  return [
    truncation(quick ? 16 : 1).pipe(
      over,
      Effect.map((found) => ({ name: "bodies cut, none accepted", reached: found.accepted === 0, found }))
    ),
    keepAlive(quick ? 100 : 1000).pipe(
      over,
      Effect.map((found) => ({ name: "connections closed by the server", reached: found.failures === 0, found }))
    ),
    unfinished(quick ? 1000 : 10_000, concurrency).pipe(
      over,
      Effect.map((found) => ({
        name: `unfinished bodies, ${concurrency} calls at once`,
        reached: found.peak <= concurrency + allowance[transport] && found.left === 0,
        found
      }))
    ),
    ...bombs.map((kind) =>
      Effect.map(inflation(transport, kind), (found) => ({
        name: `gzip bomb of ${kind}`,
        reached: found.tag !== "Answered" && found.extraMebibytes < 64,
        found
      }))
    ),
    Effect.map(inflation(transport, "padded records", []), (found) => ({
      name: "gzip bomb of padded records, by Node's defaults (for information)",
      reached: found.tag !== "Answered",
      found
    }))
  ]
}

const program = Effect.gen(function* () {
  let missed = 0
  for (const transport of names) {
    for (const figure of figures(transport)) {
      const { found, name, reached } = yield* figure
      if (!reached) missed++
      yield* Console.log(`${reached ? "ok  " : "MISS"} ${transport}: ${name}: ${JSON.stringify(found)}`)
    }
  }
  process.exitCode = missed === 0 ? 0 : 1
})

await Effect.runPromise(program)
