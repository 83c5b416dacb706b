import { assert, describe, it } from "@effect/vitest"
import { ReportCsv, ReportJson, ReportMarkdown, ReportNdjson, Rollup, UsageReport } from "@varg-usage/aggregate"
import { Cents, DateRange, UsageError } from "@varg-usage/core"
import { Fault, UsageDataset } from "@varg-usage/emulator"
import { BigDecimal, Cause, Duration, Effect, Result, Schema } from "effect"

import * as Failure from "../src/Failure.ts"
import { canary, dataset, noon, run } from "./program.ts"

const lastThree = Result.getOrThrow(DateRange.parse("2026-11-20", "2026-11-22"))
const truth = dataset.truth(lastThree, { until: noon })

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(UsageReport.UsageReport))

/** The records of a day, the first of them moved to another. */
const astray = Fault.Tamper({
  records: ([first, ...others]) =>
    first === undefined ? [] : [{ ...first, created_at: "2026-01-01T00:00:00Z" }, ...others]
})

describe("varg-usage report", () => {
  it.effect("[P1] reports the truth to the last fraction of a cent, per model and per capability", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["report", "--last", "3", "--format", "json"])
      const report = decode(stdout)
      assert.strictEqual(Cents.format(report.totalCents), truth.costText)
      assert.strictEqual(report.records, truth.records)
      assert.deepStrictEqual(
        report.rollups.map(({ by }) => by),
        [["model"], ["capability"]]
      )
      for (const rollup of report.rollups) {
        assert.isTrue(BigDecimal.equals(Rollup.total(rollup).costCents, report.totalCents))
      }
      assert.deepStrictEqual([exitCode, stderr], [0, ""])
    })
  )

  it.effect("is what runs without a subcommand, and prints a table", () =>
    Effect.gen(function* () {
      const named = yield* run(["report", "--last", "3"])
      assert.deepStrictEqual(yield* run(["--last", "3"]), named)
      assert.include(
        named.stdout,
        `\nTotal: ${Number(truth.costText).toLocaleString("en-US", { maximumFractionDigits: 4 })} cents (`
      )
      assert.include(named.stdout, `Reconciled: ${truth.records} records of 3 of 3 days agree with total_cents`)
      assert.include((yield* run([])).stdout, "Usage of 2026-10-24 to 2026-11-22, 30 days, UTC\n")
    })
  )

  it.effect("makes one rollup over every --by, in any format", () =>
    Effect.gen(function* () {
      const by = ["--last", "3", "--by", "provider", "--by", "cacheHit", "--by", "provider"]
      assert.deepStrictEqual(
        decode((yield* run([...by, "--json"])).stdout).rollups.map((rollup) => rollup.by),
        [["provider", "cacheHit"]]
      )
      assert.match((yield* run([...by, "--format", "csv"])).stdout, /^by,provider,cache_hit,cost_cents,.*\r\n/u)
      const [line] = (yield* run([...by, "--format", "ndjson"])).stdout.split("\n")
      assert.deepInclude(JSON.parse(line ?? ""), { by: ["provider", "cacheHit"] })
      const markdown = (yield* run([...by, "--format", "markdown"])).stdout
      assert.include(markdown, "\n### By provider and cache\n\n| Provider | Cache | Cost (cents) |")
    })
  )

  it.effect("[P23] prints the texts of the library to stdout as they are, and nothing else", () =>
    Effect.gen(function* () {
      const report = decode((yield* run(["--last", "3", "--json"])).stdout)
      const texts = {
        json: ReportJson.render(report),
        csv: ReportCsv.render(report),
        ndjson: ReportNdjson.render(report),
        markdown: ReportMarkdown.render(report)
      }
      for (const [format, text] of Object.entries(texts)) {
        assert.strictEqual(`${(yield* run(["--last", "3", "--format", format])).stdout}\n`, text)
      }
    })
  )

  it.effect("[P23] prints what does not reconcile, says so on stderr, and ends with 4", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["--last", "3"], { faults: () => astray })
      assert.strictEqual(exitCode, 4)
      assert.include(stdout, "\n\nNot reconciled: 0 of 3 days agree with total_cents")
      assert.include(stdout, "\n  2026-11-20..2026-11-22: 3 records of another day came along (")
      assert.match(stderr, /^varg-usage: Not reconciled: 0 of 3 days agree/u)
    })
  )

  it.effect("reports an account that spent nothing, in every format", () =>
    Effect.gen(function* () {
      const idle = { dataset: UsageDataset.make({ recordsPerDay: 0 }) }
      const { exitCode, stdout } = yield* run(["--last", "3"], idle)
      assert.strictEqual(exitCode, 0)
      assert.include(stdout, "\nCost by day: 2026-11-20 ▁▁▁ 2026-11-22\n\nTotal: 0 cents ($0.00)\n")
      assert.include(stdout, "Reconciled: 0 records of 3 of 3 days agree")
      assert.strictEqual((yield* run(["--last", "3", "--format", "ndjson"], idle)).stdout, "")
      assert.match((yield* run(["--last", "3", "--format", "csv"], idle)).stdout, /^by,model,.*max_cents\r$/u)
    })
  )

  it.effect("tells each window and each day on stderr when asked to", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(["--last", "3", "--json", "--verbose"])
      assert.strictEqual(decode(stdout).records, truth.records)
      const told = Array.from(stderr.matchAll(/2026-11-\d\d(?=: \d+ records, [\d,.]+ cents$)/gmu), ([day]) => day)
      assert.deepStrictEqual(told, DateRange.days(lastThree).map(String))
      assert.match(stderr, /Read 2026-11-20\.\.2026-11-22: \d+ rows/u)
    })
  )
})

