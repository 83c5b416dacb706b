/** The page: asks for the days, and draws each as it comes. */
import * as Api from "./api.ts"
import * as Breakdown from "./breakdown.ts"
import { daysBetween, today } from "./dates.ts"
import { DayChart } from "./DayChart.ts"
import { DayTable } from "./DayTable.ts"
import { byId } from "./element.ts"
import * as GroupTable from "./groupTable.ts"
import * as Period from "./Period.ts"
import * as Plot from "./plot.ts"
import * as Problem from "./problem.ts"
import * as Question from "./Question.ts"
import { RunningReport } from "./RunningReport.ts"
import { Palette } from "./Series.ts"
import type { Reason, Shown } from "./Shown.ts"
import * as Summary from "./summary.ts"
import * as Theme from "./theme.ts"

const nothing: Shown = {
  dates: [],
  by: "model",
  report: new RunningReport(),
  series: [],
  selected: 0,
  phase: "reading",
  reason: undefined
}

class Dashboard {
  private readonly chart = new DayChart(byId("canvas", HTMLCanvasElement))
  private readonly table = new DayTable()
  private readonly palettes: Readonly<Record<Shown["by"], Palette>> = {
    capability: new Palette(),
    model: new Palette()
  }
  private reading = new AbortController()
  private shown: Shown = nothing
  private drawn: Shown | undefined
  private pointed: number | undefined
  private isDue = false

  /** Leaves whatever is under way, and reads these days. */
  async ask({ by, from, to }: Question.Question): Promise<void> {
    this.reading.abort()
    this.reading = new AbortController()
    const { signal } = this.reading
    for (const palette of Object.values(this.palettes)) palette.settle()
    this.table.clear()
    const now = today()
    const objection = Period.objection(from, to, now)
    const dates = objection === undefined ? daysBetween(from, Period.lastDay(to, now)) : []
    this.change({ ...nothing, dates, by, report: new RunningReport() })
    const end = objection === undefined ? await this.read(Api.days(from, to, signal)) : stopped(objection)
    if (signal.aborted) return
    this.change(end)
    Problem.lead(end.reason)
  }

  group(by: Shown["by"]): void {
    this.change({ by })
    this.rank()
  }

  /** Selects the day so many further on, or all of them before the first. */
  step(days: number): void {
    const { dates, selected } = this.shown
    this.change({ selected: Math.min(dates.length, Math.max(0, selected + days)) })
  }

  /** Selects the day at so many pixels from the left edge of the chart. */
  selectAt(x: number): void {
    this.change({ selected: this.chart.positionAt(x) })
  }

  /** Shows the day at so many pixels from the left edge, until there is none. */
  point(x: number | undefined): void {
    const pointed = x === undefined ? undefined : this.chart.positionAt(x)
    if (pointed === this.pointed) return
    this.pointed = pointed
    this.drawSoon()
  }

  /** Draws everything in the colours of now. */
  recolour(): void {
    this.drawn = undefined
    this.drawSoon()
  }

  /** Once a frame, however much has changed. */
  private drawSoon(): void {
    if (this.isDue) return
    this.isDue = true
    requestAnimationFrame(() => {
      this.isDue = false
      this.draw()
    })
  }

  private async read(days: AsyncIterable<Api.Day>): Promise<Partial<Shown>> {
    const { report } = this.shown
    try {
      for await (const day of days) {
        report.add(day)
        this.rank()
      }
      return { phase: "read" }
    } catch (error) {
      return stopped(reasonOf(error))
    }
  }

  /** After each day, so that who gets which colour does not depend on when a frame is drawn. */
  private rank(): void {
    const { by, report } = this.shown
    this.change({ series: this.palettes[by].series(report.ranked(by).map(([name]) => name)) })
  }

  private change(part: Partial<Shown>): void {
    this.shown = { ...this.shown, ...part }
    this.drawSoon()
  }

  /** Who only looks at another day costs little, and what is marked in a table, to be copied, stays marked. */
  private draw(): void {
    const shown = { ...this.shown, selected: this.pointed ?? this.shown.selected }
    const isKnown = (["phase", "report", "series"] as const).every((part) => this.drawn?.[part] === shown[part])
    if (isKnown) this.chart.mark(shown)
    else for (const part of [this.chart, this.table, Summary, Problem, GroupTable]) part.draw(shown)
    Plot.draw(shown)
    Breakdown.draw(shown)
    this.drawn = shown
  }
}

const stopped = (reason: Reason) => ({ phase: "stopped", reason }) as const

const reasonOf = (error: unknown): Reason =>
  error instanceof Api.NotRead
    ? { title: error.message, field: error.field }
    : { title: `The page failed: ${String(error)}` }

const dashboard = new Dashboard()

Theme.start(byId("theme", HTMLElement), () => dashboard.recolour())
Plot.start({
  step: (days) => dashboard.step(days),
  selectAt: (x) => dashboard.selectAt(x),
  point: (x) => dashboard.point(x)
})
const again = Question.start({
  asked: (question) => void dashboard.ask(question),
  grouped: (by) => dashboard.group(by)
})
Problem.start(again)
