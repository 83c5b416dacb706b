/** What the records of a shape come to, exactly. */
import { costText, datesOf, rowsOf, type Shape } from "./records.ts"
import { keyOf, type Rollup } from "./rollup.ts"

export interface Truth {
  readonly rollup: Rollup
  /** Total in cents of each day, in order. */
  readonly dayTotals: ReadonlyArray<string>
}

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
