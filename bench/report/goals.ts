import type { Spread } from "./statistics.ts"
/** The figures that this project sets itself, next to those that a run came to. */
import { digits, table } from "./table.ts"

/** Something to reach in one run on one machine, as a ratio wherever it can be. */
export interface Goal {
  readonly what: string
  readonly bound: "at least" | "at most"
  readonly value: number
  readonly unit?: string
  /** `undefined` when what it compares did not take part. */
  readonly measured: Spread | undefined
}

/** All that were measured, whether they are reached or not. */
export const goalTable = (goals: ReadonlyArray<Goal>): string =>
  table(
    ["figure", "goal", "measured", "reached"],
    goals.flatMap((goal) => {
      const { bound, measured, unit = "×", value, what } = goal
      if (measured === undefined) return []
      const range = measured.least === measured.most ? "" : ` (${digits(measured.least)} to ${digits(measured.most)})`
      return [
        [
          what,
          `${bound} ${value} ${unit}`,
          `${digits(measured.median)} ${unit}${range}`,
          isReached(goal, measured) ? "yes" : "no"
        ]
      ]
    })
  )

function isReached({ bound, value }: Goal, { median }: Spread): boolean {
  return bound === "at least" ? median >= value : median <= value
}
