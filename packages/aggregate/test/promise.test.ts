import { createServer } from "node:http"

import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DayJson, ReportJson, UsageAggregate, UsageServices } from "@varg-usage/aggregate"
import * as Face from "@varg-usage/aggregate/promise"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { Effect, Layer, Stream } from "effect"
import { HttpServer } from "effect/http"

import { month } from "./emulated.ts"
import { all, canary, failure, february, over } from "./fetched.ts"

describe("createUsageClient", () => {
  it.live(
    "[P1] [P19] a report and its days are the truth, as exact decimals in cents",
    over(async ({ emulator, usage }) => {
      const truth = await Effect.runPromise(emulator.truth(month))
      const report: Face.UsageReport = await usage.report(february)
      assert.deepStrictEqual([report.totalCents, report.records], [truth.costText, truth.records])
      assert.deepStrictEqual(
        new Map(report.rollups[0]?.cells.map(({ costCents, key }) => [key.model, costCents])),
        new Map([...truth.byModel].map(([model, { costText }]) => [model, costText]))
      )
      const days = await all(usage.days(february))
      assert.deepStrictEqual(
        days.map((day) => [day.date, day._tag === "DayRollup" ? day.totalCents : day.message]),
        [...truth.byDay].map(([date, { costText }]) => [date, costText])
      )
    })
  )

  it.live(
    "[P18] a report and its days are the documents of ReportJson and DayJson",
    over(async ({ fetch, usage }) => {
      const services = UsageServices.layer({ apiKey: Emulator.demoKey, gatewayUrl: "http://localhost", fetch })
      const read = Effect.flatMap(UsageAggregate.UsageAggregate, (aggregate) =>
        Effect.all([aggregate.total(month), Stream.runCollect(aggregate.days(month))])
      )
      const [report, days] = await Effect.runPromise(Effect.provide(read, services))
      assert.deepStrictEqual(await usage.report(february), JSON.parse(ReportJson.render(report)))
      assert.deepStrictEqual(
        await all(usage.days(february)),
        days.map((day) => JSON.parse(DayJson.render(DayJson.make(day))) as Face.Day)
      )
    })
  )

  it.live(
    "[P1] records have every digit of their cost, and their instant in ISO 8601",
    over(
      async ({ usage }) => {
        const { summary, totalCents, usage: records } = await usage.getUsage({ from: "2026-02-01", to: "2026-02-01" })
        assert.deepStrictEqual(
          records.map(({ costCents, createdAt }) => [costCents, createdAt]),
          [
            ["0.000000000000000000001", "2026-02-01T00:00:00.000Z"],
            ["123456789012345678901234567890", "2026-02-01T12:30:00.000Z"]
          ]
        )
        assert.strictEqual(totalCents, "123456789012345678901234567890.000000000000000000001")
        assert.deepInclude(summary, { sumCents: totalCents, agreement: "exact", rejected: summary.rejected })
        assert.deepStrictEqual(JSON.parse(JSON.stringify(summary)), { ...summary })
      },
      {
        dataset: UsageDataset.fromRecords(
          [
            ["0.000000000000000000001", "2026-02-01T00:00:00Z"] as const,
            ["123456789012345678901234567890", "2026-02-01T13:30:00+01:00"] as const
          ].map(([cost_cents, created_at]) => ({
            job_id: `job_${cost_cents}`,
            model: "fal:flux",
            capability: "image",
            cost_cents,
            cache_hit: false,
            created_at
          }))
        )
      }
    )
  )

  it.live(
    "filters and groups as the services do, with bounds of cost as text",
    over(async ({ usage }) => {
      const { rollups } = await usage.report({
        ...february,
        by: [[]],
        where: { model: ["fal:*"], minCents: "8.5", maxCents: "12.5" }
      })
      const { maxCents, minCents } = rollups[0]?.cells[0] ?? assert.fail("nothing found")
      assert.isTrue(Number(minCents) >= 8.5 && Number(maxCents) <= 12.5, `${minCents} to ${maxCents}`)
    })
  )

  it.live(
    "[P28] a hundred equal questions at once are one request a day",
    over(async ({ emulator, usage }) => {
      const reports = await Promise.all(Array.from({ length: 100 }, () => usage.report(february)))
      assert.strictEqual(new Set(reports.map((report) => JSON.stringify(report))).size, 1)
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), 28)
    })
  )

  it.live("[P1] asks over the platform's own fetch and a socket when it is given none", () =>
    HttpServer.addressFormattedWith((gatewayUrl) =>
      Effect.gen(function* () {
        const truth = yield* (yield* Emulator.Emulator).truth(month)
        yield* Effect.promise(async () => {
          await using usage = Face.createUsageClient({ apiKey: Emulator.demoKey, gatewayUrl })
          const days = await all(usage.days({ ...february, plan: "adaptive" }))
          assert.strictEqual(days.length, 28)
          assert.strictEqual((await usage.report(february)).totalCents, truth.costText)
          await using refused = Face.createUsageClient({ apiKey: canary, gatewayUrl })
          assert.strictEqual((await failure(refused.report(february)))._tag, "AuthError")
        })
      })
    ).pipe(
      Effect.provide(
        Emulator.layerServer().pipe(
          Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
        )
      )
    )
  )
})
