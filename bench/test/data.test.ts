import { assert, describe, it } from "@effect/vitest"

import { pieces } from "../data/dataset.ts"
import { type LayoutName, layouts } from "../data/layouts.ts"
import { datesOf } from "../data/records.ts"
import { difference, type Rollup } from "../data/rollup.ts"
import { truthOf } from "../data/truth.ts"

const shape = { days: 3, recordsPerDay: 500, models: 40 }

const written = (layout: LayoutName, day = 0): string => {
  const date = datesOf(shape)[day]
  assert.isDefined(date)
  return Array.from(pieces(date, shape, layout, truthOf(shape).dayTotals[day] ?? "")).join("")
}

interface Answer {
  readonly usage: ReadonlyArray<Readonly<Record<string, string | number | boolean>>>
  readonly total_cents: number
}

const documents = ["compact", "spaced", "pretty", "odd"] as const

describe("the records that are measured with", () => {
  it("are the same each time", () => {
    assert.strictEqual(written("compact"), written("compact"))
    assert.notStrictEqual(written("compact", 0), written("compact", 1))
  })

  it.each(documents)("are an answer of the contract when written %s", (layout) => {
    const { total_cents, usage } = JSON.parse(written(layout)) as Answer
    assert.lengthOf(usage, 500)
    assert.deepStrictEqual(Object.keys(usage[0] ?? {}), [
      "job_id",
      "model",
      "capability",
      "cost_cents",
      "cache_hit",
      "created_at"
    ])
    const units = usage.map(({ cost_cents }) => Math.round(Number(cost_cents) * 10_000))
    assert.strictEqual(units.reduce((sum, cost) => sum + cost, 0) / 10_000, total_cents)
    assert.lengthOf(new Set(usage.map(({ job_id }) => job_id)), 500)
    assert.isTrue(usage.every(({ created_at }) => String(created_at).startsWith("2026-02-11T")))
  })

  it("say the same in every layout, but for the ids that are odd on purpose", () => {
    const [compact, ...others] = documents.map((layout) =>
      (JSON.parse(written(layout)) as Answer).usage.map((record) => ({
        ...record,
        job_id: String(record["job_id"]).replace("-é", "")
      }))
    )
    for (const other of others) assert.deepStrictEqual(other, compact)
    const lines = written("ndjson").trimEnd().split("\n")
    assert.deepStrictEqual(
      lines.map((line) => JSON.parse(line) as object),
      compact
    )
  })

  it("are odd twice in a hundred", () => {
    const odd = written("odd")
      .split("},{")
      .filter((text) => /\\|[^ -~]/u.test(text))
    assert.lengthOf(odd, 10)
  })

  it("are written as tightly and as widely as their layouts say", () => {
    const compact = written("compact")
    assert.strictEqual(JSON.stringify(JSON.parse(compact)), compact)
    assert.strictEqual(JSON.stringify(JSON.parse(written("pretty")), null, 2), written("pretty"))
    assert.match(written("spaced"), /^\{"total_cents": [\d.]+, "usage": \[\{"job_id": "/u)
    assert.lengthOf(Object.keys(layouts), documents.length + 1)
  })
})

describe("the truth about them", () => {
  const truth: Rollup = [
    ["a", "video", "0.3"],
    ["a", "image", "12"]
  ]

  it("is what each cell comes to, counted from the bytes", () => {
    const cells = new Map<string, number>()
    for (const day of [0, 1, 2]) {
      for (const { capability, cost_cents, model } of (JSON.parse(written("compact", day)) as Answer).usage) {
        const key = `${model} ${capability}`
        cells.set(key, (cells.get(key) ?? 0) + Math.round(Number(cost_cents) * 10_000))
      }
    }
    const counted = truthOf(shape).rollup.map(([model, capability, cents]) => [
      `${model} ${capability}`,
      Math.round(Number(cents) * 10_000)
    ])
    assert.deepStrictEqual(Object.fromEntries(counted), Object.fromEntries(cells))
  })

  it("forgives a sum in floating point what it must, and nobody else", () => {
    assert.isUndefined(
      difference(truth, [
        ["a", "image", 12],
        ["a", "video", 0.1 + 0.2]
      ])
    )
    assert.isDefined(
      difference(truth, [
        ["a", "image", "12"],
        ["a", "video", String(0.1 + 0.2)]
      ])
    )
  })

  it.each<readonly [what: string, answer: Rollup]>([
    [
      "a wrong sum",
      [
        ["a", "video", 0.3],
        ["a", "image", 12.01]
      ]
    ],
    ["a missing cell", [["a", "video", 0.3]]],
    [
      "a cell too many",
      [
        ["a", "video", 0.3],
        ["a", "image", 12],
        ["b", "image", 0]
      ]
    ],
    [
      "a cell twice",
      [
        ["a", "video", 0.3],
        ["a", "image", 12],
        ["a", "image", 12]
      ]
    ],
    [
      "another model",
      [
        ["a", "video", 0.3],
        ["b", "image", 12]
      ]
    ],
    [
      "no number",
      [
        ["a", "video", 0.3],
        ["a", "image", Number.NaN]
      ]
    ]
  ])("is not %s", (_, answer) => {
    assert.isDefined(difference(truth, answer))
  })
})
