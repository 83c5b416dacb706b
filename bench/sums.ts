/**
 * Ways to add up so many costs by cells, each for so many milliseconds, warm and in this process: prints the nanoseconds
 * for each cost, and the sum, as JSON. Each way has its own loop, so that none shares its compiled code with another.
 */
import { Cents } from "@varg-usage/core"
import { BigDecimal } from "effect"
import { Bench } from "tinybench"

import { costText, datesOf, rowsOf } from "./data/records.ts"

/** What one way came to. */
export interface Sum {
  readonly name: string
  readonly nanos: number
  /** In cents; a text where it is exact. */
  readonly cents: string | number
}

const [, , records, budget] = process.argv
const shape = { days: 1, recordsPerDay: Number(records), models: 40 }
const rows = datesOf(shape).flatMap((date) => Array.from(rowsOf(date, shape)))

/** As they come out of a JSON reader. */
const numbers = Float64Array.from(rows, ({ cost }) => Number(costText(cost)))
/** As they stand in a batch: in 10^-6 cent. */
const micros = Float64Array.from(rows, ({ cost }) => cost * 100)
/** The cell that each belongs to. */
const names = Array.from(new Set(rows.map(({ capability, model }) => `${model} ${capability}`)))
const places = new Map(names.map((name, place) => [name, place]))
const cells = Int32Array.from(rows, ({ capability, model }) => places.get(`${model} ${capability}`) ?? 0)

const cellOf = (row: number) => cells[row] ?? 0

const float = () => {
  const sums = new Float64Array(names.length)
  for (let row = 0; row < numbers.length; row++) sums[cellOf(row)] = (sums[cellOf(row)] ?? 0) + (numbers[row] ?? 0)
  return sums.reduce((sum, cost) => sum + cost, 0)
}

const exactSums = () => names.map(() => new Cents.CentsSum())

const total = (sums: ReadonlyArray<Cents.CentsSum>) => Cents.format(Cents.sum(sums.map(({ value }) => value)))

const centsSum = () => {
  const sums = exactSums()
  for (let row = 0; row < micros.length; row++) sums[cellOf(row)]?.addMicros(micros[row] ?? 0)
  return total(sums)
}

const checkedCentsSum = () => {
  const sums = exactSums()
  for (let row = 0; row < numbers.length; row++) {
    sums[cellOf(row)]?.addMicros(Cents.microsFromNumber(numbers[row] ?? 0) ?? Number.NaN)
  }
  return total(sums)
}

const bigInt = () => {
  const sums = names.map(() => 0n)
  for (let row = 0; row < micros.length; row++) sums[cellOf(row)] = (sums[cellOf(row)] ?? 0n) + BigInt(micros[row] ?? 0)
  return Cents.format(
    BigDecimal.make(
      sums.reduce((sum, cost) => sum + cost, 0n),
      6
    )
  )
}

const bigDecimal = () => {
  const sums = names.map(() => Cents.zero)
  for (let row = 0; row < numbers.length; row++) {
    sums[cellOf(row)] = BigDecimal.sum(sums[cellOf(row)] ?? Cents.zero, BigDecimal.fromNumberUnsafe(numbers[row] ?? 0))
  }
  return Cents.format(Cents.sum(sums))
}

const ways = { float, centsSum, checkedCentsSum, bigInt, bigDecimal }

export type Way = keyof typeof ways

const time = Number(budget)
const bench = new Bench({ time, iterations: 3, warmupTime: time / 5, warmupIterations: 1, throws: true })
for (const [name, way] of Object.entries(ways)) bench.add(name, () => void way())
await bench.run()
console.log(
  JSON.stringify(
    bench.tasks.map(({ name, result }): Sum => {
      if (result.state !== "completed") throw new Error(`${name} is ${result.state}`)
      const nanos = (result.latency.p50 * 1e6) / shape.recordsPerDay
      return { name, nanos, cents: ways[name as Way]() }
    })
  )
)
