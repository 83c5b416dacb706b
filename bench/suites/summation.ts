/** What exact money costs above floating point. */
import { document } from "../data/dataset.ts"
import { program } from "../race.ts"
import type { Goal } from "../report/goals.ts"
import { type Spread, spreadOf } from "../report/statistics.ts"
import { nanos, table } from "../report/table.ts"
import type { Sum, Way } from "../sums.ts"
import type { Suite } from "./suite.ts"

const titles: Readonly<Record<Way, string>> = {
  float: "floating point",
  centsSum: "`CentsSum`, from the micro-cents of a batch",
  checkedCentsSum: "`CentsSum`, from numbers: scaled, and proved to be that decimal",
  bigInt: "`BigInt`, from micro-cents",
  bigDecimal: "`BigDecimal`, from numbers"
}

export const summation: Suite = ({ quick, rounds }) => {
  const records = quick ? 1000 : 500_000
  const { dayTotals } = document(records).truth
  const all = Array.from(
    { length: rounds },
    () => JSON.parse(program("sums.js", String(records), quick ? "1" : "500")) as ReadonlyArray<Sum>
  )
  for (const sum of all.flat()) prove(sum, dayTotals[0] ?? "")
  const above = (way: Way) => spreadOf(all.map((sums) => nanosOf(sums, way) - nanosOf(sums, "float")))
  const rows = Object.entries(titles).map(([way, title]) => {
    const exact = all.flat().some(({ cents, name }) => name === way && typeof cents === "string")
    const own = spreadOf(all.map((sums) => nanosOf(sums, way)))
    return [title, nanos(own), nanos(above(way as Way)), exact ? "yes" : "no"]
  })
  return [
    {
      title: "Adding up exactly",
      text: `${records.toLocaleString("en")} costs into the cells of a rollup, in memory, in a warm process.`,
      table: table(["way", "for each cost", "above floating point", "exact"], rows),
      goals: [
        goal("exact summation of micro-cents: above floating point", above("centsSum")),
        goal("exact summation of numbers, each proved: above floating point", above("checkedCentsSum"))
      ]
    }
  ]
}

function goal(what: string, measured: Spread | undefined): Goal {
  return { what, bound: "at most", value: 6, unit: "ns", measured }
}

function prove({ cents, name }: Sum, total: string): void {
  const isRight = typeof cents === "string" ? cents === total : Math.abs(cents - Number(total)) <= 1e-9 * Number(total)
  if (!isRight) throw new Error(`${name} comes to ${cents}, not ${total}`)
}

function nanosOf(sums: ReadonlyArray<Sum>, way: string): number {
  return sums.find(({ name }) => name === way)?.nanos ?? Number.NaN
}
