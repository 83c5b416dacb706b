import { assert, describe, it } from "@effect/vitest"
import { Cents, type UsageRecord } from "@varg-usage/core"
import { DateTime, Result, Schema } from "effect"

import type { Options } from "../../src/internal/decoder.ts"
import { Workspace } from "../../src/internal/workspace.ts"
import { body, decode, record } from "./decoding.ts"

/** Texts of values, common and odd, well-typed and not. */
const texts = {
  job_id: [
    '"job_1"',
    '"job_1"',
    '"job_22"',
    '""',
    '"jöb"',
    String.raw`"a\"b"`,
    "null",
    "7",
    '"a}b,{"',
    `"${"j".repeat(5000)}"`
  ],
  model: [
    '"fal:kling"',
    '"fal:flux"',
    '"fal:flux"',
    '"é"',
    '"\\u0061"',
    '"\\ud800"',
    "null",
    "[]",
    '"a\u007fb"',
    '"x\ty"'
  ],
  capability: ['"video"', '"image"', '"ffmpeg"', '"\\n"', "null", "{}", '"video '],
  cost_cents: [
    "0",
    "25",
    "-0",
    "-3",
    "0.5",
    "12.500000",
    "999999999.999999",
    "1234567890",
    "0.1234567",
    "1e2",
    "007",
    "1.",
    ".5",
    "-",
    "+1",
    "1e400",
    '"25"',
    "true",
    "null",
    "123456789012345678901234567890"
  ],
  cache_hit: ["true", "false", "false", "null", "tru", "falsy", '"true"', "1"],
  created_at: [
    '"2026-02-13T10:00:00Z"',
    '"2026-02-13T00:00:00.000Z"',
    '"2026-02-13T23:59:59.999Z"',
    '"2026-02-13T10:00:00.5Z"',
    '"2026-02-13T10:00:00.1234Z"',
    '"2026-02-13T10:00:00.Z"',
    '"2026-02-13T23:59:60Z"',
    '"2026-02-13T24:00:00Z"',
    '"2026-02-13T10:0:000Z"',
    '"2026-02-14T00:00:00Z"',
    '"2026-02-12T23:59:59Z"',
    '"2026-02-30T00:00:00Z"',
    '"2026-04-01T00:00:00Z"',
    '"2026-02-13t10:00:00z"',
    '"2026-02-13 10:00:00Z"',
    '"2026-02-13T10200:00Z"',
    '"2026-02-13T10:00800Z"',
    '"2026-02-13T10:00:00+00:00"',
    '"2026-02-13T10:00:00"',
    '"2026-02-13T10:00:00X"',
    '"2026-02-13T10:00:00.123X"',
    '"0000-02-13T10:00:00Z"',
    "null",
    "7"
  ]
} as const
/** Values of fields that the contract does not have; a record may be 64 levels deep. */
const extras = [
  "1",
  "1.50",
  '"x"',
  "null",
  "null",
  "{}",
  '[{"job_id":"no"}]',
  '{"a":1,"a":2}',
  '{"b":1,"a":"é"}',
  "nul",
  "1e999",
  ...[62, 63, 64].map((depth) => "[".repeat(depth) + "]".repeat(depth))
]
const names = ["job_id", "model", "capability", "cost_cents", "cache_hit", "created_at"] as const
const spaces = ["", "", " ", "\n  ", "\t", "\r\n"]

/** One number chooses everything about a record, mostly the common. */
const choice = (seed: number) => {
  let state = seed >>> 0
  return (of: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    return (state >>> 8) % of
  }
}

const recordText = (layout: number, seed: number): string => {
  const how = choice(layout)
  const what = choice(seed)
  const order = how(3) === 0 ? names.toSorted(() => how(3) - 1) : [...names]
  const present = order.filter(() => how(9) > 0)
  const [outer = "", before = "", after = ""] = Array.from({ length: 3 }, () => spaces[how(spaces.length)] ?? "")
  const fields = present.map((name) => {
    const common = what(6) > 0
    const values = texts[name]
    return `${before}"${name}"${after}:${outer}${values[common ? what(2) : what(values.length)] ?? "null"}`
  })
  const extra = `"${["extra", "a", "constructor", "__proto__", "zé"][how(5)] ?? ""}":${extras[what(extras.length)] ?? "0"}`
  if (how(4) === 0 || what(25) === 0) fields.splice(how(7), 0, extra)
  if (what(60) === 0) fields.push('"cost_cents":1')
  return `{${outer}${fields.join(",")}${outer}}`
}

