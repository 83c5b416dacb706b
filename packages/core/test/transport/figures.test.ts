/** The figures of `pnpm soak`, in small. */
import { assert, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"

import { inflation } from "./soak/inflation.ts"
import { keepAlive } from "./soak/keepAlive.ts"
import { type Transport, transports } from "./soak/transports.ts"
import { unfinished } from "./soak/unfinished.ts"

const names: ReadonlyArray<Transport> = ["fetch", "undici", "node:http"]
/** Real sockets and processes on a machine that may be busy: no test waits for this long unless it is stuck. */
vi.setConfig({ testTimeout: 30_000 })

for (const name of names) {
  describe(`UsageClient over ${name}`, () => {
    it.live("[P14] [P20] leaves no connection open behind 300 unfinished bodies of failures that were retried", () =>
      Effect.gen(function* () {
        const { left, peak, retries } = yield* unfinished(300, 8)
        assert.strictEqual(retries, 300)
        // `fetch` hears late that a connection has ended.
        assert.isAtMost(peak, name === "fetch" ? 11 : 9)
        assert.strictEqual(left, 0)
      }).pipe(Effect.provide(transports[name]))
    )

    it.live("[P11] fails no call of 200 when the server closes each connection after its answer", () =>
      Effect.gen(function* () {
        const { failures } = yield* keepAlive(200)
        assert.strictEqual(failures, 0)
      }).pipe(Effect.provide(transports[name]))
    )

    it.live("[P14] refuses 306 kB that inflate to 300 MiB, within 64 MiB of memory", () =>
      Effect.gen(function* () {
        const white = yield* inflation(name, "white space")
        assert.isAtMost(white.bytes, 306_000)
        const padded = yield* inflation(name, "padded records")
        assert.deepStrictEqual([white.tag, padded.tag], ["LimitExceeded", "BodyTooLarge"])
        assert.isBelow(Math.max(white.extraMebibytes, padded.extraMebibytes), 64)
      })
    )
  })
}