describe("varg-usage, mistyped", () => {
  const refused: ReadonlyArray<readonly [args: ReadonlyArray<string>, message: string]> = [
    [["--from", "2026-02-30"], `--from: "2026-02-30" is not a date of the calendar. Write it as YYYY-MM-DD.`],
    [["--last", "0"], "--last: A number of days must be a whole number from 1, not 0."],
    [["--last", "3", "--month", "2026-10"], "--last and --month each select the days. Use one of them."],
    [["--concurrency", "0"], "Expected a whole number from 1 to 32, got 0"],
    [["--by", "team"], `"model" | "capability" | "provider" | "cacheHit" | "cost" | "hour" | "day"`],
    [["--json", "--format", "csv"], "--json and --format csv exclude each other."],
    [["--fromm", "2026-01-01"], "--from"],
    [["--plan", "gold"], "Expected free, pro or a number of requests a minute, got gold"],
    [["raport"], "report"],
    [["--api-key", canary], "Unrecognized flag: --api-key"],
    [["emulator", "--port", "70000"], "Expected a port from 0 to 65535, got 70000"],
    [["emulator", "--from", "2026-03-01", "--to", "2026-02-01"], "Swap the two dates."]
  ]
  it.effect.each(refused)("[P23] %s is told on stderr alone, and ends with 2", ([args, message]) =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(args)
      assert.deepStrictEqual([exitCode, stdout], [2, ""])
      assert.match(stderr, /^varg-usage: /u)
      assert.include(stderr, message)
      assert.notInclude(stderr, "    at ")
    })
  )
})