const Seed = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 31 }))
const Document = Schema.Struct({
  layouts: Schema.Array(Seed).check(Schema.isBetweenLength(1, 3)),
  records: Schema.Array(Seed).check(Schema.isMaxLength(60)),
  totalFirst: Schema.Boolean
})

const documentText = ({ layouts, records, totalFirst }: typeof Document.Type): string => {
  const elements = records.map((seed, index) => {
    const layout = layouts[choice(seed)(12) === 0 ? index % layouts.length : 0] ?? 0
    return `${recordText(layout, seed)}${spaces[choice(layout + 1)(spaces.length)] ?? ""}`
  })
  const usage = `"usage":[${elements.join(",")}]`
  return totalFirst ? `{"total_cents":5,${usage}}` : `{${usage} , "total_cents":5}`
}

/** All that is to be the same on both ways, as plain data. */
const outcome = (bytes: Uint8Array, chunkSize: number, options: Partial<Options>) => {
  const decoded = decode(bytes, chunkSize, options)
  if (Result.isFailure(decoded)) return decoded.failure
  const { envelope, records, rejected } = decoded.success
  const { held, identical, outOfWindow, rejected: unread, totalCents, ...counts } = envelope
  const sums = [identical, outOfWindow, unread].map(({ cents, records: count }) => [Cents.format(cents), count])
  return {
    counts,
    sums,
    totalCents: Cents.format(totalCents),
    rejected,
    records: records.map(plain),
    held: [...held()].length
  }
}

const plain = ({ costCents, createdAt, ...others }: UsageRecord.UsageRecord) => ({
  ...others,
  createdAt: createdAt && DateTime.toEpochMillis(createdAt),
  costCents: costCents && Cents.format(costCents)
})

/** What all documents before the one at hand have left. */
const workspace = new Workspace()

/** Whether all ways come to the same; a difference is shown by the assertion. */
const agrees = (bytes: Uint8Array, chunkSize: number, detectRepeats: boolean): true => {
  const expected = outcome(bytes, Number.POSITIVE_INFINITY, { reader: "strict", detectRepeats })
  for (const options of [{ reader: "layouts" }, { reader: "kernel" }, { reader: "kernel", workspace }] as const) {
    assert.deepStrictEqual(outcome(bytes, chunkSize, { ...options, detectRepeats }), expected)
  }
  return true
}

