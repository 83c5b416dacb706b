/** The Promise interface over an emulator behind `fetch`, on the clock of this machine. */
import { assert } from "@effect/vitest"
import * as Face from "@varg-usage/aggregate/promise"
import { Emulator, Fault } from "@varg-usage/emulator"
import { Effect, type Scope } from "effect"
import { HttpEffect, HttpServerRequest } from "effect/http"

type Options = Omit<Parameters<typeof Face.createUsageClient>[0], "fetch">

export interface Fetched {
  readonly usage: Face.UsageClient
  readonly fetch: typeof globalThis.fetch
  readonly emulator: Emulator.Emulator["Service"]
  /** Requests that are neither answered nor given up. */
  readonly open: () => number
  /** Resolves when so many requests have been asked. */
  readonly asked: (count: number) => Promise<void>
}

export const fetched = Effect.fnUntraced(function* (
  options: Emulator.Options = {},
  client: Partial<Options> = {}
): Effect.fn.Return<Fetched, never, Scope.Scope> {
  const open = new Set<number>()
  const waiting = new Set<() => void>()
  let asked = 0
  const emulator = yield* Emulator.make({
    ...options,
    observe: ({ request, type }) => {
      if (type === "asked") {
        open.add(request.index)
        asked += 1
        for (const wake of waiting) wake()
      } else open.delete(request.index)
    }
  })
  const answer = HttpEffect.toWebHandler(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      emulator.respond(request, request.source instanceof Request ? request.source.signal : undefined)
    )
  )
  const fetch: typeof globalThis.fetch = (input, init) => answer(new Request(input, init))
  const usage = Face.createUsageClient({ apiKey: Emulator.demoKey, gatewayUrl: "http://localhost", fetch, ...client })
  yield* Effect.addFinalizer(() => Effect.promise(usage.dispose))
  return {
    usage,
    fetch,
    emulator,
    open: () => open.size,
    asked: (count) =>
      new Promise((resolve) => {
        const wake = () => {
          if (asked >= count) resolve()
        }
        waiting.add(wake)
        wake()
      })
  }
})

/** The month of the question in most tests. */
export const february = { month: "2026-02" }

export const canary = "varg_canary_0123456789"

/** A test in Promises, over an emulator behind `fetch`. */
export const over =
  (test: (given: Fetched) => Promise<void>, ...options: Parameters<typeof fetched>) =>
  (): Effect.Effect<void> =>
    Effect.scoped(Effect.flatMap(fetched(...options), (given) => Effect.promise(() => test(given))))

/** What a promise is rejected with. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("was fulfilled")
}

/** The error that a call is rejected with. */
export const failure = async (promise: Promise<unknown>): Promise<Face.UsageError> => {
  const error = await rejection(promise)
  return Face.isUsageError(error) ? error : assert.fail(`rejected with ${String(error)}`)
}

/** The days of a loop. */
export const all = async (days: AsyncIterable<Face.Day>): Promise<ReadonlyArray<Face.Day>> => {
  const found: Array<Face.Day> = []
  for await (const day of days) found.push(day)
  return found
}

/** Answers so many requests, and leaves the others waiting. */
export const only = (count: number): Emulator.Options => ({
  faults: ({ index }) => (index < count ? undefined : Fault.Delay({ duration: "1 hour" }))
})
