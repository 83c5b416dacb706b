/** Ways to get from a file of bytes to the cost per model, each run in a process of its own. */
import { createReadStream } from "node:fs"
import { readFile } from "node:fs/promises"
import { Readable } from "node:stream"

import { UsageAggregate } from "@varg-usage/aggregate"
import { UsageClient } from "@varg-usage/core"
import { BigDecimal, Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"

import { date } from "./document.ts"

/** Cost per model in cents, to compare with a tolerance: not every contender is exact. */
type Costs = ReadonlyMap<string, number>

/** What people write: the whole document, then a loop. It checks nothing, and sums in floating point. */
const parseAndLoop = async (file: string): Promise<Costs> => {
  const { usage } = JSON.parse(await readFile(file, "utf8")) as {
    readonly usage: ReadonlyArray<{ readonly model: string; readonly cost_cents: number }>
  }
  const costs = new Map<string, number>()
  for (const { cost_cents, model } of usage) costs.set(model, (costs.get(model) ?? 0) + cost_cents)
  return costs
}

/** The client and the aggregation with all their checks, over a transport that reads the file. */
const vargUsage =
  (options: Partial<UsageClient.Options>) =>
  async (file: string): Promise<Costs> => {
    const transport = HttpClient.make((request) =>
      Effect.sync(() => {
        const body = Readable.toWeb(createReadStream(file, { highWaterMark: 65_536 })) as ReadableStream<Uint8Array>
        const headers = { "content-type": "application/json" }
        return HttpClientResponse.fromWeb(request, new Response(body, { headers }))
      })
    )
    const usage = UsageAggregate.layer.pipe(
      Layer.provide(UsageClient.layer({ apiKey: Redacted.make("varg_bench"), ...options })),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, transport))
    )
    const report = await UsageAggregate.UsageAggregate.pipe(
      Effect.flatMap((aggregate) => aggregate.total({ from: date, to: date }, { by: [["model"]] })),
      Effect.provide(usage),
      Effect.runPromise
    )
    const cells = report.rollups.flatMap((rollup) => rollup.cells)
    return new Map(cells.map(({ costCents, key }) => [key.model ?? "", BigDecimal.toNumberUnsafe(costCents)]))
  }

export const contenders: Readonly<Record<string, (file: string) => Promise<Costs>>> = {
  "JSON.parse + loop": parseAndLoop,
  "varg-usage": vargUsage({}),
  "varg-usage, detectRepeats off": vargUsage({ detectRepeats: false })
}
