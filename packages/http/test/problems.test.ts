import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { UsageError } from "@varg-usage/core"
import { Fault } from "@varg-usage/emulator"
import { Redacted, Schema } from "effect"

import * as Problem from "../src/internal/problem.ts"
import { canary, inTurn, objects, over } from "./served.ts"

/** What a gateway says that nobody else is to hear. */
const secret = `s3cret words of ${canary}`

const day = "from=2026-02-01&to=2026-02-01"

/** What is not an error of the gateway's. */
const own = [
  "401 Unauthorized",
  "403 Forbidden",
  "404 NotFound",
  "405 MethodNotAllowed",
  "406 NotAcceptable",
  "500 InternalError"
]

const paths = [`/usage/report?${day}`, `/usage/days?${day}`, `/usage/budget?limitCents=1&${day}`]

const failing: ReadonlyArray<readonly [string, number, Fault.Fault, string?]> = [
  ["AuthError", 502, Fault.error(401, "AuthError", secret)],
  ["InsufficientBalance", 502, Fault.error(402, "InsufficientBalance", secret)],
  ["Forbidden", 502, Fault.error(403, "Forbidden", secret)],
  ["EdgeBlocked", 502, Fault.htmlPage(403)],
  ["EndpointRetired", 502, Fault.error(404, "NotFound", secret)],
  ["BadRequest", 502, Fault.error(400, "ValidationError", secret)],
  ["ServerError", 502, Fault.error(500, "InternalError", secret)],
  ["UnexpectedStatus", 502, Fault.error(418, "Teapot", secret)],
  ["UnexpectedRedirect", 502, Fault.Respond({ status: 302, headers: { location: "https://elsewhere.example" } })],
  ["MalformedBody", 502, Fault.Respond({ status: 200, body: secret })],
  ["SchemaMismatch", 502, Fault.Respond({ status: 200, body: JSON.stringify({ [secret]: 1 }) })],
  ["TotalMismatch", 502, Fault.Tamper({ totalCents: () => "1" })],
  ["TransportError", 502, Fault.Disconnect()],
  ["RateLimited", 503, Fault.error(429, "RateLimitError", secret, { "retry-after": "90" }), "90"],
  ["RateLimited", 503, Fault.error(429, "RateLimitError", secret), "60"],
  ["RateLimited", 503, Fault.error(429, "RateLimitError", secret, { "retry-after-ms": "1" }), "1"]
]

