import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { SlidingLog } from "../../src/internal/slidingLog.ts"

const Gap = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30_000 }))
const Latency = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 25_000 }))
const Limit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }))
const Requests = Schema.Array(Schema.Struct({ gap: Gap, latency: Latency }))

/** Most events in any window of a minute. */
const densest = (instants: ReadonlyArray<number>) => {
  const sorted = instants.toSorted((left, right) => left - right)
  return Math.max(
    0,
    ...sorted.map((start, index) => sorted.slice(index).filter((time) => time < start + 60_000).length)
  )
}

describe("SlidingLog", () => {
  it.prop(
    "[P25] never lets more than the limit reach the server in any minute, wherever on its way a request is slow",
    [Limit, Requests, Schema.Int],
    ([limit, requests, seed]) => {
      const log = new SlidingLog(limit, 60_000)
      const arrivals: Array<number> = []
      let now = 1000
      for (const [index, { gap, latency }] of requests.entries()) {
        now += gap
        now += log.waitAt(now)
        assert.strictEqual(log.waitAt(now), 0)
        log.enter(now)
        arrivals.push(now + (Math.abs(seed + index * 7919) % (latency + 1)))
        log.settle(now, now + latency)
        now += latency
      }
      assert.isAtMost(densest(arrivals), limit)
    },
    { arbitrary: { runs: 3000 } }
  )

  it("[P25] sends a hundred thousand requests without a breach, and no slower than the limit allows", () => {
    const log = new SlidingLog(10, 60_000)
    const sent: Array<number> = []
    let now = 0
    while (sent.length < 100_000) {
      now += log.waitAt(now)
      log.enter(now)
      sent.push(now)
    }
    assert.isTrue(sent.every((time, index) => index < 10 || time - (sent[index - 10] ?? 0) >= 60_000))
    assert.strictEqual(now, 60_000 * (100_000 / 10 - 1))
  })

  it("[P25] waits out a pause, and takes a limit of the server only when it is lower", () => {
    const log = new SlidingLog(10, 60_000)
    log.pauseUntil(5000)
    log.pauseUntil(3000)
    assert.strictEqual(log.waitAt(1000), 4000)
    log.serverLimit(1000)
    for (let request = 0; request < 10; request++) log.enter(5000)
    assert.strictEqual(log.waitAt(6000), 59_000)
    log.serverLimit(2)
    log.enter(65_000)
    log.enter(66_000)
    assert.strictEqual(log.waitAt(70_000), 55_000)
    log.serverLimit(10)
    assert.strictEqual(log.waitAt(70_000), 0)
    for (const hostile of [0, -5, 0.3]) {
      log.serverLimit(hostile)
      assert.strictEqual(log.waitAt(200_000), 0, "one a minute is the least")
    }
  })
})
