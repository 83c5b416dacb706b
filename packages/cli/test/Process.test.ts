import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { UsageReport } from "@varg-usage/aggregate"
import { Cents } from "@varg-usage/core"
import { UsageDataset } from "@varg-usage/emulator"
import { Deferred, Effect, Exit, Fiber, Schema, Stream } from "effect"

import { outputOf, run, runUnread, start } from "./processes.ts"
import { canary } from "./program.ts"
import { date } from "./reports.ts"

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(UsageReport.UsageReport))

/** A gateway that does the same with every request, on a port of its own. */
const gatewayThat = (answer: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(answer).listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() }))
      })
    }),
    (gateway) => Effect.sync(gateway.close)
  )

const signInPage: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>")
}

const environmentOf = (lines: ReadonlyArray<string>) =>
  Object.fromEntries(lines.map((line) => line.split("=") as [string, string]))

describe("the process of varg-usage report", () => {
  it.live(
    "[P1] [P23] without a key reports on an emulator, says so on stderr, and leaves stdout to the report",
    () =>
      Effect.gen(function* () {
        const ran = yield* run(["--from", "2026-10-01", "--to", "2026-10-07", "--json"])
        const report = decode(ran.stdout)
        const truth = UsageDataset.make().truth(report)
        assert.deepStrictEqual(
          [ran.exitCode, Cents.format(report.totalCents), report.records],
          [0, truth.costText, truth.records]
        )
        assert.match(ran.stderr, /^VARG_API_KEY is not set: .* an emulator on http:\/\/127\.0\.0\.1:\d+\.\n$/u)
      }),
    20_000
  )

  it.live(
    "[P9] [P23] tells an answer of HTML and a gateway that can't be reached, with 1 and without the key",
    () =>
      Effect.gen(function* () {
        const gateway = yield* gatewayThat(signInPage)
        const ask = (url: string) =>
          run(["--last", "2", "--log-level", "all"], { VARG_API_KEY: canary, VARG_GATEWAY_URL: url })
        const [page, nobody] = yield* Effect.all([ask(gateway.url), ask("http://127.0.0.1:9")], { concurrency: 2 })
        assert.deepStrictEqual([page.exitCode, page.stdout, nobody.exitCode, nobody.stdout], [1, "", 1, ""])
        assert.include(page.stderr, `is not JSON (it is text/html)`)
        assert.include(page.stderr, `VARG_GATEWAY_URL is ${gateway.url}.`)
        assert.include(nobody.stderr, "VARG_GATEWAY_URL is http://127.0.0.1:9.")
        for (const { stderr } of [page, nobody]) {
          assert.match(stderr, /^(?:\[.* DEBUG .*\n|  .*\n)*varg-usage: [^\n]*\n$/u)
          assert.notInclude(stderr, "    at ")
          assert.notInclude(stderr, canary)
        }
      }).pipe(Effect.scoped),
    20_000
  )

  it.live(
    "[P20] ends with 130 and prints nothing when it is interrupted",
    () =>
      Effect.gen(function* () {
        const asked = yield* Deferred.make<void>()
        const gateway = yield* gatewayThat(() => {
          Deferred.doneUnsafe(asked, Exit.void)
        })
        const started = yield* start(["--last", "2"], { VARG_API_KEY: canary, VARG_GATEWAY_URL: gateway.url })
        const ended = yield* Effect.forkChild(outputOf(started))
        yield* Deferred.await(asked)
        yield* started.kill({ killSignal: "SIGINT" })
        assert.deepStrictEqual(yield* Fiber.join(ended), { stdout: "", stderr: "", exitCode: 130 })
      }).pipe(Effect.scoped),
    20_000
  )

  it.live(
    "ends quietly when the reader of its output has seen enough",
    () =>
      Effect.gen(function* () {
        const { stderr, stdout } = yield* runUnread(["--last", "2", "--format", "ndjson"])
        assert.strictEqual(stdout, "")
        assert.match(stderr, /^VARG_API_KEY is not set[^\n]*\nexit code 0\n$/u)
      }),
    20_000
  )
})

describe("the process of varg-usage emulator", () => {
  it.live(
    "[P22] [P12] serves whoever has the two variables that it prints first, until it is told to stop",
    () =>
      Effect.gen(function* () {
        const emulator = yield* start(["emulator", "--seed", "7", "--to", "2026-10-05"])
        const lines = yield* emulator.stdout.pipe(
          Stream.decodeText(),
          Stream.splitLines,
          Stream.take(2),
          Stream.runCollect
        )
        const environment = environmentOf(lines)
        assert.deepStrictEqual(Object.keys(environment), ["VARG_GATEWAY_URL", "VARG_API_KEY"])
        const port = new URL(environment["VARG_GATEWAY_URL"] ?? "").port
        const range = ["--from", "2026-10-04", "--to", "2026-10-06", "--json"]
        const [good, bad, second] = yield* Effect.all(
          [
            run(range, environment),
            run(range, { ...environment, VARG_API_KEY: canary }),
            run(["emulator", "--port", port])
          ],
          { concurrency: 3 }
        )
        const report = decode(good.stdout)
        const dataset = UsageDataset.make({ seed: 7 })
        const truth = dataset.truth({ from: report.from, to: date("2026-10-05") })
        assert.deepStrictEqual([good.exitCode, good.stderr, Cents.format(report.totalCents)], [0, "", truth.costText])
        assert.deepStrictEqual([bad.exitCode, bad.stdout], [3, ""])
        assert.match(bad.stderr, /^varg-usage: The gateway refused the API key .* VARG_API_KEY\.\n$/u)
        assert.deepStrictEqual([second.exitCode, second.stdout], [1, ""])
        assert.match(second.stderr, /^varg-usage: Port \d+ of 127\.0\.0\.1 is in use\. .*\n$/u)

        yield* emulator.kill({ killSignal: "SIGTERM" })
        assert.strictEqual(yield* emulator.exitCode, 0)
      }).pipe(Effect.scoped),
    20_000
  )
})