describe("what the gateway does wrong", () => {
  for (const [tag, status, fault, retryAfter = null] of failing) {
    it.live(
      `[P30] ${tag} is ${status}${retryAfter === null ? "" : ` with Retry-After: ${retryAfter}`}, and no word or key of the gateway's is shown`,
      over(
        async ({ ask }) => {
          // Who was told to wait is not asked again before.
          await inTurn(retryAfter === null ? paths : paths.slice(0, 1), async (path) => {
            const response = await ask(path)
            const text = await response.text()
            assert.strictEqual(response.status, status, text)
            assert.strictEqual(response.headers.get("content-type"), "application/json")
            assert.strictEqual(response.headers.get("retry-after"), retryAfter)
            assert.deepStrictEqual(JSON.parse(text), {
              error: tag,
              message: Problem.sentence(tag),
              statusCode: status
            })
            assert.notMatch(text + JSON.stringify([...response.headers]), /s3cret|varg_|elsewhere|gateway\.example/u)
          })
        },
        { emulator: { apiKey: Redacted.make(canary), faults: () => fault }, client: { apiKey: canary } }
      )
    )
  }

  it("[P30] every error has a status, a sentence of its own, and a time to wait where waiting helps", () => {
    for (const member of UsageError.UsageError.members) {
      const error = Schema.decodeUnknownSync(member)({
        ...fields,
        ...kinds[member.identifier],
        _tag: member.identifier
      })
      const problem = Problem.ofError(error)
      assert.include([400, 500, 502, 503, 504], problem.statusCode, error._tag)
      const waits = problem.statusCode === 503 || "retryAfter" in error
      assert.strictEqual(problem.retryAfter !== undefined, waits, error._tag)
      if (problem.statusCode !== 400) {
        assert.strictEqual(problem.message, Problem.sentence(problem.error))
        assert.notInclude(JSON.stringify(problem), "s3cret")
      }
    }
  })

  it("[P30] a call that ran out of time over a rate limit is told to wait as long as that", () => {
    const error = Schema.decodeSync(UsageError.DeadlineExceeded)({
      ...fields,
      _tag: "DeadlineExceeded",
      last: { tag: "RateLimited", message: secret, retryAfter: 45_001 }
    })
    assert.deepStrictEqual(Problem.ofError(error), {
      error: "RateLimited",
      message: "The gateway's rate limit is reached.",
      statusCode: 503,
      retryAfter: 46
    })
  })

  it("[P30] a call that is not tried again is told as what its last attempt failed with", () => {
    for (const _tag of ["RetryBudgetExhausted", "DeadlineExceeded"] as const) {
      const withLast = (last: object) =>
        Problem.ofError(
          Schema.decodeUnknownSync(UsageError.UsageError)({ ...fields, _tag, last: { message: secret, ...last } })
        )
      const unreachable = {
        error: "TransportError",
        message: Problem.sentence("TransportError"),
        statusCode: 502
      }
      assert.deepStrictEqual(withLast({ tag: "TransportError" }), unreachable)
      assert.deepInclude(withLast({ tag: "ServerError", retryAfter: 9000 }), { statusCode: 502, retryAfter: 9 })
      assert.strictEqual(withLast({ tag: "toString" }).error, _tag)
    }
  })

  it("the table of the README has each error with its status", () => {
    const rows = readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/^\| (\d{3}) +\| (.*) +\|$/gmu)
    const told = [...rows].flatMap(([, status, meaning = ""]) =>
      [...meaning.matchAll(/`([A-Z]\w+)`/gu)].map(([, tag]) => `${status} ${tag}`)
    )
    const errors = UsageError.UsageError.members.map((member) =>
      Problem.ofError(
        Schema.decodeUnknownSync(member)({
          ...fields,
          ...kinds[member.identifier],
          last: { tag: "", message: "" },
          _tag: member.identifier
        })
      )
    )
    const statuses = errors.map(({ error, statusCode }) => `${statusCode} ${error}`)
    assert.deepStrictEqual(told.toSorted(), [...new Set([...statuses, ...own])].toSorted())
  })

  it.live(
    "[P30] [P31] a stream that fails after its first day ends with the failure, not as if it were whole",
    over(
      async ({ ask }) => {
        const question = "/usage/days?from=2026-02-01&to=2026-02-03&plan=daily"
        const failed = { _tag: "Failure", error: "Forbidden", message: Problem.sentence("Forbidden"), statusCode: 502 }
        const text = await (await ask(question)).text()
        assert.deepStrictEqual(
          objects(text).map(({ _tag }) => _tag),
          ["DayRollup", "Failure"]
        )
        assert.deepStrictEqual<unknown>(objects(text).at(-1), failed)
        assert.notMatch(text, /s3cret|varg_/u)
        const events = await (await ask(question, { headers: { accept: "text/event-stream" } })).text()
        assert.deepStrictEqual(JSON.parse(events.trimEnd().split("\n").at(-1)?.replace("data: ", "") ?? ""), failed)
      },
      {
        emulator: {
          faults: ({ from }) => (from === "2026-02-01" ? undefined : Fault.error(403, "Forbidden", secret))
        }
      }
    )
  )

  it.live(
    "[P30] a day that fails among others is told in our words, in a report and in a stream, and why to the host",
    over(
      async ({ ask, logged }) => {
        const question = "from=2026-02-01&to=2026-02-02&onDayFailure=collect"
        const failure = { date: "2026-02-01", error: "Forbidden", message: Problem.sentence("Forbidden") }
        const report = (await (await ask(`/usage/report?${question}`)).json()) as { readonly failures: unknown }
        assert.deepStrictEqual(report.failures, [failure])
        const [first, second, end] = objects(await (await ask(`/usage/days?${question}`)).text())
        assert.deepStrictEqual(first, { _tag: "DayFailure", ...failure })
        assert.deepInclude(second, { _tag: "DayRollup", date: "2026-02-02" })
        assert.deepStrictEqual(end, { _tag: "End", days: 2 })
        assert.strictEqual(logged.length, 2)
        for (const line of logged) assert.match(line, /^Usage of 2026-02-01 was not read: Forbidden: \S/u)
        assert.notInclude(logged.join("\n"), canary)
      },
      {
        client: { apiKey: canary },
        emulator: {
          apiKey: Redacted.make(canary),
          faults: ({ from }) => (from === "2026-02-02" ? undefined : Fault.error(403, "Forbidden", secret))
        }
      }
    )
  )
})

/** A value for each field that an error may have. */
const fields = {
  window: { from: "2026-02-01", to: "2026-02-28" },
  attempts: 3,
  elapsed: 1500,
  detail: secret,
  source: "none",
  status: 503,
  phase: "body",
  limit: 30_000,
  last: { tag: "ServerError", message: secret },
  bytes: 12,
  what: secret,
  path: secret,
  expected: secret,
  records: 2,
  sumCents: "1",
  totalCents: "2",
  examples: [],
  cause: secret,
  reason: "is wrong.",
  retryAfter: 1500
}

const kinds: Readonly<Record<string, { readonly kind: string }>> = {
  TransportError: { kind: "reset" },
  MalformedBody: { kind: "json" },
  IrregularRecords: { kind: "repeat" }
}
