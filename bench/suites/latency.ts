/** A year of days from a server that takes its time: how well waiting overlaps. */
import type { ContenderName } from "../contenders/registry.ts"
import { bytesOf, days } from "../data/dataset.ts"
import { type Entry, race, type Result } from "../race.ts"
import { coldMillis, over, times } from "../report/statistics.ts"
import { digits, factor, millis, table } from "../report/table.ts"
import { serving } from "../serving.ts"
import { drain, faster, named, ours, oursUndici } from "./comparison.ts"
import type { Section, Settings, Suite } from "./suite.ts"

const byHand = "`fetch` + `json()` + loop"

const contenders: ReadonlyArray<readonly [name: string, contender: ContenderName]> = [
  [byHand, "fetchJson"],
  [drain, "effectDrain"],
  ["Effect `schemaBodyJson`", "effectSchemaBody"],
  [ours, "rollup"],
  [oursUndici, "rollupUndici"]
]

/** Each with one request after the other, and with so many at once. */
const pairs = [1, 4, 16].flatMap((width) =>
  contenders.map(([name, contender]) => ({ name: nameOf(name, width), contender, width }))
)

function nameOf(name: string, width: number): string {
  return `${name}, ${width} at once`
}

export const latency: Suite = async (settings) =>
  settings.quick ? [await year(settings, 2)] : [await year(settings, 20), await year(settings, 50)]

async function year(settings: Settings, wait: number): Promise<Section> {
  const shape = settings.quick
    ? { days: 5, recordsPerDay: 20, models: 40 }
    : { days: 365, recordsPerDay: Math.ceil(settings.records / 365), models: 40 }
  const data = days(shape)
  const results = await serving(data, wait, (taskWith) => {
    const bytes = bytesOf(data)
    const entries = pairs.map(({ contender, name, width }): Entry => ({
      name,
      contender,
      task: taskWith(width),
      truth: contender === "effectDrain" ? bytes : data.truth.rollup,
      isBase: width === 1
    }))
    return race(`${wait} ms`, entries, settings)
  })
  return {
    title: `${shape.days} days of ${shape.recordsPerDay.toLocaleString("en")} records, ${wait} ms until each answer`,
    text: "One request a day over loopback HTTP, and so many at once. The ideal is to wait and nothing else: the rounds of requests times the latency. A pool is so many workers that fetch by hand. Nobody who uses Effect's `fetch` client can be faster than to read and drop.",
    table: yearTable(results, (width) => Math.ceil(shape.days / width) * wait),
    ...(wait === 20 && {
      goals: [
        [ours, ""],
        [oursUndici, ", over undici"]
      ].flatMap(([name = "", how = ""]) => [
        faster(`365 days at 20 ms, 16 at once${how}: faster than one \`fetch\` after the other`, 12, results, [
          nameOf(name, 16),
          nameOf(byHand, 1)
        ]),
        faster(`365 days at 20 ms, 16 at once${how}: faster than a pool of 16`, 1.5, results, [
          nameOf(name, 16),
          nameOf(byHand, 16)
        ])
      ])
    })
  }
}

function yearTable(results: ReadonlyArray<Result>, ideal: (width: number) => number): string {
  return table(
    ["contender", "time", "times the ideal", "times as fast as one by one", "times as fast as such a pool"],
    pairs.flatMap(({ name, width }) => {
      const result = named(results, name)
      const time = over(result, coldMillis)
      if (time === undefined) return []
      return [
        [
          name,
          millis(time),
          digits(time.median / ideal(width)),
          factor(times(results[0], result, coldMillis)),
          factor(times(named(results, nameOf(byHand, width)), result, coldMillis))
        ]
      ]
    })
  )
}
