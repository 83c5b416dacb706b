/** What a suite is told, and what it has to say. */
import type { Goal } from "../report/goals.ts"

/** How much to measure. A suite picks its own sizes for what is not given. */
export interface Settings {
  /** The smallest sizes, one round: whether everything works and comes to the same, not how fast it is. */
  readonly quick: boolean
  readonly records: number
  readonly rounds: number
  readonly only?: string | undefined
}

/** One table with what it means. */
export interface Section {
  readonly title: string
  /** A paragraph of Markdown. */
  readonly text: string
  /** A table of Markdown; a section without one is not shown. */
  readonly table: string
  readonly goals?: ReadonlyArray<Goal>
}

export type Suite = (settings: Settings) => ReadonlyArray<Section> | Promise<ReadonlyArray<Section>>
