import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import * as Hint from "../../src/internal/hint.ts"

const now = Date.UTC(2026, 1, 13, 10, 0, 0)
const date = "Fri, 13 Feb 2026 10:00:00 GMT"

const read = (headers: Record<string, string>, message?: string, status = 429) => {
  const hint = Hint.read({ headers, status, message, now })
  return hint && ([hint.millis, hint.source] as const)
}

const vectors: ReadonlyArray<readonly [Record<string, string>, number | undefined]> = [
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "1" }, 1000],
  [{ "retry-after": " 60 " }, 60_000],
  [{ "retry-after": "1.5" }, 1500],
  [{ "retry-after": "0.0001" }, 1],
  [{ "retry-after": "9999999999" }, 9_999_999_999_000],
  [{ "retry-after": "99999999999" }, undefined],
  [{ "retry-after": "-1" }, undefined],
  [{ "retry-after": "+1" }, undefined],
  [{ "retry-after": "1e3" }, undefined],
  [{ "retry-after": "0x10" }, undefined],
  [{ "retry-after": "" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "1, 2" }, undefined],
  [{ "retry-after": "NaN" }, undefined],
  [{ "retry-after": "Fri, 13 Feb 2026 10:01:00 GMT" }, 60_000],
  [{ "retry-after": "Friday, 13-Feb-26 10:01:00 GMT" }, 60_000],
  [{ "retry-after": "Fri Feb 13 10:01:00 2026" }, 60_000],
  [{ "retry-after": "Fri, 13 Feb 2026 09:59:00 GMT" }, undefined],
  [{ "retry-after": "Fri, 30 Feb 2026 10:01:00 GMT" }, undefined],
  [{ "retry-after": "Fri, 13 Feb 2026 12:01:00 GMT", date: "Fri, 13 Feb 2026 12:00:00 GMT" }, 60_000],
  [{ "retry-after": "Tue, 13 Feb 2035 10:01:00 GMT", date: "Tue, 13 Feb 2035 10:00:00 GMT" }, 60_000],
  [{ "retry-after": "Fri, 13 Feb 2026 10:01:00 GMT", date: "garbage" }, 60_000],
  [{ "retry-after-ms": "250" }, 250],
  [{ "retry-after-ms": "250.5" }, 251],
  [{ "retry-after-ms": "-250" }, undefined],
  [{ "retry-after-ms": "250", "retry-after": "60" }, 250],
  [{ "retry-after-ms": "x", "retry-after": "60" }, 60_000],
  [{ "ratelimit-reset": "30" }, 30_000],
  [{ "ratelimit-reset": "30", "retry-after": "60" }, 60_000],
  [{ "ratelimit-reset": "-30" }, undefined],
  [{ "x-ratelimit-reset": "2026-02-13T10:00:42Z" }, 42_000],
  [{ "x-ratelimit-reset": "2026-02-13T11:00:42+01:00" }, 42_000],
  [{ "x-ratelimit-reset": "2026-02-13T09:00:00Z" }, undefined],
  [{ "x-ratelimit-reset": "2026-02-13" }, undefined],
  [{ "x-ratelimit-reset": String(now / 1000 + 42) }, 42_000],
  [{ "x-ratelimit-reset": String(now / 1000 - 42) }, undefined],
  [{ "x-ratelimit-reset": "42" }, 42_000],
  [{ "x-ratelimit-reset": "2026" }, 2_026_000],
  [{ "x-ratelimit-reset": "2026-02-13T10:00:42Z", date: "Fri, 13 Feb 2026 10:00:40 GMT" }, 2000],
  [{ "retry-after": "007" }, 7000],
  [{ "retry-after": "1." }, undefined],
  [{ "retry-after": ".5" }, undefined],
  [{ "retry-after": "١" }, undefined],
  [{ "retry-after": "Infinity" }, undefined],
  [{ "retry-after": "60s" }, undefined],
  [{ "retry-after": "1.0000000001" }, undefined],
  [{ "retry-after": "fri, 13 feb 2026 10:01:00 gmt" }, 60_000],
  [{ "retry-after": "Fri, 13 Feb 2026 10:01:00 +0000" }, undefined],
  [{ "retry-after": "2026-02-13T10:01:00Z" }, undefined],
  [{ "retry-after-ms": "0" }, 0],
  [{ "retry-after-ms": "1e3", "retry-after": "x", "ratelimit-reset": "9" }, 9000],
  [{ "x-ratelimit-reset": "1e10" }, undefined],
  [{ "x-ratelimit-reset": "-42" }, undefined],
  [{ "x-ratelimit-reset": "2026-02-30T10:00:42Z" }, undefined],
  [{ "x-ratelimit-reset": " 2026-02-13T10:00:42.5Z " }, 42_500],
  [{ __proto__: "60" }, undefined],
  [{}, undefined]
]

const messages: ReadonlyArray<readonly [string, number | undefined]> = [
  ["Rate limit exceeded. Retry after 60 seconds.", 60_000],
  ["retry after 5s", 5000],
  ["RETRY AFTER 1 second", 1000],
  ["Retry after 99999 seconds", 99_999_000],
  ["Retry after 999999 seconds", undefined],
  ["Retry after -5 seconds", undefined],
  ["Retry after a while", undefined],
  ["Retry after 5 minutes", undefined],
  ["Rate limit exceeded.", undefined],
  ["", undefined]
]

describe("hint", () => {
  it("[P11] reads how long the server asks to wait, from headers", () => {
    for (const [headers, millis] of vectors) assert.strictEqual(read(headers)?.[0], millis, JSON.stringify(headers))
  })

  it("[P11] reads the prose of a 429, and of no other status", () => {
    for (const [message, millis] of messages) {
      assert.strictEqual(read({}, message)?.[0], millis, message)
      assert.isUndefined(read({}, message, 503))
    }
    assert.deepStrictEqual(read({ "retry-after": "7" }, "Retry after 60 seconds"), [7000, "retry-after"])
    assert.deepStrictEqual(read({ date }, "Retry after 60 seconds"), [60_000, "message"])
  })

  it.prop(
    "[P11] whatever the headers hold, a hint is a finite time that is not negative",
    [Schema.String, Schema.String, Schema.Finite],
    ([one, other, number]) => {
      for (const text of [one, other, String(number), `${one}${number}`]) {
        const hint = Hint.read({
          headers: { "retry-after": text, "x-ratelimit-reset": other, date: one },
          status: 429,
          message: text,
          now
        })
        assert.isTrue(hint === undefined || (Number.isSafeInteger(hint.millis) && hint.millis >= 0))
      }
    },
    { arbitrary: { runs: 2000 } }
  )
})
