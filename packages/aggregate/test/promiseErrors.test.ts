import { inspect } from "node:util"

import { assert, describe, it } from "@effect/vitest"
import { UsageAggregate } from "@varg-usage/aggregate"
import * as Face from "@varg-usage/aggregate/promise"
import { UsageError } from "@varg-usage/core"
import { Fault } from "@varg-usage/emulator"
import { Effect, Schema } from "effect"

import { toFailure } from "../src/internal/promise/toFailure.ts"
import { all, canary, failure, over } from "./fetched.ts"

describe("createUsageClient, failing", () => {
  it.live(
    "[P13] what can't be asked is refused by its name, before anything is asked",
    over(async ({ emulator, usage }) => {
      const options = async (question: Face.ReportOptions) => {
        const errors = [await failure(usage.report(question)), await failure(all(usage.days(question)))]
        return errors.map((error) => ("option" in error ? error.option : error._tag))
      }
      assert.deepStrictEqual(await options({ from: "2026-02-30" }), ["from", "from"])
      assert.deepStrictEqual(await options({ last: 1, month: "2026-02" }), ["last, month", "last, month"])
      assert.deepStrictEqual(await options({ zone: "Mars" }), ["zone", "zone"])
      assert.deepStrictEqual(await options({ where: { minCents: "1,5" } }), ["where.minCents", "where.minCents"])
      assert.deepStrictEqual(await options({ by: [] }), ["by", "by"])
      assert.deepStrictEqual(await options({ from: "2999-01-01" }), ["InvalidRange", "InvalidRange"])
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), 0)
    })
  )

  it.live(
    "[P13] an error is a class with its tag, and its durations are milliseconds",
    over(
      async ({ usage }) => {
        const error = await failure(usage.report({ last: 1 }))
        if (!(error instanceof Face.RateLimited)) return assert.fail(error.message)
        assert.deepInclude(error, { _tag: "RateLimited", retryAfter: 7_200_000, attempts: 1, name: "RateLimited" })
        assert.include(error.message, "Wait 2h")
      },
      { faults: () => Fault.rateLimited(7200) }
    )
  )

  it.live(
    "[P9] no error shows the key, though the gateway sends it back",
    over(
      async ({ usage }) => {
        for (const error of [await failure(usage.report({ last: 1 })), await failure(all(usage.days({ last: 1 })))]) {
          assert.strictEqual(error._tag, "AuthError")
          for (const text of [inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), error.stack]) {
            assert.notInclude(text, canary)
          }
        }
        assert.notInclude(inspect(usage, { depth: null, showHidden: true }), canary)
      },
      { faults: () => Fault.error(401, "AuthError", `No such key: ${canary}`) },
      { apiKey: canary }
    )
  )

  it("[P10] a client that would show its key, or has none, is not made", () => {
    const refusal = (options: object) => {
      try {
        Face.createUsageClient({ apiKey: canary, ...options })
      } catch (error) {
        return error instanceof Face.InvalidConfig ? error.option : String(error)
      }
      return "made"
    }
    assert.strictEqual(refusal({ apiKey: undefined }), "apiKey")
    assert.strictEqual(refusal({ apiKey: "" }), "apiKey")
    assert.strictEqual(refusal({ gatewayUrl: "http://gateway.example" }), "gatewayUrl")
    assert.strictEqual(refusal({ plan: 0 }), "plan")
    assert.strictEqual(refusal({}), "made")
  })

  it("[P13] every error of the services has its class here, with the same sentence and plain fields", () => {
    for (const member of [...UsageError.UsageError.members, UsageError.InvalidConfig, UsageAggregate.InvalidOptions]) {
      const error = Schema.decodeUnknownSync(member)({
        ...fields,
        ...kinds[member.identifier],
        _tag: member.identifier
      })
      const { name, ...plain } = { ...toFailure(error) }
      assert.strictEqual(name, error._tag)
      assert.strictEqual(toFailure(error).message, error.message)
      assert.deepStrictEqual<unknown>(plain, JSON.parse(JSON.stringify(Schema.encodeSync(member)(error))))
      assert.strictEqual(toFailure(error).constructor.name, error._tag)
    }
  })
})

/** A value for each field that an error may have. */
const fields = {
  window: { from: "2026-02-01", to: "2026-02-28" },
  attempts: 3,
  elapsed: 1500,
  requestId: "req_1",
  detail: "Try again",
  retryAfter: 60_000,
  source: "message",
  status: 503,
  field: "from",
  toOrigin: "https://elsewhere.example",
  phase: "body",
  limit: 30_000,
  last: { tag: "ServerError", message: "It failed.", retryAfter: 1000 },
  bytes: 12,
  what: "string",
  path: "usage",
  expected: "a list",
  records: 2,
  sumCents: "0.0000001",
  totalCents: "123456789012345678901234567890.5",
  examples: [{ index: 1, path: "cost_cents", problem: "a number" }],
  cause: "thrown",
  reason: "is wrong.",
  option: "from"
}

const kinds: Readonly<Record<string, { readonly kind: string }>> = {
  TransportError: { kind: "reset" },
  MalformedBody: { kind: "json" },
  IrregularRecords: { kind: "repeat" }
}
