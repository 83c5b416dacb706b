import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, BigDecimal, Schema } from "effect"

import { Columns } from "../../src/internal/columns.ts"
import { hashJobId, known, print, Prints, SeenRows } from "../../src/internal/fingerprint.ts"
import { ManyRows } from "../../src/internal/manyRows.ts"
import type { RecordFields } from "../../src/internal/recordFields.ts"

const noon = Date.UTC(2026, 1, 13, 12)

type Row = Partial<RecordFields> & { readonly beside?: string }

const empty = { model: undefined, capability: undefined, costCents: undefined, cacheHit: undefined, createdAt: noon }

const columnsOf = (rows: ReadonlyArray<Row>): Columns => {
  const columns = new Columns({ detectRepeats: true, reuseBatches: false })
  for (const { beside, ...fields } of rows) {
    columns.write({ jobId: "job", ...empty, ...fields }, beside)
    hashJobId(columns, columns.size)
    columns.accept()
  }
  return columns
}

const printed = (columns: Columns): ReadonlyArray<readonly [job: number, content: number]> => {
  const prints = new Prints()
  print(columns, prints)
  const whole = (high: number, low = 0) => high * 2 ** 32 + (low >>> 0)
  return Array.from({ length: columns.size }, (_, row) => {
    const high = prints.high[row] ?? 0
    return [whole(high >>> 16, prints.job[row]), whole(high & 0xffff, prints.content[row])] as const
  })
}

describe("print", () => {
  it("[P26] tells a million rows apart that differ in a digit or two", () => {
    const seen = new Set<number>()
    for (let start = 0; start < 1_000_000; start += 1000) {
      const rows = Array.from({ length: 1000 }, (_, row) => ({ jobId: `job_${start + row}`, model: `m${row % 7}` }))
      for (const [, content] of printed(columnsOf(rows))) seen.add(content)
    }
    assert.strictEqual(seen.size, 1_000_000)
  })

  it("[P26] tells rows apart that differ in one thing, whatever it is", () => {
    const cents = (value: string) => BigDecimal.fromStringUnsafe(value)
    const rows: ReadonlyArray<Row> = [
      {},
      { jobId: "" },
      { jobId: "jobs" },
      { jobId: "boj" },
      { jobId: "é" },
      { model: "job" },
      { model: "video" },
      { model: "" },
      { capability: "video" },
      { capability: "" },
      { cacheHit: true },
      { cacheHit: false },
      ...["0", "1", "-1", "0.000001", "4294.967296", "4294967296", "0.0000001", "123456789012345678901"].map(
        (text) => ({
          costCents: cents(text)
        })
      ),
      { createdAt: noon + 1 },
      { createdAt: noon + 2 ** 32 },
      { beside: "1" },
      { beside: "2" }
    ]
    const contents = printed(columnsOf(rows)).map(([, content]) => content)
    assert.strictEqual(new Set(contents).size, rows.length)
    assert.deepStrictEqual(
      rows.map((row) => printed(columnsOf([{ model: "job" }, { capability: "video" }, row]))[2]?.[1]).slice(3, 5),
      contents.slice(3, 5),
      "the same row has the same fingerprint in every batch"
    )
  })
})

const Few = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))

/** The upper bits of some jobs make each other known to the filter. */
const Print = Schema.Struct({
  job: Few,
  content: Few,
  high: Schema.Literals([0x10001, 0x10001, 0x10001, 0x10002, 0x20001, 0x200001, 0x210001])
})

/** Two charges of a job that differ in the upper bits of their contents alone. */
const alike: ReadonlyArray<typeof Print.Type> = [
  { job: 1, content: 1, high: 0x10001 },
  { job: 1, content: 1, high: 0x10002 }
]

describe("SeenRows", () => {
  it.prop(
    "[P26] knows what a plain set knows, whatever collides and however often a job is charged",
    [Arbitrary.array(Arbitrary.schema(Print), { maxLength: 400 }), Few],
    ([rows, shift]) => {
      const seen = [new SeenRows(), manyRows()]
      const plain = new Set<string>()
      for (const [index, { content, high, job }] of [...alike, ...rows].entries()) {
        // A job has up to 200 charges; all jobs share a home in the table, and so do their contents.
        const row = { job: job << (10 + shift), content: (content + 6 * ((index >> 1) % 40)) << (10 + shift), high }
        const jobId = `${row.job} ${high >>> 16}`
        const id = `${jobId} ${row.content} ${high}`
        const expected = plain.has(id) ? known.row : plain.has(jobId) ? known.job : known.nothing
        plain.add(id).add(jobId)
        assert.deepStrictEqual(
          seen.map((one) => addOne(one, row)),
          [expected, expected]
        )
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P26] knows rows of before when they have become many, and those without a job never", () => {
    const rows = Array.from({ length: 12_000 }, (_, row) => ({
      jobId: `job_${row % 6000}`,
      createdAt: noon + (row % 9000)
    }))
    for (const seen of [new SeenRows(), new SeenRows(() => undefined)]) {
      const found: Array<number> = []
      for (let start = 0; start < rows.length; start += 500) {
        const columns = columnsOf(rows.slice(start, start + 500))
        const prints = new Prints()
        print(columns, prints)
        const ends = columns.jobIdEnds.map((end, row) => (row % 5 === 4 ? -1 - end : end))
        const into = new Uint8Array(500)
        seen.add(prints, ends, 500, into)
        found.push(...into)
      }
      // Rows from 6,000 on have a job of before, at another instant.
      assert.deepStrictEqual(
        found,
        rows.map((_, row) => (row % 5 === 4 || row < 6000 ? known.nothing : known.job))
      )
      const again = new Uint8Array(500)
      const columns = columnsOf(rows.slice(0, 500))
      const prints = new Prints()
      print(columns, prints)
      seen.add(prints, columns.jobIdEnds, 500, again)
      assert.deepStrictEqual(
        [...again],
        rows.slice(0, 500).map((_, row) => (row % 5 === 4 ? known.nothing : known.row))
      )
    }
  })

  it("[P26] keeps all of a hundred thousand when it grows, and takes many charges of one job in its stride", () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => ({
      jobId: row % 2 === 0 ? "job" : `job_${row}`,
      createdAt: noon + row
    }))
    const columns = columnsOf(rows)
    const prints = new Prints()
    print(columns, prints)
    const found = new Uint8Array(rows.length)
    for (const seen of [new SeenRows(), new SeenRows(() => undefined), manyRows()]) {
      assert.isTrue(seen.add(prints, columns.jobIdEnds, rows.length, found))
      assert.strictEqual(found.filter((one) => one === known.job).length, 49_999)
      assert.strictEqual(found.filter((one) => one === known.row).length, 0)
      assert.isTrue(seen.add(prints, columns.jobIdEnds, rows.length, found))
      assert.isTrue(found.every((one) => one === known.row))
    }
  })
})

const manyRows = (): ManyRows => ManyRows.make() ?? assert.fail("no kernel")

function addOne(seen: Pick<SeenRows, "add">, { content, high, job }: typeof Print.Type) {
  const prints = new Prints()
  prints.reserve(1)
  prints.job[0] = job
  prints.content[0] = content
  prints.high[0] = high
  const found = new Uint8Array(1)
  assert.strictEqual(seen.add(prints, Int32Array.of(0), 1, found), found[0] !== known.nothing)
  return found[0]
}
