/** What is on the page at one moment: all that is drawn follows from it. */
import { visible } from "@varg-usage/core/SafeText"

import type { By, Day } from "./api.ts"
import { element } from "./element.ts"
import type { Field } from "./Period.ts"
import type { Name, RunningReport } from "./RunningReport.ts"
import type { Series } from "./Series.ts"

/** Why the days did not all come, as sentences. */
export interface Reason {
  readonly title: string
  /** What to do. */
  readonly advice?: string | undefined
  /** The field that has to change, where the question can't be answered as it is. */
  readonly field?: Field | undefined
}

export interface Shown {
  /** The days that were asked for. */
  readonly dates: ReadonlyArray<string>
  readonly by: By
  readonly report: RunningReport
  readonly series: ReadonlyArray<Series>
  /** The position of a day in `dates` from 1, or 0 for all of them. */
  readonly selected: number
  readonly phase: "reading" | "read" | "stopped"
  /** Why it stopped. */
  readonly reason: Reason | undefined
}

/** The day of this position, where it is there already. */
export const dayAt = ({ dates, report }: Shown, position: number): Day | undefined =>
  report.days.get(dates[position - 1] ?? "")

/** A name as text, of which no character can reorder or hide what stands around it. */
export const textOf = (name: Name): string => (name === null ? "none" : visible(name))

/** A name, in a direction of its own. */
export const nameElement = (name: Name): HTMLElement =>
  name === null ? element("em", {}, textOf(name)) : element("bdi", { title: textOf(name) }, textOf(name))

/** What people call a series. */
export const seriesElement = ({ names: [name = null, ...more] }: Series): HTMLElement =>
  more.length === 0 ? nameElement(name) : element("em", {}, `${more.length + 1} others`)
