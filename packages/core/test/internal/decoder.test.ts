import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Cents } from "@varg-usage/core"
import { DateTime, Equal, Option, Result, Schema } from "effect"

import { body, costs, decode, decoded, fault, record, window } from "./decoding.ts"

/** A body with everything that may stand in one: both orders, unknown fields, escapes, all of Unicode's lengths. */
const intricate = `\ufeff { "note" : {"usage":[{"job_id":"no"}],"s":"]}\\"\\\\"} ,\r\n"total_cents": 1.25e1, "usage" : [
  {"job_id":"a\\u00e9\\n","model":"é€😀\\ud83d\\ude00","capability":"ffmpeg","cost_cents":12.5,"cache_hit":true,
   "created_at":"2026-02-13T23:59:59.999Z","extra":[{"}":["]"]}]} , {"created_at":"2026-02-13T00:00:00+00:00"} ] } `

describe("UsageDecoder", () => {
  it("[P14] gives the same records however the body is cut into chunks", () => {
    const whole = decoded(intricate)
    const { costCents: _, ...first } = whole.records[0] ?? {}
    assert.deepStrictEqual(first, {
      jobId: "aé\n",
      model: "é€😀😀",
      capability: "ffmpeg",
      cacheHit: true,
      createdAt: DateTime.makeUnsafe("2026-02-13T23:59:59.999Z")
    })
    assert.deepStrictEqual(costs(whole), ["12.5", undefined])
    for (const size of [1, 2, 3, 5, 7, 64, 257]) {
      const pieces = decoded(intricate, size)
      assert.isTrue(Equal.equals(pieces.records, whole.records))
      assert.strictEqual(Cents.format(pieces.envelope.totalCents), "12.5")
    }
  })

  it("[P5] refuses a body that is cut, at every offset", () => {
    const bytes = new TextEncoder().encode(intricate.trimEnd())
    for (let length = 0; length < bytes.length; length++) {
      for (const size of [bytes.length, 16]) {
        const found = fault(bytes.slice(0, length), size)
        assert.include(["Truncated", "Malformed"], found?._tag, `cut at ${length}`)
      }
    }
    assert.isUndefined(fault(bytes))
  })

  it.prop(
    "[P1] reads every record that the contract's schema can write, exactly",
    [
      Schema.Array(
        Schema.Struct({
          jobId: Schema.String,
          model: Schema.String,
          cacheHit: Schema.Boolean,
          millis: Schema.Int.check(Schema.isBetween({ minimum: window.start, maximum: window.end - 1 })),
          cost: Schema.String.check(Schema.isPattern(/^-?(?:0|[1-9][0-9]{0,24})(?:\.[0-9]{1,20})?$/u))
        })
      ),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))
    ],
    ([rows, chunkSize]) => {
      const wellFormed = rows.filter(({ jobId, model }) => jobId.isWellFormed() && model.isWellFormed())
      const elements = wellFormed.map(({ cost, millis, ...row }) => {
        const text = JSON.stringify({
          job_id: row.jobId,
          model: row.model,
          cache_hit: row.cacheHit,
          created_at: new Date(millis).toISOString()
        })
        return `${text.slice(0, -1)},"cost_cents":${cost}}`
      })
      const { records } = decoded(`{"usage":[${elements.join()}],"total_cents":0}`, chunkSize)
      assert.strictEqual(records.length, wellFormed.length)
      for (const [index, row] of wellFormed.entries()) {
        const found = records[index]
        assert.strictEqual(found?.jobId, row.jobId)
        assert.strictEqual(found?.model, row.model)
        assert.strictEqual(found?.cacheHit, row.cacheHit)
        assert.strictEqual(found?.createdAt && DateTime.toEpochMillis(found.createdAt), row.millis)
        assert.strictEqual(
          found?.costCents && Cents.format(found.costCents),
          Cents.format(Option.getOrThrow(Cents.parse(row.cost)))
        )
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P4] refuses whatever is no usage answer, and never reads it as zero", () => {
    const empty: ReadonlyArray<string> = ["", " \n", "null", " null "]
    for (const text of empty) assert.deepInclude(fault(text), { _tag: "Malformed", kind: "empty" }, text)
    const otherShapes = [
      "{}",
      "[]",
      "0",
      '"usage"',
      "true",
      '{"usage":[]}',
      '{"total_cents":0}',
      '{"usage":null,"total_cents":0}',
      '{"usage":{},"total_cents":0}',
      '{"usage":[],"total_cents":null}',
      '{"usage":[],"total_cents":"0"}',
      '{"usage":[],"total_cents":1e400}',
      '{"error":"AuthError","message":"Invalid API key","statusCode":401}',
      '{"data":{"usage":[],"total_cents":0}}'
    ]
    for (const text of otherShapes) assert.strictEqual(fault(text)?._tag, "SchemaMismatch", text)
    for (const text of [
      "<html></html>",
      "{",
      "usage",
      '{"usage":[}',
      "[1",
      '{"usage":[],"total_cents":0}x',
      '{"usage":[],"total_cents":0,}'
    ]) {
      assert.include(["Malformed", "Truncated"], fault(text)?._tag, text)
    }
  })

  it("[P4] refuses a body in which no record can be read", () => {
    assert.deepStrictEqual(fault(body({ cost_cents: 1 }, 7)), {
      _tag: "SchemaMismatch",
      path: "usage[0].created_at",
      expected: "an instant"
    })
    assert.isUndefined(fault('{"usage":[],"total_cents":0}'))
  })

  it("[P6] sets a record aside that can't be read, says which field, and counts the others", () => {
    const result = decoded(
      body(
        record(),
        record({ cost_cents: "25" }),
        record({ created_at: "yesterday" }),
        7,
        record({ model: 5, cost_cents: 3 }),
        null
      )
    )
    assert.deepStrictEqual(costs(result), ["25"])
    assert.deepStrictEqual(
      result.rejected.map(({ index, path }) => [index, path]),
      [
        [1, "cost_cents"],
        [2, "created_at"],
        [3, ""],
        [4, "model"],
        [5, ""]
      ]
    )
    const { cents, records, unknownCosts } = result.envelope.rejected
    assert.deepStrictEqual([records, unknownCosts, Cents.format(cents)], [5, 3, "28"])
    assert.notInclude(JSON.stringify(result.rejected), "yesterday")
  })

  it("[P6] accepts every combination of absent and null fields but an absent instant", () => {
    const fields = ["job_id", "model", "capability", "cost_cents", "cache_hit", "created_at"]
    for (let mask = 0; mask < 2 ** fields.length; mask++) {
      const gone = fields.filter((_, index) => mask & (1 << index))
      const absent = Object.fromEntries(Object.entries(record()).filter(([field]) => !gone.includes(field)))
      const nulls = record(Object.fromEntries(gone.map((field) => [field, null])))
      for (const variant of [absent, nulls]) {
        const { records, rejected } = decoded(body(record(), variant))
        assert.strictEqual(records.length, gone.includes("created_at") ? 1 : 2)
        assert.strictEqual(rejected.length, gone.includes("created_at") ? 1 : 0)
      }
    }
  })

  it("[P8] keeps an absent cost apart from a cost of zero", () => {
    const { records } = decoded(
      body(record({ cost_cents: undefined }), record({ cost_cents: 0 }), record({ cost_cents: null }))
    )
    assert.deepStrictEqual(
      records.map(({ costCents }) => costCents && Cents.format(costCents)),
      [undefined, "0", undefined]
    )
  })

  it("[P8] keeps an unknown cost unknown behind rows with long amounts that were taken out", () => {
    const long = { cost_cents: 0.0000001 }
    const elsewhere = record({ ...long, created_at: "2026-02-14T00:00:00Z" })
    const unknown = record({ job_id: "job_2", cost_cents: undefined })
    const rows = (...records: ReadonlyArray<unknown>) =>
      costs(Result.getOrThrow(decode(body(...records), undefined, { detectRepeats: true })))
    assert.deepStrictEqual(rows(elsewhere, unknown), [undefined])
    assert.deepStrictEqual(rows(record(long), record(long), unknown, record({ ...long, job_id: "job_3" })), [
      "0.0000001",
      undefined,
      "0.0000001"
    ])
  })

  it("[P7] keeps records of other instants out of the batches, to the millisecond", () => {
    const at = (created_at: string) => record({ created_at })
    const { envelope, records } = decoded(
      body(
        at("2026-02-12T23:59:59.999Z"),
        at("2026-02-13T00:00:00.000Z"),
        at("2026-02-13T23:59:59.999999999Z"),
        at("2026-02-14T00:00:00Z"),
        at("2026-02-14T05:29:00+05:30"),
        at("2026-02-12T18:00:00-06:00")
      )
    )
    assert.strictEqual(records.length, 4)
    assert.strictEqual(envelope.outOfWindow.records, 2)
    assert.strictEqual(Cents.format(envelope.outOfWindow.cents), "50")
  })

  it("[P7] tells records of the day before and of the day after from those further away, to the millisecond", () => {
    const outside = (...instants: ReadonlyArray<string>) => {
      const records = instants.map((created_at) => record({ created_at }))
      const { earlier, later, records: all } = decoded(body(...records)).envelope.outOfWindow
      return [earlier.records, later.records, all]
    }
    assert.deepStrictEqual(outside("2026-02-11T23:59:59.999Z"), [0, 0, 1])
    assert.deepStrictEqual(outside("2026-02-12T00:00:00Z"), [1, 0, 1])
    assert.deepStrictEqual(outside("2026-02-12T23:59:59.999Z"), [1, 0, 1])
    assert.deepStrictEqual(outside("2026-02-13T00:00:00Z"), [0, 0, 0])
    assert.deepStrictEqual(outside("2026-02-13T23:59:59.999Z"), [0, 0, 0])
    assert.deepStrictEqual(outside("2026-02-14T00:00:00Z"), [0, 1, 1])
    assert.deepStrictEqual(outside("2026-02-14T23:59:59.999Z"), [0, 1, 1])
    assert.deepStrictEqual(outside("2026-02-15T00:00:00Z"), [0, 0, 1])
  })

  it("[P7] sums up what lies next to the window, and says how far it reaches", () => {
    const at = (created_at: string, cost_cents?: number) => record({ created_at, cost_cents })
    const { earlier, later } = decoded(
      body(
        at("2026-02-12T20:00:00Z", 1),
        at("2026-02-12T18:00:00Z", 0.5),
        at("2026-02-12T19:00:00Z"),
        at("2026-02-14T03:00:00Z", 2),
        at("2026-02-14T01:00:00Z", 4)
      )
    ).envelope.outOfWindow
    const shown = ({ cents, farthest = 0, records, unknownCosts }: typeof earlier) =>
      [records, unknownCosts, Cents.format(cents), new Date(farthest).toISOString()].join(" ")
    assert.strictEqual(shown(earlier), "3 1 1.5 2026-02-12T18:00:00.000Z")
    assert.strictEqual(shown(later), "2 0 6 2026-02-14T03:00:00.000Z")
    assert.isUndefined(decoded(body(record())).envelope.outOfWindow.later.farthest)
  })

  it.prop(
    "[P13] a damaged body is refused or read, never thrown on",
    [Schema.Int, Schema.Int, Schema.Int],
    ([place, value, size]) => {
      const bytes = new TextEncoder().encode(intricate)
      bytes[Math.abs(place) % bytes.length] = Math.abs(value) % 256
      const chunkSize = 1 + (Math.abs(size) % 40)
      assert.deepStrictEqual(fault(bytes, chunkSize), fault(bytes), "the same verdict for every cut")
    },
    { arbitrary: { runs: 3000 } }
  )

  it("[P15] reads instants as RFC 3339 does", () => {
    const millis = (created_at: string) => {
      const [found] = decoded(body(record(), record({ created_at }))).records.slice(1)
      return found?.createdAt && DateTime.toEpochMillis(found.createdAt)
    }
    const day = CalendarDate.toEpochMillis(Option.getOrThrow(CalendarDate.parse("2026-02-13")))
    assert.strictEqual(millis("2026-02-13t10:00:00.5z"), day + 36_000_500)
    assert.strictEqual(millis("2026-02-13 10:00:00Z"), day + 36_000_000)
    assert.strictEqual(millis("2026-02-13T23:59:60Z"), day + 86_399_999)
    for (const text of [
      "2026-02-13",
      "2026-02-13T10:00:00",
      "2026-02-13T24:00:00Z",
      "2026-02-30T10:00:00Z",
      "1770976800",
      "2026-02-13T10:00:00+24:00"
    ]) {
      assert.isUndefined(millis(text), text)
    }
  })
})
