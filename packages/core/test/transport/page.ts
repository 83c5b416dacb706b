/** The program of the page in which the suite is run: it answers questions over the browser's own `fetch`. */
import { Cause, Effect, Exit } from "effect"
import { FetchHttpClient } from "effect/http"

import type { InPage } from "./Chromium.ts"
import * as Question from "./Question.ts"

const running = new Map<number, AbortController>()

const page: InPage = {
  ask: async (id, question) => {
    const controller = new AbortController()
    running.set(id, controller)
    const exit = await Effect.runPromiseExit(Effect.provide(Question.ask(question), FetchHttpClient.layer), {
      signal: controller.signal
    })
    running.delete(id)
    if (Exit.isSuccess(exit)) return exit.value
    throw new Error(Cause.pretty(exit.cause))
  },
  interrupt: (id) => running.get(id)?.abort()
}

Object.assign(globalThis, { vargUsage: page })