describe("layouts", () => {
  it.prop(
    "[P14] records read by their layout are those that are read one by one, whatever the document and its chunks",
    [Document, Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3000 })), Schema.Boolean],
    ([document, chunkSize, detectRepeats]) => {
      assert.isTrue(agrees(new TextEncoder().encode(documentText(document)), chunkSize, detectRepeats))
    },
    { arbitrary: { runs: 3000 } }
  )

  it.prop(
    "[P14] so they are where bytes are damaged, missing or doubled",
    [Document, Seed, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })), Schema.Boolean],
    ([document, seed, value, detectRepeats]) => {
      const whole = new TextEncoder().encode(documentText(document))
      const what = choice(seed)
      const [from, length] = [what(whole.length), what(20)]
      const damaged = whole.slice()
      damaged[from] = value
      const missing = Uint8Array.from([...whole.subarray(0, from), ...whole.subarray(from + length)])
      const doubled = Uint8Array.from([...whole.subarray(0, from + length), ...whole.subarray(from)])
      for (const bytes of [damaged, missing, doubled, whole.subarray(0, from)]) {
        assert.isTrue(agrees(bytes, 1 + what(900), detectRepeats))
      }
    },
    { arbitrary: { runs: 1000 } }
  )

  const dozen = Array.from({ length: 12 }, (_, row) => record({ job_id: `job_${row}`, cost_cents: row / 4 }))

  it("[P14] so they are for every place at which a document may be cut into chunks", () => {
    const whole = new TextEncoder().encode(body(...dozen))
    for (let size = 1; size <= whole.length; size++) assert.isTrue(agrees(whole, size, true))
  })

  it("[P14] so they are where any byte of a record is one that has no place in a text", () => {
    const whole = new TextEncoder().encode(body(...dozen))
    const from = whole.length - 200
    for (let at = from; at < from + 160; at++) {
      for (const value of [0x00, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0xa2, 0xff]) {
        assert.isTrue(agrees(whole.with(at, value), Infinity, false))
      }
    }
  })

  it("[P14] so they are around a long value, wherever it is cut", () => {
    const whole = new TextEncoder().encode(body(...dozen, record({ note: "x".repeat(2500) }), ...dozen))
    for (let size = 900; size <= 2200; size += 3) assert.isTrue(agrees(whole, size, true))
  })

  it("[P14] so they are where what stands between records is no comma, or not only that", () => {
    for (const between of [", ", "\n,\t", "", ",,", "\v,", ",\v", ",\f", ",\u00a0", ";", "]", "}", ',"']) {
      const some = dozen.map((row) => JSON.stringify(row))
      const text = `{"usage":[${[some.join(), some.join()].join(between)}],"total_cents":5}`
      for (const size of [7, 200, 4000]) assert.isTrue(agrees(new TextEncoder().encode(text), size, true))
    }
  })

  it("[P26] repeats are found among records that say something beside the columns", () => {
    const note = (a: number, b: number, fields = {}) => ({ note: a, ...record(fields), other: b })
    const turned = { other: 2, ...record(), note: 1 }
    const elsewhere = note(3, 3, { created_at: "2026-02-14T10:00:00Z" })
    const at = (fraction: string) => record({ created_at: `2026-02-13T10:00:00.${fraction}Z` })
    const cases: ReadonlyArray<readonly [repeats: number, rows: ReadonlyArray<unknown>]> = [
      [1, [note(1, 2), note(1, 3), note(1, 2)]],
      [1, [note(1, 2), note(2, 2), turned]],
      [2, [note(1, 2), note(9, 9, { model: 5 }), note(1, 2), note(1, 2)]],
      [2, [note(1, 2), elsewhere, record(), record(), note(1, 2)]],
      [1, [note(1, 2), note(1, 2, { job_id: "job_2", cost_cents: 1e-7, created_at: "x" }), record(), record()]],
      [2, [at("1"), at("1234"), at("1235"), at("1234"), at("12"), at("1234")]],
      [1, [record(), record({ model: null }), record({ model: undefined }), record({ job_id: null })]]
    ]
    for (const [repeats, rows] of cases) {
      const text = new TextEncoder().encode(body(record({ job_id: "job_0" }), ...rows))
      const found = Result.getOrThrow(decode(text, Infinity, { detectRepeats: true }))
      assert.strictEqual(found.envelope.identical.records, repeats)
      assert.isTrue(agrees(text, 50, true))
    }
  })

  it("[P8] what a record that does not fit has left behind is no part of the next", () => {
    const { cost_cents: cost, created_at, ...others } = record()
    const rows = [
      { cost_cents: cost, ...others, created_at },
      { ...others, created_at },
      ...Array.from({ length: 20 }, (_, row) => ({ cost_cents: row, ...others, created_at })),
      { cost_cents: 1e-7, ...others, created_at: "x" },
      { ...others, created_at }
    ]
    assert.isTrue(agrees(new TextEncoder().encode(body(...rows)), Infinity, false))
  })

  it("[P14] a record may be 64 KiB long, and no more, whichever way it is read", () => {
    const lengthy = (bytes: number) => {
      const parts = Array.from({ length: 5 }, (_, index) => [
        `note${index}`,
        Array.from({ length: 4 }, () => "x".repeat(3200))
      ])
      const long = { ...Object.fromEntries(parts), fill: "", ...record() } as Record<string, unknown>
      return { ...long, fill: "x".repeat(Math.max(0, bytes - JSON.stringify(long).length)) }
    }
    const small = { ...Object.fromEntries([0, 1, 2, 3, 4].map((index) => [`note${index}`, []])), fill: "", ...record() }
    for (const [bytes, tag] of [
      [65_536, undefined],
      [65_537, "LimitExceeded"]
    ] as const) {
      const long = lengthy(bytes)
      assert.strictEqual(JSON.stringify(long).length, bytes)
      const text = new TextEncoder().encode(body(small, small, small, long, small))
      const whole = outcome(text, Infinity, { detectRepeats: false })
      assert.strictEqual("_tag" in whole ? whole._tag : undefined, tag)
      assert.isTrue(agrees(text, Infinity, false))
    }
  })
})
