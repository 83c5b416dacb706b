/** This project with all of its checks, over the same transports as Effect's own readers. */
import { UsageAggregate } from "@varg-usage/aggregate"
import { CalendarDate, Cents, type DateRange, RetryPolicy, UsageBatch, UsageClient } from "@varg-usage/core"
import { Duration, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import type { HttpClient } from "effect/http"

import type { Rollup } from "../data/rollup.ts"
import { type Contender, isAddress, type Task } from "./contender.ts"
import { RecordSum } from "./recordSum.ts"
import { transportTo } from "./transport.ts"

/** Days through client and aggregation, as reports are made. */
export const rollup: Contender = (task) => total(task, {})

/** Without a look for rows that stand twice, and so in constant memory. */
export const rollupWithoutRepeats: Contender = (task) => total(task, { detectRepeats: false })

/** The columns of the client, summed exactly in a loop of one's own. */
export const batches: Contender = (task) =>
  foldWindow(task, {}, { initial: () => new ColumnSum(), step: (sum, batch) => sum.add(batch) })

/** Every row as a record, of which a consumer touches the cost and the id. */
export const records: Contender = (task) => foldRecords(task, {})

export const recordsWithoutRepeats: Contender = (task) => foldRecords(task, { detectRepeats: false })

type Options = Pick<UsageClient.Options, "detectRepeats">

type Transport = Layer.Layer<HttpClient.HttpClient>

/** Days through client and aggregation, over a transport of one's own. */
export const rollupOver =
  (transport: Transport, options: Options = {}): Contender =>
  (task) =>
    total(task, options, transport)

async function total(task: Task, options: Options, transport = transportTo(task.source)): Promise<Rollup> {
  const { concurrency } = task
  const report = await runtimeFor(task, options, transport).runPromise(
    Effect.flatMap(UsageAggregate.UsageAggregate, (aggregate) =>
      aggregate.total(rangeOf(task), { by: [["model", "capability"]], concurrency })
    )
  )
  return report.rollups.flatMap(({ cells }) =>
    cells.map(({ costCents, key }) => [key.model ?? "", key.capability ?? "", Cents.format(costCents)] as const)
  )
}

function rangeOf({ dates }: Task): DateRange.DateRange {
  const [from = CalendarDate.min] = dates
  return { from, to: dates.at(-1) ?? from }
}

function foldRecords(task: Task, options: Options): Promise<Rollup> {
  const step = (sum: RecordSum, batch: UsageBatch.UsageBatch) => {
    for (const { costCents = Cents.zero, jobId = "" } of UsageBatch.records(batch)) {
      sum.add(jobId, Number(costCents.value) / 10 ** costCents.scale)
    }
    return sum
  }
  return foldWindow(task, options, { initial: () => new RecordSum(), step })
}

async function foldWindow<S extends { readonly value: Rollup }>(
  task: Task,
  options: Options,
  fold: UsageClient.Fold<S>
): Promise<Rollup> {
  const { state } = await runtimeFor(task, options).runPromise(
    Effect.flatMap(UsageClient.UsageClient, (client) => client.foldWindow(rangeOf(task), fold, { reuseBatches: true }))
  )
  return state.value
}

/** Exact sums by model and capability. */
class ColumnSum {
  private readonly cells: Array<{
    readonly model: string
    readonly capability: string
    readonly cents: Cents.CentsSum
  }> = []

  add(batch: UsageBatch.UsageBatch): this {
    for (let row = 0; row < batch.size; row++) {
      const micros = batch.costMicros[row] ?? Number.NaN
      const { cents } = this.cell(batch, row)
      if (Number.isNaN(micros)) cents.add(batch.exactCosts.get(row) ?? Cents.zero)
      else cents.addMicros(micros)
    }
    return this
  }

  get value(): Rollup {
    return Object.values(this.cells).map(
      ({ capability, cents, model }) => [model, capability, Cents.format(cents.value)] as const
    )
  }

  private cell({ capabilities, capability, model, models }: UsageBatch.UsageBatch, row: number) {
    const [place, other] = [model[row] ?? -1, capability[row] ?? -1]
    return (this.cells[place * 16 + other] ??= {
      model: models[place] ?? "",
      capability: capabilities[other] ?? "",
      cents: new Cents.CentsSum()
    })
  }
}

/** A layer of the client and of the aggregation, which keeps no answer: each call asks again. */
const usageOver = (source: string, options: Options, transport: Transport) => {
  const client = UsageClient.layer({
    apiKey: Redacted.make("varg_bench"),
    gatewayUrl: isAddress(source) ? source : "http://localhost",
    retry: { ...RetryPolicy.none, attemptTimeout: Duration.minutes(10), deadline: Duration.minutes(10) },
    ...options
  })
  return UsageAggregate.layerWith({ keptWindows: 0 }).pipe(Layer.provideMerge(client), Layer.provide(transport))
}

type Services = UsageAggregate.UsageAggregate | UsageClient.UsageClient

let runtime: ManagedRuntime.ManagedRuntime<Services, unknown> | undefined

/** One client for all calls of a process. */
function runtimeFor({ source }: Task, options: Options, transport = transportTo(source)) {
  return (runtime ??= ManagedRuntime.make(usageOver(source, options, transport)))
}
