import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"

import { fingerprint, FingerprintSet } from "../../src/internal/fingerprint.ts"

const Small = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 }))

describe("fingerprint", () => {
  it("[P26] tells apart a million texts that differ in a digit or two, by safe integers", () => {
    const seen = new Set<number>()
    for (let job = 0; job < 1_000_000; job++) seen.add(fingerprint(`{"job_id":"job_${job}","cost_cents":${job % 100}}`))
    assert.strictEqual(seen.size, 1_000_000)
    assert.isTrue([...seen].every((value) => Number.isSafeInteger(value) && value >= 0))
  })

  it("[P26] tells apart texts of the same letters, of any characters and of any length", () => {
    const texts = [
      "",
      "\0",
      "\0\0",
      "ab",
      "ba",
      "a",
      "é",
      "e\u0301",
      "😀",
      "\ud83d",
      "x".repeat(4096),
      "x".repeat(4097)
    ]
    assert.strictEqual(new Set(texts.map(fingerprint)).size, texts.length)
  })
})

describe("FingerprintSet", () => {
  it.prop(
    "[P26] knows what a plain set knows, whatever collides",
    [Arbitrary.array(Arbitrary.schema(Schema.Struct({ print: Small, check: Small })), { maxLength: 60 })],
    ([pairs]) => {
      const set = new FingerprintSet()
      const plain = new Set<string>()
      for (const { check, print } of pairs) {
        const known = plain.has(`${print} ${check}`)
        plain.add(`${print} ${check}`)
        // Multiples of 2^30 share a home in the table, whatever its size.
        assert.strictEqual(set.add(print * 2 ** 30, check), !known)
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P26] keeps all of a hundred thousand when it grows", () => {
    const set = new FingerprintSet()
    const prints = Array.from({ length: 100_000 }, (_, index) => fingerprint(String(index)))
    assert.isTrue(prints.every((print) => set.add(print, 7)))
    assert.isTrue(prints.every((print) => !set.add(print, 7)))
    assert.isTrue(prints.every((print) => set.add(print, 8)))
  })
})
