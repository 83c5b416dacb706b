/** Tests a program of yours against the truth, in bad weather and on virtual time. Runs with Node's own test runner. */
import { deepStrictEqual } from "node:assert"
import { describe, it } from "node:test"

import { UsageAggregate } from "@varg-usage/aggregate"
import { CalendarDate, Cents, UsageClient } from "@varg-usage/core"
import { Emulator, Fault, RecordFault } from "@varg-usage/emulator"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"

/** The program to test: what somebody reads every morning. */
const morningLine = Effect.gen(function* () {
  const usage = yield* UsageAggregate.UsageAggregate
  const yesterday = CalendarDate.addDays(yield* CalendarDate.today, -1)
  const { totalCents } = yield* usage.total({ from: yesterday, to: yesterday })
  return `${yesterday}: ${Cents.format(totalCents)} cents`
}).pipe(
  Effect.catchTag("ServerError", ({ attempts }) => Effect.succeed(`The gateway is down, ${attempts} times.`)),
  Effect.catch(({ _tag }) => Effect.succeed(`Not known: ${_tag}`))
)

/** Runs it at 8 in the morning, with a virtual hour for whatever it waits for. */
const onMorning = (options: Emulator.Options = {}) => {
  const World = UsageAggregate.layer.pipe(
    Layer.provide(UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey) })),
    Layer.provideMerge(Emulator.layerHttpClient(options)),
    Layer.merge(TestClock.layer())
  )
  return Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2026, 1, 14, 8))
    const running = yield* Effect.forkChild(morningLine)
    yield* TestClock.adjust("1 hour")
    const { dataset, requestCount } = yield* Emulator.Emulator
    return { line: yield* Fiber.join(running), requests: yield* requestCount, dataset }
  }).pipe(Effect.provide(World), Effect.runPromise)
}

const date = CalendarDate.fromEpochMillis(Date.UTC(2026, 1, 13))

describe("the morning line", () => {
  it("is the exact sum of yesterday", async () => {
    const { dataset, line } = await onMorning()
    deepStrictEqual(line, `2026-02-13: ${dataset.truth({ from: date, to: date }).costText} cents`)
  })

  it("waits for as long as the gateway asks, and asks once more", async () => {
    const { line, requests } = await onMorning({
      faults: ({ attempt }) => (attempt === 0 ? Fault.rateLimited(60) : undefined)
    })
    deepStrictEqual([line.slice(0, 11), requests], ["2026-02-13:", 2])
  })

  it("tells that the gateway is down, or that its figures do not add up", async () => {
    const down = await onMorning({ faults: () => Fault.error(503, "InternalError", "Down for maintenance") })
    const wrong = await onMorning({ faults: () => RecordFault.dropped(10) })
    deepStrictEqual([down.line, wrong.line], ["The gateway is down, 4 times.", "Not known: TotalMismatch"])
  })
})
