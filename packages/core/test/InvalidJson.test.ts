import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy, UsageClient, type UsageError } from "@varg-usage/core"
import { Duration, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import { day, gateway, noon, options } from "./answers.ts"
import { all, bodyOf, ofKind, positions } from "./internal/jsonCases.ts"
import { type Verdict, verdictOn } from "./internal/jsonVerdicts.ts"

/** Tries again at once, so that no clock has to move. */
const atOnce: RetryPolicy.RetryPolicy = {
  ...RetryPolicy.interactive,
  transient: { base: Duration.zero, cap: Duration.zero }
}

/** What a call fails with, and how often it asked. */
const failure = Effect.fnUntraced(function* (body: Uint8Array<ArrayBuffer>, status: number) {
  yield* TestClock.setTime(noon)
  const headers = { "content-type": "application/json" }
  const { layer, requests } = gateway(() => new Response(body, { status, headers }))
  const error = yield* UsageClient.UsageClient.pipe(
    Effect.flatMap((client) => Effect.flip(client.getUsage(day))),
    Effect.provide(UsageClient.layer({ ...options, retry: atOnce }).pipe(Layer.provide(layer)))
  )
  return { tag: error._tag, kind: "kind" in error ? error.kind : undefined, requests: requests.length }
})

interface Failure {
  readonly tag: UsageError.UsageError["_tag"]
  readonly kind: string | undefined
  readonly requests: number
}

/** A proxy may have cut what is no JSON, or nothing at all, so that is tried again once. */
const failures: Readonly<Record<Exclude<Verdict, "read" | "set aside">, Failure>> = {
  json: { tag: "MalformedBody", kind: "json", requests: 2 },
  empty: { tag: "MalformedBody", kind: "empty", requests: 2 },
  utf8: { tag: "MalformedBody", kind: "utf8", requests: 1 },
  duplicateKey: { tag: "MalformedBody", kind: "duplicateKey", requests: 1 },
  Truncated: { tag: "BodyTruncated", kind: undefined, requests: 4 },
  SchemaMismatch: { tag: "SchemaMismatch", kind: undefined, requests: 1 },
  LimitExceeded: { tag: "LimitExceeded", kind: undefined, requests: 1 }
}

describe("UsageClient and the cases of JSONTestSuite", () => {
  for (const position of positions) {
    it.effect(`[P4] [P11] [P13] fails for each of the 188 that are no JSON, as ${position}`, () =>
      Effect.gen(function* () {
        for (const found of ofKind("n")) {
          const verdict = verdictOn(found, position)
          if (verdict === "read" || verdict === "set aside") return assert.fail(found.name)
          assert.deepStrictEqual(yield* failure(bodyOf(found, position), 200), failures[verdict], found.name)
        }
      })
    )
  }

  for (const [status, tag, requests] of [
    [400, "BadRequest", 1],
    [401, "AuthError", 1],
    [500, "ServerError", 4]
  ] as const) {
    it.effect(`[P13] the body of a ${status} changes nothing of what it is, whichever of all 318 cases it is`, () =>
      Effect.gen(function* () {
        for (const found of all) {
          assert.deepStrictEqual(
            yield* failure(bodyOf(found, "root"), status),
            { tag, kind: undefined, requests },
            found.name
          )
        }
      })
    )
  }
})
