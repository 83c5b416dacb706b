/** Over loopback HTTP from another process: what an application sees, from the call to the rollup. */
import { bytesOf, days, document } from "../data/dataset.ts"
import { race, type Result } from "../race.ts"
import { more, over, peakBytes, stallMillis, times, warmMillis } from "../report/statistics.ts"
import { factor, micros, table } from "../report/table.ts"
import { serving } from "../serving.ts"
import {
  comparison,
  drain,
  faster,
  named,
  ours,
  oursOff,
  oursUndici,
  oursUndiciOff,
  overHttp,
  within
} from "./comparison.ts"
import type { Section, Settings, Suite } from "./suite.ts"

const byHand = "`fetch` + `json()` + loop"
const schemaBody = "Effect `schemaBodyJson`"

export const http: Suite = async (settings) => [
  await large(settings),
  await oneDay(settings, 1000),
  await oneDay(settings, 1)
]

async function large(settings: Settings): Promise<Section> {
  const data = document(settings.records)
  const results = await serving(data, 0, (taskWith) => {
    const common = { task: taskWith(1), iterations: settings.quick ? 2 : 4 }
    const { rollup: truth } = data.truth
    return race(
      "http",
      [
        { ...common, name: byHand, contender: "fetchJson", truth },
        { ...common, name: "read and drop, `fetch`", contender: "fetchAndDrop", truth: bytesOf(data) },
        { ...common, name: drain, contender: "effectDrain", truth: bytesOf(data), isBase: true },
        { ...common, name: schemaBody, contender: "effectSchemaBody", truth },
        { ...common, name: "Effect `schemaBodyJson`, compiled", contender: "effectSchemaBodyCompiled", truth },
        { ...common, name: ours, contender: "rollup", truth },
        { ...common, name: oursOff, contender: "rollupWithoutRepeats", truth },
        { ...common, name: oursUndici, contender: "rollupUndici", truth },
        { ...common, name: oursUndiciOff, contender: "rollupUndiciWithoutRepeats", truth }
      ],
      settings
    )
  })
  const stall = over(named(results, ours), stallMillis)
  return {
    title: `An answer of ${settings.records.toLocaleString("en")} records over loopback HTTP, to the rollup`,
    text: "The server is another process on the same processors. Cold is the first call of a process, once everything is imported; warm is the median of the three that follow. Processor time, memory and stalls are those of the cold call. To read and drop is the limit of the transport.",
    table: comparison(results),
    goals: [
      ...overHttp.flatMap(([name, how]) => [
        faster(`HTTP, cold${how}: faster than ${byHand}`, 2.3, results, [name, byHand]),
        faster(`HTTP, warm${how}: faster than ${byHand}`, 3.2, results, [name, byHand], warmMillis),
        faster(`HTTP, cold${how}: faster than ${schemaBody}`, 4, results, [name, schemaBody])
      ]),
      within(
        `HTTP, \`detectRepeats: false\`: peak memory of reading and dropping`,
        1.15,
        results,
        [oursOff, drain],
        peakBytes
      ),
      { what: "HTTP: longest stall of the event loop", bound: "at most", value: 40, unit: "ms", measured: stall }
    ]
  }
}

/** Many calls of one process for the same small day. */
async function oneDay(settings: Settings, recordsPerDay: number): Promise<Section> {
  const data = days({ days: 1, recordsPerDay, models: 40 })
  const results = await serving(data, 0, (taskWith) => {
    const common = { task: taskWith(1), iterations: settings.quick ? 3 : 3000, truth: data.truth.rollup }
    return race(
      `day of ${recordsPerDay}`,
      [
        { ...common, name: byHand, contender: "fetchJson" },
        { ...common, name: schemaBody, contender: "effectSchemaBody" },
        { ...common, name: ours, contender: "rollup" },
        { ...common, name: oursOff, contender: "rollupWithoutRepeats" },
        { ...common, name: oursUndici, contender: "rollupUndici" },
        { ...common, name: oursUndiciOff, contender: "rollupUndiciWithoutRepeats" },
        { ...common, name: "varg-usage, only `foldWindow`", contender: "batches" }
      ],
      settings
    )
  })
  return recordsPerDay === 1
    ? {
        title: "What a call costs",
        text: "Answers of one record over loopback HTTP, median of 3,000 calls of one process: what limits, retries, checks and telemetry add to a bare `fetch`.",
        table: warmTable(results)
      }
    : {
        title: `One day of ${recordsPerDay.toLocaleString("en")} records over loopback HTTP`,
        text: "Median of 3,000 calls of one process, from the call to the rollup.",
        table: warmTable(results),
        goals: overHttp.map(([name, how]) =>
          within(`one warm day of 1,000 records${how}: time of ${byHand}`, 1.5, results, [name, byHand], warmMillis)
        )
      }
}

function warmTable(results: ReadonlyArray<Result>): string {
  const [base] = results
  return table(
    ["contender", "a call", "times the first", "more than the first"],
    results.map((result) => [
      result.name,
      micros(over(result, warmMillis)),
      factor(times(result, base, warmMillis)),
      micros(more(result, base, warmMillis))
    ])
  )
}
