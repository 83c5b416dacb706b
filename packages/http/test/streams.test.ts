import { assert, describe, it } from "@effect/vitest"
import { Fault } from "@varg-usage/emulator"

import { inTurn, objects, only, over, turns } from "./served.ts"

const february = "/usage/days?month=2026-02"

const decoder = new TextDecoder()

/** The value once it has not changed for a while. */
const quiet = async (value: () => number): Promise<number> => {
  const before = value()
  await turns(200)
  return value() === before ? before : quiet(value)
}

/** What is left of a body. */
const rest = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> => {
  const { done, value } = await reader.read()
  return done ? "" : decoder.decode(value) + (await rest(reader))
}

describe("a stream of days", () => {
  it.live(
    "begins with the first day, while the others are not there yet",
    over(
      async ({ ask, open }) => {
        const response = await ask(february)
        const reader = response.body?.getReader() ?? assert.fail("no body")
        const { value } = await reader.read()
        assert.deepInclude(objects(decoder.decode(value))[0], { _tag: "DayRollup", date: "2026-02-01" })
        assert.isAbove(open(), 0)
        await reader.cancel()
        assert.strictEqual(await quiet(open), 0)
      },
      { emulator: only(2) }
    )
  )

  it.live(
    "[P20] [P31] asks for nothing more once its reader cancels it, or its request is aborted",
    over(
      async ({ ask, open, requestCount }) => {
        const cancelled = await ask(february)
        await cancelled.body?.cancel()
        assert.strictEqual(await quiet(open), 0)
        const controller = new AbortController()
        const aborted = await ask(`${february}&zone=Asia/Tokyo`, { signal: controller.signal })
        const reader = aborted.body?.getReader() ?? assert.fail("no body")
        await reader.read()
        controller.abort()
        assert.strictEqual(await quiet(open), 0)
        const count = requestCount()
        assert.strictEqual(await quiet(requestCount), count)
        assert.isBelow(count, 20)
      },
      { emulator: only(15) }
    )
  )

  it.live(
    "[P20] a request that is given up before its answer begins ends what it has asked for",
    over(
      async ({ ask, asked, open }) => {
        const controller = new AbortController()
        const answers = ["report?last=2", "days?last=3", "budget?limitCents=1&last=4"].map((path) =>
          ask(`/usage/${path}`, { signal: controller.signal })
        )
        await asked(4)
        controller.abort()
        for (const { status } of await Promise.all(answers)) assert.isAtLeast(status, 400)
        assert.strictEqual(await quiet(open), 0)
      },
      { emulator: only(0) }
    )
  )

  it.live(
    "[P31] reads no further ahead of a slow reader than the windows that are read at once",
    over(
      async ({ ask, requestCount }) => {
        const response = await ask(february)
        const reader = response.body?.getReader() ?? assert.fail("no body")
        await inTurn([1, 2, 3, 4, 5], async (read) => {
          await reader.read()
          // One day is in the hands of the reader's runtime, one in its body, two wait for the day after them, and two are
          // under way.
          assert.isAtMost(await quiet(requestCount), read + 6)
        })
        const text = await rest(reader)
        assert.deepStrictEqual(objects(text).at(-1), { _tag: "End", days: 28 })
        assert.strictEqual(requestCount(), 28)
      },
      { handler: { concurrency: 2 } }
    )
  )

  it.live(
    "[P31] a reader that is slow does not slow another one down",
    over(
      async ({ ask }) => {
        const slow = await ask(february)
        const reader = slow.body?.getReader() ?? assert.fail("no body")
        await reader.read()
        const fast = await (await ask(february)).text()
        assert.strictEqual(objects(fast).length, 29)
        await reader.cancel()
      },
      { handler: { concurrency: 2 }, emulator: { faults: () => Fault.Delay({ duration: 1 }) } }
    )
  )
})
