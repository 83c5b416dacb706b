import { assert, describe, it } from "@effect/vitest"

import { learn } from "../../src/internal/layout.ts"

describe("learn", () => {
  it("learns a layout from every record with an instant", () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    const parts = (text: string) => learn(bytes(text))?.parts.map(({ before, field }) => [before.text, field])
    assert.deepStrictEqual(parts('{ "cost_cents" : 25,\n"created_at":"2026-02-13T10:00:00Z" }'), [
      ['{ "cost_cents" : ', "cost_cents"],
      [',\n"created_at":"', "created_at"]
    ])
    assert.deepStrictEqual(
      parts('{"model":null,"é":null,"note":null,"created_at":"x","a":"}","job_id":null}'),
      undefined
    )
    assert.deepStrictEqual(parts('{"model":null,"note":null,"created_at":"x","a":["}"],"job_id":null}'), [
      ['{"model":null,"note":', { name: "note" }],
      [',"created_at":"', "created_at"],
      ['","a":', { name: "a" }]
    ])
    const { absent, closing } = learn(bytes('{"model":null,"created_at":"x","job_id":null }')) ?? {}
    assert.strictEqual(closing?.text, '","job_id":null }')
    assert.deepStrictEqual(absent, ["job_id", "model", "capability", "cost_cents", "cache_hit"])
    for (const text of [
      "{}",
      '{"cost_cents":1}',
      '{"created_at":7}',
      '{"created_at":null}',
      '{"created_at":"x","model":5}',
      '{"created_at":"x","cost_cents":"1"}',
      '{"created_at":"x","a\\u0062":1}',
      `{${" ".repeat(5000)}"created_at":"x"}`
    ]) {
      assert.isUndefined(learn(bytes(text)), text)
    }
  })
})
