import { connect } from "node:net"
import { setTimeout } from "node:timers/promises"

import { assert, describe, layer } from "@effect/vitest"
import { DateRange } from "@varg-usage/core"
import { Fault } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import * as Backend from "./backend.ts"
import type * as Gateway from "./gateway.ts"
import * as Running from "./Running.ts"

const week = Result.getOrThrow(DateRange.parse("2026-02-01", "2026-02-07"))

const silence = Fault.Delay({ duration: "1 hour" })

const json = async (response: Response): Promise<Readonly<Record<string, unknown>>> =>
  (await response.json()) as Readonly<Record<string, unknown>>

const over = (test: (backend: Backend.Backend, gateway: Gateway.Gateway) => Promise<void>) =>
  Effect.flatMap(Running.Running, ({ backend, gateway }) => Effect.promise(() => test(backend, gateway)))

/** The value once it has not changed for two seconds. */
const settled = async (value: () => number, checks = 4): Promise<number> => {
  const before = value()
  await setTimeout(500)
  if (value() !== before) return settled(value)
  return checks === 0 ? before : settled(value, checks - 1)
}

describe.each(["effect", "hono", "fastify", "express"])("the backend on %s", (name) => {
  layer(Running.layer(name), { excludeTestServices: true })((it) => {
    it.effect("answers whoever may ask, with one request to the gateway a day for a hundred of them at once", () =>
      over(async ({ ask }, gateway) => {
        const truth = gateway.dataset.truth(week)
        assert.strictEqual((await ask("/usage/report", { headers: { authorization: "Bearer other" } })).status, 403)
        assert.strictEqual(gateway.asked(), 0)
        const question = `/usage/report?from=${week.from}&to=${week.to}`
        const answers = await Promise.all(Array.from({ length: 100 }, async () => (await ask(question)).text()))
        assert.strictEqual(new Set(answers).size, 1)
        assert.deepInclude(JSON.parse(answers[0] ?? ""), { totalCents: truth.costText, records: truth.records })
        assert.strictEqual(gateway.asked(), 7)
      })
    )

    it.effect("ends its requests to the gateway when its client goes away in the middle of a stream", () =>
      over(async ({ ask }, gateway) => {
        const before = gateway.asked()
        gateway.faults = (index) => (index < before + 3 ? undefined : silence)
        const controller = new AbortController()
        const response = await ask("/usage/days?month=2026-03", {
          headers: { accept: "text/event-stream" },
          signal: controller.signal
        })
        assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
        const { value } = (await response.body?.getReader().read()) ?? assert.fail("no body")
        assert.include(new TextDecoder().decode(value), "id: 2026-03-01\ndata: {")
        await Backend.until(() => gateway.waiting() > 0)
        controller.abort()
        await Backend.until(() => gateway.waiting() === 0)
        const asked = gateway.asked()
        assert.isBelow(asked - before, 10)
        gateway.faults = () => undefined
        assert.strictEqual((await ask("/usage/report?last=1")).status, 200)
        assert.strictEqual(gateway.asked(), asked + 1)
      })
    )

    it.effect("does not read on for a client that does not", () =>
      over(async ({ url }, gateway) => {
        const before = gateway.asked()
        const socket = connect(Number(new URL(url).port), "127.0.0.1").pause()
        const path = "/usage/days?from=2025-01-01&to=2025-12-31&by=hour&by=model&by=cost"
        socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${Backend.token}\r\n\r\n`)
        await Backend.until(() => gateway.asked() > before)
        // What the two ends of the connection hold is the system's to say: here it was 82 days of the 365.
        assert.isBelow((await settled(gateway.asked)) - before, 250)
        socket.destroy()
      })
    )

    it.effect("says that the gateway can't be reached", () =>
      over(async ({ ask }, gateway) => {
        gateway.leave()
        const response = await ask("/usage/budget?limitCents=100&last=1&zone=Asia/Tokyo")
        assert.strictEqual(response.status, 502)
        assert.deepInclude(await json(response), { error: "TransportError", message: "The gateway can't be reached." })
      })
    )
  })

  layer(Running.layer(name, "varg_of_nobody"), { excludeTestServices: true })((it) => {
    it.effect("says that its key is refused, shows it to nobody, and ends when it is told to", () =>
      over(async ({ ask, said, stop }, gateway) => {
        const response = await ask("/usage/days?last=3")
        assert.strictEqual(response.status, 502)
        assert.deepInclude(await json(response), {
          error: "AuthError",
          message: "The gateway refuses this server's key."
        })
        assert.isAtMost(gateway.asked(), 4)
        assert.strictEqual(await stop(), name === "effect" ? 130 : 0)
        assert.include(said(), "Usage was not read: The gateway refused the API key")
        assert.notInclude(said(), "varg_of_nobody")
      })
    )
  })
})
