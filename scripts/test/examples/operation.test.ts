import { globSync, readFileSync } from "node:fs"
import path from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Cents, DateRange } from "@varg-usage/core"
import { BigDecimal, Effect } from "effect"

import { root } from "../../report.ts"
import { amount, emulated, fine, linesOf, month, patience, range, truth } from "./running.ts"

const refused = { environment: { VARG_API_KEY: "varg_other" } }

describe.concurrent("examples of operation", patience, () => {
  const run = emulated()

  it.live("02 prints how many records a day has, and what to do about a refused key", () =>
    Effect.gen(function* () {
      const [day, other] = yield* Effect.all([run("02-one-day-every-error"), run("02-one-day-every-error", refused)], {
        concurrency: "unbounded"
      })
      assert.match(fine(day).join("\n"), /^[1-9]\d* records of \d{4}-\d\d-\d\d, \d+ of them cached$/u)
      assert.deepStrictEqual(other, { exitCode: 0, stdout: "", stderr: "The key is refused: make a new one.\n" })
    })
  )

  it.live("those that fail say why in one sentence on stderr, and leave stdout to results", () =>
    Effect.gen(function* () {
      const ran = yield* Effect.all(
        [
          run("06-models-and-capabilities", refused),
          run("11-csv-and-ndjson", refused),
          run("11-csv-and-ndjson", { args: ["csv", "2026-99"] }),
          run("05-quarter-with-progress", { args: ["2026-02-30"], environment: { VARG_API_KEY: "" } })
        ],
        { concurrency: "unbounded" }
      )
      for (const { exitCode, stderr, stdout } of ran) {
        assert.deepStrictEqual([exitCode, stdout], [1, ""])
        assert.match(stderr, /^[^\n]*\.\n$/u)
      }
    })
  )

  it.live("03 sends the library's spans and metrics with the application's own", () =>
    Effect.gen(function* () {
      const [records, ...sent] = fine(yield* run("03-metrics-and-spans-over-otlp"))
      assert.match(records ?? "", /^[1-9]\d* records$/u)
      assert.deepStrictEqual(sent.toSorted(), [
        "/v1/metrics costs_reports_total varg_usage_body_bytes varg_usage_circuit_state varg_usage_records_total varg_usage_request_milliseconds varg_usage_requests_total varg_usage_throttled_milliseconds",
        "/v1/traces UsageAggregate.total UsageAggregate.window UsageClient.attempt UsageClient.foldWindow costs.report"
      ])
    })
  )

  it.live("04 succeeds or fails as each policy says", () =>
    Effect.gen(function* () {
      const { records } = truth(range("2026-02-13", "2026-02-13"))
      assert.deepStrictEqual(fine(yield* run("04-retry-policies")), [
        `interactive: ${records} records; requests of this call: 3`,
        "hasty: The gateway failed (503: Try again) at attempt 2. Try again later.",
        `schedule: ${records} records; requests of this call: 3`,
        "none: The gateway failed (503: Try again) at the first attempt. Try again later.",
        `none, and again later: ${records} records; requests of this call: 1`
      ])
    })
  )

  it.live("09 exits with 0 within the limit, 2 over it, and 1 when it can't read", () =>
    Effect.gen(function* () {
      const runs = [undefined, { args: ["--month", "2026-03", "--limit", "100000.5"] }, refused]
      const [within, over, unread] = yield* Effect.forEach(runs, (options) => run("09-budget-check", options), {
        concurrency: "unbounded"
      })
      const march = truth(month("2026-03"))
      const until = (day: string) =>
        Cents.sum([...march.byDay].filter(([date]) => date <= day).map(([, { costCents }]) => costCents))
      const crossing = [...march.byDay.keys()].find((day) => BigDecimal.isGreaterThan(until(day), amount("100000.5")))
      assert.deepStrictEqual(within, {
        exitCode: 0,
        stdout: `2026-02: warning, ${truth(month("2026-02")).costText} of 150000 cents\n`,
        stderr: ""
      })
      assert.deepStrictEqual(over, {
        exitCode: 2,
        stdout: `2026-03: exceeded, ${march.costText} of 100000.5 cents\nThe limit falls on ${crossing}.\n`,
        stderr: "Over budget\n"
      })
      assert.deepStrictEqual([unread?.exitCode, unread?.stdout], [1, ""])
      assert.match(unread?.stderr ?? "", /^The gateway refused the API key [^\n]*\n$/u)
    })
  )

  it.live("12 runs three tests, none of which fails", () =>
    Effect.gen(function* () {
      assert.includeMembers([...fine(yield* run("12-test-your-own-code"))], ["ℹ tests 3", "ℹ pass 3", "ℹ fail 0"])
    })
  )

  it.live("13 prints the week on stdout, and each request on stderr", () =>
    Effect.gen(function* () {
      const week = range("2026-02-09", "2026-02-15")
      const { exitCode, stderr, stdout } = yield* run("13-custom-transport")
      const { costText, records } = truth(week)
      assert.deepStrictEqual([exitCode, stdout], [0, `2026-02-09..2026-02-15: ${costText} cents for ${records} jobs\n`])
      assert.deepStrictEqual(
        new Set(linesOf(stderr).map((line) => /^GET \/v1\/usage\?from=(\S+)&to=\1: 200 in \d+ ms$/u.exec(line)?.[1])),
        new Set(DateRange.days(week))
      )
    })
  )

  it.live("14 leaves no request under way, however it is stopped", () =>
    Effect.gen(function* () {
      const { costText } = truth(range("2025-01-01", "2025-01-07"))
      assert.deepStrictEqual(fine(yield* run("14-cancellation")), [
        `${costText} cents were spent by 2025-01-07; requests under way: 0`,
        "Not within 100 milliseconds; requests under way: 0",
        "Aborted; requests under way: 0"
      ])
    })
  )
})

describe("the examples", () => {
  const names = globSync("examples/*.ts", { cwd: root })
    .map((file) => path.basename(file, ".ts"))
    .toSorted()
  const textOf = (file: string) => readFileSync(path.join(root, file), "utf8")

  it("are numbered, tested, shorter than 60 lines, and in the readme in their order", () => {
    const tests = globSync("scripts/test/examples/*.test.ts", { cwd: root }).map(textOf).join("\n")
    const listed = Array.from(textOf("examples/README.md").matchAll(/\]\(\.\/([\w-]+)\.ts\)/gu), ([, name]) => name)
    assert.deepStrictEqual(listed, names)
    assert.deepStrictEqual(
      names.map((name) => name.slice(0, 2)),
      names.map((_, index) => String(index + 1).padStart(2, "0"))
    )
    assert.deepStrictEqual(
      names.filter((name) => !tests.includes(`run("${name}"`)),
      []
    )
    assert.deepStrictEqual(
      names.filter((name) => linesOf(textOf(`examples/${name}.ts`)).length >= 60),
      []
    )
  })
})
