/** The API over an emulator in the same process, on the clock of this machine. */
import { setImmediate } from "node:timers/promises"

import { assert } from "@effect/vitest"
import { createUsageClient, type UsageClient } from "@varg-usage/aggregate/promise"
import { Emulator, Fault } from "@varg-usage/emulator"
import { createUsageHandler, type HandlerOptions } from "@varg-usage/http/web"
import { Effect } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"

export const canary = "varg_canary_0123456789"

export interface Options {
  readonly emulator?: Emulator.Options
  readonly client?: Partial<Parameters<typeof createUsageClient>[0]>
  readonly handler?: Partial<HandlerOptions>
}

export interface Served {
  readonly client: UsageClient
  readonly emulator: Emulator.Emulator["Service"]
  readonly fetch: (request: Request) => Promise<Response>
  /** Asks for a path. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
  /** Requests to the emulator that are neither answered nor given up. */
  readonly open: () => number
  readonly requestCount: () => number
  /** Resolves when the emulator has been asked so often. */
  readonly asked: (count: number) => Promise<void>
  /** What the host was told. */
  readonly logged: ReadonlyArray<string>
}

/** A test in Promises over the API, open to all unless it is told otherwise. */
export const over = (test: (served: Served) => Promise<void>, options?: Options) => (): Effect.Effect<void> =>
  Effect.scoped(Effect.flatMap(serve(options), (served) => Effect.promise(() => test(served))))

const serve = Effect.fnUntraced(function* (options: Options = {}) {
  const requests = new Requests()
  const emulator = yield* Emulator.make({ ...options.emulator, observe: requests.observe })
  const client = createUsageClient({
    apiKey: Emulator.demoKey,
    gatewayUrl: "http://localhost",
    retry: "none",
    fetch: fetchOf(emulator),
    ...options.client
  })
  const logged: Array<string> = []
  const log = (line: string) => void logged.push(line)
  const handler = createUsageHandler({ client, access: "unprotected", log, ...options.handler })
  yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all([handler.dispose(), client.dispose()])))
  const served: Served = {
    client,
    emulator,
    fetch: handler.fetch,
    ask: (path, init) => handler.fetch(new Request(`http://localhost${path}`, init)),
    open: () => requests.open.size,
    requestCount: () => requests.count,
    asked: (count) => requests.asked(count),
    logged
  }
  return served
})

const fetchOf =
  (emulator: Emulator.Emulator["Service"]): typeof globalThis.fetch =>
  async (input, init) => {
    const request = new Request(input, init)
    const response = await Effect.runPromise(emulator.respond(HttpServerRequest.fromWeb(request), request.signal), {
      signal: request.signal
    })
    return HttpServerResponse.toWeb(response)
  }

class Requests {
  readonly open = new Set<number>()
  count = 0
  private readonly waiting = new Set<() => void>()

  readonly observe: Emulator.Options["observe"] = ({ request, type }) => {
    if (type === "asked") {
      this.open.add(request.index)
      this.count += 1
      for (const wake of this.waiting) wake()
    } else this.open.delete(request.index)
  }

  asked(count: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        if (this.count >= count) resolve()
      }
      this.waiting.add(wake)
      wake()
    })
  }
}

/** Answers so many requests, and leaves the others waiting. */
export const only = (count: number): Emulator.Options => ({
  faults: ({ index }) => (index < count ? undefined : Fault.Delay({ duration: "1 hour" }))
})

/** The lines of a body, of which the last is ended too. */
export const lines = (text: string): ReadonlyArray<string> => {
  assert.isTrue(text.endsWith("\n"), "the last line is cut")
  return text.split("\n").slice(0, -1)
}

/** The lines of a body as the objects that they are. */
export const objects = (text: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  lines(text).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** Does one after the other. */
export const inTurn = <A>(items: Iterable<A>, use: (item: A) => Promise<void>): Promise<void> =>
  Effect.runPromise(Effect.forEach(items, (item) => Effect.promise(() => use(item)), { discard: true }))

/** Lets everything go on that can. */
export const turns = (count: number): Promise<void> => inTurn(Array.from({ length: count }), () => setImmediate())
