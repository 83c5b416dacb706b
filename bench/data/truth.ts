/** What the records of a shape come to, exactly, and how far a contender's answer is from it. */
import { costText, datesOf, rowsOf, type Shape } from "./records.ts"

/** Cost in cents of each model and capability: a text where it is exact, a number where it was summed in floating point. */
export type Rollup = ReadonlyArray<readonly [model: string, capability: string, cents: string | number]>

export interface Truth {
  readonly rollup: Rollup
  /** Total in cents of each day, in order. */
  readonly dayTotals: ReadonlyArray<string>
}

/** What those come to that read and drop. */
export const onlyBytes = (bytes: number): Rollup => [["all", "bytes", String(bytes)]]

/** Counts the records of a shape. */
export const truthOf = (shape: Shape): Truth => {
  const cells = new Map<string, { readonly model: string; readonly capability: string; cost: number }>()
  const dayTotals = datesOf(shape).map((date) => {
    let total = 0
    for (const { capability, cost, model } of rowsOf(date, shape)) {
      total += cost
      const key = keyOf(model, capability)
      const cell = cells.get(key)
      if (cell === undefined) cells.set(key, { model, capability, cost })
      else cell.cost += cost
    }
    return costText(total)
  })
  return {
    rollup: Array.from(cells.values(), ({ capability, cost, model }) => [model, capability, costText(cost)] as const),
    dayTotals
  }
}

/** Why the answer is not the truth; `undefined` when it is. A text must be equal, a number may be off by 10^-9 of it. */
export const difference = (truth: Rollup, answer: Rollup): string | undefined => {
  const found = new Map(answer.map(([model, capability, cents]) => [keyOf(model, capability), cents]))
  if (found.size < answer.length) return "it has a cell twice"
  if (found.size !== truth.length) return `it has ${found.size} cells, not ${truth.length}`
  const wrong = truth.find(([model, capability, cents]) => !agrees(found.get(keyOf(model, capability)), cents))
  return wrong && `${wrong[0]} ${wrong[1]} is ${found.get(keyOf(wrong[0], wrong[1]))}, not ${wrong[2]}`
}

function agrees(found: string | number | undefined, cents: string | number): boolean {
  if (typeof found !== "number") return found === cents
  return Math.abs(found - Number(cents)) <= 1e-9 * Math.abs(Number(cents))
}

function keyOf(model: string, capability: string): string {
  return `${model} ${capability}`
}
