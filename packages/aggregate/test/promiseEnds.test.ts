import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { all, failure, february, only, over, rejection } from "./fetched.ts"

describe("createUsageClient, ended early", () => {
  it.live(
    "[P20] a signal ends a call and its requests, and the call rejects with its reason",
    over(async ({ asked, open, usage }) => {
      const controller = new AbortController()
      const { signal } = controller
      const calls = [usage.report({ ...february, signal }), usage.getUsage({ ...february, signal })].map(rejection)
      await asked(5)
      controller.abort(new Error("enough"))
      assert.deepStrictEqual((await Promise.all(calls)).map(String), ["Error: enough", "Error: enough"])
      assert.strictEqual(open(), 0)
      const before = usage.report({ ...february, signal: AbortSignal.abort("never mind") })
      assert.strictEqual(await rejection(before), "never mind")
    }, only(0))
  )

  it.live(
    "[P20] a signal ends a loop over days and its requests, also while nobody waits for the next day",
    over(async ({ asked, open, usage }) => {
      const controller = new AbortController()
      const days = usage.days({ ...february, concurrency: 2, signal: controller.signal })[Symbol.asyncIterator]()
      assert.strictEqual((await days.next()).done, false)
      await asked(4)
      controller.abort(new Error("enough"))
      assert.strictEqual(open(), 0)
      assert.strictEqual(String(await rejection(days.next())), "Error: enough")

      const waiting = new AbortController()
      const others = usage.days({ last: 2, signal: waiting.signal })[Symbol.asyncIterator]()
      const pending = rejection(others.next())
      await asked(6)
      waiting.abort(new Error("enough"))
      assert.strictEqual(String(await pending), "Error: enough")
      assert.strictEqual(open(), 0)
    }, only(2))
  )

  it.live(
    "[P20] leaving a loop ends its requests, also while a day is waited for",
    over(async ({ asked, open, usage }) => {
      for await (const day of usage.days({ ...february, concurrency: 2 })) {
        assert.strictEqual(day.date, "2026-02-01")
        break
      }
      assert.strictEqual(open(), 0)
      const days = usage.days({ last: 2 })[Symbol.asyncIterator]()
      const pending = days.next()
      await asked(6)
      assert.deepStrictEqual(await days.return?.(), { done: true, value: undefined })
      assert.deepStrictEqual(await pending, { done: true, value: undefined })
      assert.strictEqual(open(), 0)
    }, only(2))
  )

  it.live(
    "[P20] disposing ends every call and loop, and nothing is asked after it",
    over(async ({ asked, emulator, open, usage }) => {
      const idle = usage.days({ ...february, concurrency: 2 })[Symbol.asyncIterator]()
      await idle.next()
      await asked(4)
      const pending = [
        usage.report({ last: 2 }),
        usage.getUsage(),
        usage.days({ last: 3 })[Symbol.asyncIterator]().next()
      ]
      const ended = Promise.all(pending.map(failure))
      await asked(6)
      await usage.dispose()
      assert.strictEqual(open(), 0)
      const count = await Effect.runPromise(emulator.requestCount)
      const after = [idle.next(), usage.report(february), usage.getUsage(), all(usage.days())]
      const tags = [...(await ended), ...(await Promise.all(after.map(failure)))].map(({ _tag }) => _tag)
      assert.deepStrictEqual(
        tags,
        Array.from({ length: 7 }, () => "ClientDisposed" as const)
      )
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), count)
      await usage.dispose()
    }, only(2))
  )

  it.live(
    "[P20] asks for nothing before the first day is wanted, and anew in each loop",
    over(async ({ emulator, usage }) => {
      const days = usage.days({ last: 3 })
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), 0)
      assert.strictEqual((await all(days)).length, 3)
      assert.strictEqual((await all(days)).length, 3)
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), 6)
    })
  )
})
