import { assert, describe, it } from "@effect/vitest"
import { CalendarDate, Cents, UsageBatch } from "@varg-usage/core"
import { Arbitrary, DateTime, Option, Result, Schema } from "effect"
import { vi } from "vitest"

import type { Options } from "../../src/internal/decoder.ts"
import { UsageDecoder } from "../../src/internal/decoder.ts"
import { Kernel } from "../../src/internal/kernel.ts"
import { learn } from "../../src/internal/layout.ts"
import { Workspace } from "../../src/internal/workspace.ts"
import { body, decode, record, window } from "./decoding.ts"

const utf8 = new TextEncoder()

/** What is read of a body in chunks of so many bytes, as plain data. */
const readAs = (reader: Options["reader"], text: string, chunkSize = Infinity, start = window.start) => {
  const { envelope, records } = Result.getOrThrow(decode(text, chunkSize, { reader, start }))
  const rows = records.map(({ costCents, createdAt, ...rest }) => ({
    ...rest,
    instant: createdAt && DateTime.toEpochMillis(createdAt),
    cost: costCents && Cents.format(costCents)
  }))
  return { rows, outside: envelope.outOfWindow.records, rejected: envelope.rejected.records }
}

describe("Kernel", () => {
  it("is there", () => {
    assert.isDefined(Kernel.shared)
    assert.strictEqual(Kernel.shared, Kernel.shared)
  })

  it("[P14] reads every date of three centuries as the calendar has it, and no other", () => {
    const dates = Array.from({ length: 300 }, (_, year) => year + 1900).flatMap((year) =>
      Array.from({ length: 14 }, (_, month) => [0, 1, 28, 29, 30, 31, 32].map((day) => [year, month, day])).flat()
    )
    const texts = dates.map((parts) => parts.map((part) => String(part).padStart(2, "0")).join("-"))
    const rows = texts.map((date, index) => record({ job_id: `job_${index}`, created_at: `${date}T01:02:03Z` }))
    const { rejected, rows: found } = readAs("kernel", body(...rows), 60_000, -1e15)
    const real = texts.filter((text) => Option.isSome(CalendarDate.parse(text)))
    const instants = real.map((date) => Date.parse(`${date}T01:02:03Z`))
    assert.deepStrictEqual(
      found.map(({ instant }) => instant),
      instants.filter((instant) => instant < window.end)
    )
    assert.strictEqual(rejected, texts.length - real.length)
  })

  it.prop(
    "[P1] [P14] reads amounts and instants as the strict reader does, whatever their digits",
    [
      Arbitrary.array(
        Arbitrary.schema(
          Schema.Struct({
            digits: Schema.String.check(Schema.isPattern(/^[0-9]{1,11}(?:\.[0-9]{1,8})?$/u)),
            clock: Schema.String.check(Schema.isPattern(/^[0-2][0-9]:[0-6][0-9]:[0-6][0-9](?:\.[0-9]{0,4})?$/u))
          })
        ),
        { maxLength: 20 }
      )
    ],
    ([values]) => {
      const good = { digits: "1", clock: "10:00:00" }
      const texts = [good, good, ...values].map(
        ({ clock, digits }, index) =>
          `{"job_id":"job_${index}","cost_cents":${digits},"created_at":"2026-02-13T${clock}Z"}`
      )
      for (const text of texts) {
        const both = `{"usage":[${[texts[0], texts[0], text].join()}],"total_cents":1}`
        const [expected, found] = (["strict", "kernel"] as const).map((reader) => decode(both, Infinity, { reader }))
        assert.strictEqual(expected?._tag, found?._tag)
        if (expected?._tag === "Success") assert.deepStrictEqual(readAs("kernel", both), readAs("strict", both))
      }
    },
    { arbitrary: { runs: 300 } }
  )

  it("[P14] takes up more texts than it has room for, short and long, and chunks of any size", () => {
    const models = Array.from({ length: 24_000 }, (_, index) =>
      index < 20_000 ? `m${index}` : `fal:${index}-${"x".repeat(index % 300)}`
    )
    const rows = Array.from({ length: 48_000 }, (_, index) =>
      record({ job_id: `job_${index}`, model: models[index % 24_000], capability: index % 2 === 0 ? "x" : "video" })
    )
    const text = body(...rows)
    const expected = rows.map(({ capability, job_id: jobId, model }) => [jobId, model, capability])
    for (const size of [Infinity, 200_000, 65_536]) {
      const { rows: found } = readAs("kernel", text, size)
      assert.deepStrictEqual(
        found.map(({ capability, jobId, model }) => [jobId, model, capability]),
        expected
      )
    }
  })

  it("[P14] reads several bodies at once, each with its own layout", () => {
    const bodies = [
      body(...Array.from({ length: 300 }, (_, index) => record({ job_id: `a${index}`, model: "fal:a" }))),
      body(...Array.from({ length: 300 }, (_, index) => record({ job_id: `b${index}`, model: "fal:b" }))).replaceAll(
        ",",
        ", "
      ),
      body(...Array.from({ length: 300 }, (_, index) => ({ created_at: "2026-02-13T10:00:00Z", job_id: `c${index}` })))
    ].map((text) => utf8.encode(text))
    const workspace = new Workspace()
    const decoders = bodies.map(
      () => new UsageDecoder({ ...window, maxValueBytes: 65_536, detectRepeats: true, reuseBatches: true, workspace })
    )
    const found = decoders.map((): Array<unknown> => [])
    for (let at = 0; at < 70_000; at += 700) {
      for (const [index, decoder] of decoders.entries()) {
        const chunk = bodies[index]?.subarray(at, at + 700) ?? new Uint8Array()
        const batch = Result.getOrThrow(decoder.push(chunk))
        found[index]?.push(...UsageBatch.records(batch).map(({ jobId, model }) => [jobId, model]))
      }
    }
    for (const decoder of decoders) assert.strictEqual(Result.getOrThrow(decoder.finish()).elements, 300)
    const expected = ["a", "b", "c"].map((letter) =>
      Array.from({ length: 300 }, (_, index) => [`${letter}${index}`, letter === "c" ? undefined : `fal:${letter}`])
    )
    assert.deepStrictEqual(found, expected)
  })

  it("[P14] reads records of more than one layout, by turns", () => {
    const { cache_hit: hit, created_at: at, ...others } = record()
    const rows = Array.from({ length: 40 }, (_, index) => ({
      ...others,
      job_id: `job_${index}`,
      ...(index % 3 > 0 && { cache_hit: hit }),
      created_at: at
    }))
    assert.deepStrictEqual(readAs("kernel", body(...rows)), readAs("strict", body(...rows)))
  })

  it("[P14] reads more rows than it has room for at a time", () => {
    const rows = Array.from({ length: 8000 }, (_, index) => ({
      created_at: new Date(window.start + 1000 * index).toISOString()
    }))
    const { rows: found } = readAs("kernel", body(...rows))
    assert.deepStrictEqual(
      found.map(({ instant }) => instant),
      rows.map((_, index) => window.start + 1000 * index)
    )
  })

  it("takes no layout that it has no room for, or that has other fields", () => {
    const takes = (text: string) => {
      const layout = learn(utf8.encode(text))
      return layout && Kernel.shared?.use([layout])
    }
    assert.strictEqual(takes('{"created_at":"x"}'), true)
    assert.strictEqual(takes(`{${" ".repeat(1900)}"created_at":"x"}`), true)
    assert.strictEqual(takes(`{${" ".repeat(2100)}"created_at":"x"}`), false)
    assert.strictEqual(takes(`{"created_at":"x"${" ".repeat(2100)}}`), false)
    assert.strictEqual(takes('{"created_at":"x","note":1}'), false)
  })

  it("[P14] is done without where there is no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined)
    vi.resetModules()
    const { Kernel: Missing } = await import("../../src/internal/kernel.ts")
    assert.isUndefined(Missing.shared)
    const { UsageDecoder: Decoder } = await import("../../src/internal/decoder.ts")
    const workspace = new Workspace()
    const decoder = new Decoder({
      ...window,
      maxValueBytes: 65_536,
      detectRepeats: true,
      reuseBatches: true,
      workspace
    })
    const batch = Result.getOrThrow(decoder.push(utf8.encode(body(record(), record({ job_id: "job_2" })))))
    assert.strictEqual(batch.size, 2)
    vi.unstubAllGlobals()
  })
})
