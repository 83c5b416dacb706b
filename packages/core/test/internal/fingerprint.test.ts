import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, BigDecimal, Schema } from "effect"

import { Columns } from "../../src/internal/columns.ts"
import { hashJobId, print, Prints, SeenRows } from "../../src/internal/fingerprint.ts"
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
  high: Schema.Literals([0x10001, 0x10001, 0x10001, 0x10002, 0x20001, 0x200001, 0x210001]),
  /** From the instant of the row before. */
  step: Schema.Literals([0, 0, 0, 0, 0, 0, 0, 1])
})

/** Two charges of a job that differ in the upper bits of their contents alone. */
const alike: ReadonlyArray<typeof Print.Type> = [
  { job: 1, content: 1, high: 0x10001, step: 0 },
  { job: 1, content: 1, high: 0x10002, step: 0 }
]

/** Time goes on or back, and from some row on the other way. */
const Course = Schema.Struct({ way: Schema.Literals([1, -1]), turn: Schema.Literals([400, 400, 16, 80]) })

describe("SeenRows", () => {
  it.prop(
    "[P26] knows what a plain set knows, in whatever order rows come, whatever collides and however often a job is charged",
    [Arbitrary.array(Arbitrary.schema(Print), { minLength: 150, maxLength: 400 }), Few, Arbitrary.schema(Course)],
    ([rows, shift, { turn, way }]) => {
      const seen = [new SeenRows(), manyRows()]
      const plain = new Set<string>()
      const jobs = new Set<string>()
      let instant = noon
      for (const [index, { content, high, job, step }] of [...alike, ...rows].entries()) {
        instant += index < turn ? way * step : -way * step
        // A job has up to 200 charges; all jobs share a home in the table, and so do their contents.
        const lower = { job: job << (10 + shift), content: (content + 6 * ((index >> 5) % 40)) << (10 + shift) }
        // Rows with the same contents have the same instant.
        const row = { ...lower, high: high ^ (((instant - noon) & 0x7f) << 8), instant }
        const jobId = `${row.job} ${row.high >>> 16}`
        const id = `${jobId} ${row.content} ${row.high}`
        const expected = plain.has(id)
        plain.add(id)
        jobs.add(jobId)
        assert.deepStrictEqual(
          seen.map((one) => addOne(one, row)),
          [expected, expected]
        )
      }
      for (const one of seen) assert.strictEqual(one.countRecharges(), plain.size - jobs.size)
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P26] knows rows of before when they have become many, and those without a job never", () => {
    const rows = Array.from({ length: 12_000 }, (_, row) => ({
      jobId: `job_${row % 6000}`,
      createdAt: noon + (row % 9000)
    }))
    const isJob = (row: number) => row % 5 !== 4
    for (const seen of [new SeenRows(), new SeenRows(() => undefined)]) {
      const add = (start: number) => {
        const columns = columnsOf(rows.slice(start, start + 500))
        const prints = new Prints()
        print(columns, prints)
        const jobIdEnds = columns.jobIdEnds.map((end, row) => (isJob(row) ? end : -1 - end))
        const into = new Uint8Array(500)
        seen.add(prints, { createdAt: columns.createdAt, jobIdEnds, size: 500 }, into)
        return [...into]
      }
      for (let start = 0; start < rows.length; start += 500) assert.isFalse(add(start).includes(1))
      assert.deepStrictEqual(
        add(0),
        Array.from({ length: 500 }, (_, row) => Number(isJob(row)))
      )
      // Rows from 6,000 on have a job of before, at another instant.
      assert.strictEqual(seen.countRecharges(), 4800)
    }
  })

  const charges = [
    ["one job half of them", (row: number) => (row % 2 === 0 ? "job" : `job_${row}`), 49_999],
    ["each job twice", (row: number) => `job_${row % 50_000}`, 50_000],
    ["each job once", (row: number) => `job_${row}`, 0]
  ] as const

  it.each(charges)("[P26] keeps all of a hundred thousand when it grows: %s", (_name, jobOf, recharges) => {
    const columns = columnsOf(
      Array.from({ length: 100_000 }, (_, row) => ({ jobId: jobOf(row), createdAt: noon + row }))
    )
    const prints = new Prints()
    print(columns, prints)
    const found = new Uint8Array(columns.size)
    for (const make of [() => new SeenRows(), () => new SeenRows(() => undefined), manyRows]) {
      const inOrder = make()
      assert.isFalse(inOrder.add(prints, columns, found))
      assert.strictEqual(inOrder.countRecharges(), recharges)
      const seen = make()
      assert.isFalse(seen.add(prints, columns, found))
      assert.isTrue(seen.add(prints, columns, found))
      assert.isTrue(found.every((one) => one === 1))
      assert.strictEqual(seen.countRecharges(), recharges)
    }
  })
})

const manyRows = (): ManyRows => ManyRows.make() ?? assert.fail("no kernel")

interface OneRow {
  readonly job: number
  readonly content: number
  readonly high: number
  readonly instant: number
}

function addOne(seen: Pick<SeenRows, "add">, { content, high, instant, job }: OneRow): boolean {
  const prints = new Prints()
  prints.reserve(1)
  prints.job[0] = job
  prints.content[0] = content
  prints.high[0] = high
  const found = new Uint8Array(1)
  const rows = { createdAt: Float64Array.of(instant), jobIdEnds: Int32Array.of(0), size: 1 }
  const isAnyKnown = seen.add(prints, rows, found)
  assert.strictEqual(Number(isAnyKnown), found[0])
  return isAnyKnown
}
