import { assert, describe, it } from "@effect/vitest"

import * as Status from "../../src/internal/status.ts"

describe("status", () => {
  it("[P13] every status has a meaning, and only those that may pass later are tried again", () => {
    const all = Array.from({ length: 500 }, (_, index) => index + 100)
    const of = (kind: Status.StatusClass) => all.filter((status) => Status.classify(status) === kind)
    assert.deepStrictEqual(of("ok"), [200])
    assert.deepStrictEqual(of("auth"), [401])
    assert.deepStrictEqual(of("payment"), [402])
    assert.deepStrictEqual(of("forbidden"), [403])
    assert.deepStrictEqual(of("retired"), [404, 410])
    assert.deepStrictEqual(of("badRequest"), [400, 413, 422])
    assert.deepStrictEqual(of("throttled"), [429])
    assert.deepStrictEqual(of("serverError"), [408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])
    assert.deepStrictEqual(
      of("redirect"),
      all.filter((status) => status >= 300 && status < 400 && status !== 304)
    )
    assert.lengthOf(of("unexpected"), 500 - 22 - 99)
  })
})
