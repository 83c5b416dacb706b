import { assert, describe, it } from "@effect/vitest"
import { Cents } from "@varg-usage/core"
import { BigDecimal, Effect } from "effect"

import { emulated, fine, linesOf, month, patience, range, sumOf, truth } from "./running.ts"

const february = truth(month("2026-02"))

describe.concurrent("examples that report", patience, () => {
  const run = emulated()

  it.live("01 prints models and capabilities, each of which add up to the total", () =>
    Effect.gen(function* () {
      const lines = fine(yield* run("01-last-30-days"))
      const amountsOf = (dimension: string) =>
        lines.flatMap((line) => new RegExp(`^\\{ ${dimension}: '.*' \\} (\\S+)$`, "u").exec(line)?.[1] ?? [])
      const [, total] = /^(\S+) cents for [1-9]\d* jobs$/u.exec(lines.at(-1) ?? "") ?? []
      assert.deepStrictEqual([sumOf(amountsOf("model")), sumOf(amountsOf("capability"))], [total, total])
    })
  )

  it.live("05 prints exact months on stdout and its progress, without colours, on stderr", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run("05-quarter-with-progress")
      const months = ["2026-01", "2026-02", "2026-03"].map((text) => ({ text, ...truth(month(text)) }))
      const whole = truth(range("2026-01-01", "2026-03-31"))
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(linesOf(stdout), [
        ...months.map(({ costText, records, text }) => `${text}  ${costText} cents, ${records} jobs`),
        `Total    ${whole.costText} cents, ${whole.records} jobs`
      ])
      assert.deepStrictEqual(
        linesOf(stderr).map((line) => /^█+░* (\d+ of 90 days), \S+ cents$/u.exec(line)?.[1]),
        ["30 of 90 days", "60 of 90 days", "90 of 90 days"]
      )
    })
  )

  it.live("06 prints what each capability and the dearest models cost", () =>
    Effect.gen(function* () {
      const [capabilities = [], models = []] = fine(yield* run("06-models-and-capabilities"))
        .join("\n")
        .split("\n\n")
        .map((part) =>
          linesOf(part)
            .slice(1)
            .map((line) => line.split(/\s{2,}/u))
        )
      assert.deepStrictEqual(
        new Map(capabilities.map(([name, cost]) => [name, cost])),
        new Map(Array.from(february.byCapability, ([name, { costText }]) => [name, costText]))
      )
      const listed = models.slice(0, -1).map(([name, cost]) => [name, cost])
      assert.deepStrictEqual(
        listed,
        listed.map(([name = ""]) => [name, february.byModel.get(name)?.costText])
      )
      assert.deepStrictEqual(
        [listed.length, models.at(-1)?.[0], sumOf(models.map(([, cost]) => cost))],
        [5, `${february.byModel.size - 5} others`, february.costText]
      )
    })
  )

  it.live("07 prints days as the clocks of each place show them", () =>
    Effect.gen(function* () {
      const lines = fine(yield* run("07-local-time-zones"))
      const utc = Array.from(
        truth(range("2026-03-28", "2026-03-30")).byDay,
        ([date, { costText, records }]) =>
          `  ${date}, 24 hours: ${records} jobs, ${costText} cents, most jobs at ${date}T`
      )
      assert.deepStrictEqual(
        [lines[0], ...lines.slice(1, 4).map((line) => line.slice(0, line.lastIndexOf("T") + 1)), lines[4]],
        ["UTC", ...utc, "Europe/Berlin"]
      )
      assert.deepStrictEqual(
        lines.flatMap((line) => (line.includes(" 23 hours") ? line.slice(0, 12) : [])),
        ["  2026-03-29"]
      )
      assert.match(lines[6] ?? "", / 2026-03-29T\d\d:00\+02:00$/u)
    })
  )

  it.live("08 prints what changed, the largest changes first", () =>
    Effect.gen(function* () {
      const [head, ...rows] = fine(yield* run("08-compare-months")).map((line) => line.split(/\s{2,}/u))
      const change = BigDecimal.subtract(truth(month("2026-08")).costCents, truth(month("2026-07")).costCents)
      assert.deepStrictEqual(head, ["2026-07 to 2026-08", "change", "= volume", "+ mix", "+ price"])
      assert.deepStrictEqual(rows.pop()?.slice(0, 2), [
        "All models",
        Cents.format(BigDecimal.round(change, { scale: 0 }))
      ])
      const sizes = rows.map(([, size]) => Math.abs(Number(size)))
      assert.strictEqual(sizes.length, 8)
      assert.deepStrictEqual(
        sizes,
        sizes.toSorted((self, that) => that - self)
      )
    })
  )

  it.live("10 adds up accounts that have spent differently", () =>
    Effect.gen(function* () {
      const research = truth(month("2026-02"), "research")
      const lines = fine(yield* run("10-several-accounts"))
      const alone = yield* run("10-several-accounts", {
        environment: { RESEARCH_VARG_API_KEY: undefined, RESEARCH_VARG_GATEWAY_URL: undefined }
      })
      assert.match(alone.stderr, /^research is left out: .*\n$/u)
      assert.strictEqual(linesOf(alone.stdout).at(-1), `Together: ${february.costText} cents`)
      assert.notStrictEqual(february.costText, research.costText)
      assert.deepStrictEqual(
        [...lines.slice(0, 2), lines.at(-1)],
        [
          `design: ${february.costText} cents for ${february.records} jobs`,
          `research: ${research.costText} cents for ${research.records} jobs`,
          `Together: ${sumOf([february.costText, research.costText])} cents`
        ]
      )
    })
  )

  it.live("11 writes CSV, NDJSON and records, each of which add up to the month", () =>
    Effect.gen(function* () {
      const read = (...args: ReadonlyArray<string>) => Effect.map(run("11-csv-and-ndjson", { args }), fine)
      const [[header, ...rows], cells, records] = yield* Effect.all(
        [read(), read("ndjson", "2026-02"), read("records", "2026-02")],
        { concurrency: "unbounded" }
      )
      const objects = (lines: ReadonlyArray<string>) => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
      assert.match(header ?? "", /^by,model,day,cost_cents,/u)
      assert.deepStrictEqual(
        [
          sumOf(rows.map((row) => row.split(",")[3])),
          sumOf(objects(cells).map(({ costCents }) => String(costCents))),
          sumOf(objects(records).map(({ cost_cents }) => String(cost_cents))),
          records.length
        ],
        [february.costText, february.costText, february.costText, february.records]
      )
    })
  )

  it.live("15 tells each tenant what it has spent itself", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        fine(yield* run("15-many-tenants")),
        ["acme", "globex", "acme"].map(
          (tenant) => `${tenant}, 2026-01: ${truth(month("2026-01"), tenant).costText} cents`
        )
      )
    })
  )
})