describe("varg-usage and its gateway", () => {
  const answers: ReadonlyArray<readonly [fault: Fault.Fault, exitCode: number, message: string]> = [
    [Fault.error(401, "AuthError", `Bad key ${canary}`), 3, "Check the key"],
    [Fault.error(403, "Forbidden", "No"), 3, "may not read usage"],
    [Fault.htmlPage(200), 1, "VARG_GATEWAY_URL is not set, so the vendor's own was asked."],
    [Fault.htmlPage(403), 1, "It is not about the key"],
    [Fault.error(422, "InvalidRequest", "No"), 1, "Request id: req_00000000."],
    [Fault.error(402, "InsufficientBalanceError", canary), 1, "Top up"],
    [Fault.Respond({ status: 200, body: "{}" }), 1, "another shape than the contract"],
    [Fault.Respond({ status: 302, headers: { location: `https://elsewhere.example/?key=${canary}` } }), 1, "redirects"]
  ]
  it.effect.each(answers)(
    "[P9] [P23] %s: one sentence on stderr, the exit code, and never the key",
    ([fault, code, message]) =>
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(["--last", "2", "--log-level", "all"], {
          environment: { VARG_API_KEY: canary },
          faults: () => fault
        })
        assert.deepStrictEqual([exitCode, stdout], [code, ""])
        assert.match(stderr, /^varg-usage: .*\.$/u)
        assert.include(stderr, message)
        assert.notInclude(stderr, canary)
      })
  )

  it("[P23] names the gateway where no connection to it was made, and not where it was slow", () => {
    const told = (phase: UsageError.AttemptTimeout["phase"]) => {
      const call = { window: lastThree, attempts: 1, elapsed: Duration.zero, limit: Duration.seconds(10) }
      return Failure.message(Cause.fail(new UsageError.AttemptTimeout({ ...call, phase })), "https://gateway.example")
    }
    assert.include(told("connect"), "VARG_GATEWAY_URL is https://gateway.example.")
    assert.notInclude(told("headers"), "VARG_GATEWAY_URL")
  })

  it.effect("[P9] keeps the key out of defects, whose words are not ours", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["--last", "2", "--log-level", "all"], {
        environment: { VARG_API_KEY: canary },
        faults: () => {
          throw new TypeError(`Headers.append: "Bearer ${canary}" is an invalid header value.`)
        }
      })
      assert.deepStrictEqual([exitCode, stdout], [1, ""])
      assert.match(
        stderr,
        /^varg-usage: Something went wrong .* "Bearer <redacted>" is an invalid .*Please report this\.$/u
      )
    })
  )

  const environments: ReadonlyArray<readonly [environment: Record<string, string>, exitCode: number, message: string]> =
    [
      [{ VARG_API_KEY: "" }, 3, "VARG_API_KEY is not set. Give the key in the variable VARG_API_KEY."],
      [{ VARG_API_KEY: `${canary}\n` }, 3, "VARG_API_KEY is empty, or holds white space"],
      [{ VARG_GATEWAY_URL: "https://gateway.example" }, 3, "VARG_API_KEY is not"],
      [
        { VARG_API_KEY: canary, VARG_GATEWAY_URL: "http://gateway.example" },
        2,
        "VARG_GATEWAY_URL must begin with https://"
      ],
      [{ VARG_API_KEY: canary, VARG_GATEWAY_URL: "gateway" }, 2, "VARG_GATEWAY_URL is no URL"]
    ]
  it.effect.each(environments)(
    "[P10] refuses the environment %j before anything is sent",
    ([environment, code, message]) =>
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(["--last", "2"], {
          environment,
          faults: () => assert.fail("a request was sent")
        })
        assert.deepStrictEqual([exitCode, stdout], [code, ""])
        assert.include(stderr, message)
        assert.notInclude(stderr, canary)
      })
  )
})

describe("varg-usage --help", () => {
  it.effect("tells the commands, the flags, the environment and the exit codes", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* run(["--help"])
      assert.deepStrictEqual([exitCode, stderr], [0, ""])
      for (const text of ["report", "emulator", "--by", "--month", "VARG_API_KEY", "Exit codes", "4 not reconciled"]) {
        assert.include(stdout, text)
      }
      assert.notInclude(stdout, "api-key")
    })
  )

  it.effect("has the version of the package, and completions for shells", () =>
    Effect.gen(function* () {
      const { default: manifest } = yield* Effect.promise(() => import("../package.json", { with: { type: "json" } }))
      assert.include((yield* run(["--version"])).stdout, manifest.version)
      assert.include((yield* run(["--completions", "bash"])).stdout, "varg-usage")
    })
  )
})
