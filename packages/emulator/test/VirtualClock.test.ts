import { setTimeout } from "node:timers/promises"

import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"

import { type Step, VirtualClock } from "../src/internal/simulation/clock.ts"

const make = (steps: ReadonlyArray<Step> = []) => new VirtualClock({ start: 1000, steps, limit: 3_600_000 })

/** Runs a program, and gives why it was stuck in the end. */
const play = async <A>(program: (clock: VirtualClock) => Effect.Effect<A>, clock = make()) => {
  const reasons: Array<string> = []
  const value = await Effect.runPromise(clock.run(program(clock), (why) => void reasons.push(why)))
  return { value, reasons, elapsed: clock.elapsed }
}

describe("VirtualClock", () => {
  it("jumps from sleeper to sleeper, in the order of their times", async () => {
    const order: Array<string> = []
    const sleeper = (name: string, millis: number) =>
      Effect.andThen(
        Effect.sleep(millis),
        Effect.sync(() => order.push(name))
      )
    const { elapsed, reasons } = await play(() =>
      Effect.all([sleeper("late", 50_000), sleeper("first", 10), sleeper("second", 10), sleeper("soon", 5)], {
        concurrency: "unbounded"
      })
    )
    assert.deepStrictEqual(order, ["soon", "first", "second", "late"])
    assert.deepStrictEqual([elapsed, reasons], [50_000, []])
  })

  it("lets promises and yields settle before time passes", async () => {
    const { value } = await play((clock) =>
      Effect.gen(function* () {
        const waiting = yield* Effect.forkChild(Effect.sleep("1 minute"))
        yield* Effect.promise(async () => {
          await Array.from({ length: 100 }).reduce<Promise<void>>(
            (settled) => settled.then(() => undefined),
            Promise.resolve()
          )
        })
        for (let turn = 0; turn < 100; turn++) yield* Effect.yieldNow
        const before = clock.elapsed
        yield* Fiber.join(waiting)
        return [before, clock.elapsed]
      })
    )
    assert.deepStrictEqual(value, [0, 60_000])
  })

  it("stands still while other work holds it", async () => {
    const { value } = await play((clock) =>
      Effect.gen(function* () {
        const waiting = yield* Effect.forkChild(Effect.sleep("1 minute"))
        clock.hold()
        yield* Effect.promise(() => setTimeout(20))
        const before = clock.elapsed
        clock.release()
        yield* Fiber.join(waiting)
        return [before, clock.elapsed]
      })
    )
    assert.deepStrictEqual(value, [0, 60_000])
  })

  it("steps the wall clock alone", async () => {
    const times = Effect.all([
      Clock.currentTimeMillis,
      Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)
    ])
    const { value } = await play(
      () => Effect.all([times, Effect.andThen(Effect.sleep(100), times)]),
      make([{ at: 50, by: -500 }])
    )
    assert.deepStrictEqual(value, [
      [1000, 0],
      [600, 100]
    ])
  })

  it("gives up a sleeper that is interrupted", async () => {
    const { elapsed } = await play(() => Effect.timeoutOption(Effect.sleep("10 minutes"), "1 second"))
    assert.strictEqual(elapsed, 1000)
  })

  it("ends a program that can never go on, or takes too long", async () => {
    assert.deepStrictEqual((await play(() => Effect.never)).reasons, ["no fiber can ever run again"])
    assert.deepStrictEqual((await play(() => Effect.sleep("2 hours"))).reasons, ["time is up"])
  })
})
