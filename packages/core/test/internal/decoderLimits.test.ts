import { assert, describe, it } from "@effect/vitest"

import { body, decoded, fault, record } from "./decoding.ts"

describe("UsageDecoder, strict and bounded", () => {
  it("[P14] refuses keys that stand twice, in the envelope and in a record", () => {
    for (const text of [
      '{"usage":[],"usage":[],"total_cents":0}',
      '{"usage":[],"total_cents":0,"total_cents":0}',
      String.raw`{"usage":[],"total_cents":0,"total\u005fcents":9}`,
      '{"usage":[{"cost_cents":1,"cost_cents":2,"created_at":"2026-02-13T10:00:00Z"}],"total_cents":1}'
    ]) {
      assert.deepInclude(fault(text), { _tag: "Malformed", kind: "duplicateKey" }, text)
    }
  })

  it("[P14] refuses bytes that are no UTF-8, and counts the offset in bytes", () => {
    const bytes = new TextEncoder().encode('{"é":"x","usage":[],"total_cents":0}')
    const broken = bytes.slice()
    broken[7] = 0xff
    assert.deepInclude(fault(broken), { _tag: "Malformed", kind: "utf8" })
    assert.deepStrictEqual(fault('{"é":"x","usage":[],"total_cents":00}'), {
      _tag: "Malformed",
      kind: "json",
      offset: 36
    })
    const utf16 = Uint8Array.from(Buffer.from('{"usage":[],"total_cents":0}', "utf16le"))
    assert.strictEqual(fault(utf16)?._tag, "Malformed")
  })

  it("[P14] bounds a record, a value beside the records, and the number of keys", () => {
    const long = "x".repeat(70_000)
    for (const [text, size] of [
      [body(record({ model: long })), 1000],
      [body(record({ model: long })), Infinity],
      [`{"a":"${long}"}`, 1000],
      [`{"${long}":1}`, 512]
    ] as const) {
      assert.strictEqual(fault(text, size)?._tag, "LimitExceeded", text.slice(0, 20))
    }
    const keys = Array.from({ length: 1001 }, (_, key) => `"k${key}":0`).join()
    assert.deepInclude(fault(`{${keys}}`), { _tag: "LimitExceeded", what: "keys" })
    assert.deepInclude(fault(`{"usage":[${"[".repeat(1_000_000)}`), { _tag: "LimitExceeded" })
  })

  it("[P14] rejects a record that is too deep or has a string that is too long, and reads on", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(70)}${"]".repeat(70)}`)
    const { records, rejected } = decoded(
      body(record({ extra: deep }), record(), record({ model: "x".repeat(5000) }), record({ model: "\ud800" }))
    )
    assert.strictEqual(records.length, 1)
    assert.deepStrictEqual(
      rejected.map(({ index }) => index),
      [0, 2, 3]
    )
  })

  it("[P24] an object that poses as a decimal is no amount, and no cause for alarm beside one", () => {
    const posing = { "~effect/BigDecimal": "x", value: 5, scale: 0 }
    const { records, rejected } = decoded(body(record(), record({ cost_cents: posing }), record({ extra: posing })))
    assert.strictEqual(records.length, 2)
    assert.deepStrictEqual(
      rejected.map(({ index, path }) => [index, path]),
      [[1, "cost_cents"]]
    )
    assert.strictEqual(fault(`{"usage":[],"total_cents":${JSON.stringify(posing)}}`)?._tag, "SchemaMismatch")
  })

  it("[P14] gives up on endless white space, and on records of which none can be read", () => {
    const spaces = new TextEncoder().encode(`{"usage":[${" ".repeat(70_000)}`)
    assert.deepInclude(fault(spaces, 1000), { _tag: "LimitExceeded", what: "white space" })
    const indented = `{${" ".repeat(60_000)}"usage":[],${" ".repeat(60_000)}"total_cents":0${"\n".repeat(60_000)}}`
    assert.isUndefined(fault(indented, 1000))
    const unreadable = new TextEncoder().encode(`{"usage":[${"{},".repeat(20_000)}`)
    assert.deepInclude(fault(unreadable, 1000), { _tag: "SchemaMismatch", path: "usage[0].created_at" })
  })
})
