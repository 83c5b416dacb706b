/** The chart: a stacked bar for each day. It only draws: every word of it is beside it. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  LinearScale
} from "chart.js"

import { colour } from "./colour.ts"
import { short } from "./dates.ts"
import { marks } from "./marks.ts"
import { type Cell, cellsOf, type Name } from "./RunningReport.ts"
import type { Series } from "./Series.ts"
import { dayAt, type Shown } from "./Shown.ts"

Chart.register(BarController, BarElement, CategoryScale, LinearScale)

/** In dollars. Heights are pixels, for which a binary fraction is good enough. */
type Heights = Array<number | null>

/** The groups of each day, where it was read. */
type Days = ReadonlyArray<ReadonlyMap<Name, Cell> | undefined>

export class DayChart {
  private readonly chart: Chart<"bar", Heights, string>
  private readonly datasets = new Map<number, ChartDataset<"bar", Heights>>()
  private shown: Shown | undefined

  constructor(canvas: HTMLCanvasElement) {
    Chart.defaults.font.family = getComputedStyle(canvas).fontFamily
    this.chart = new Chart(canvas, { ...configuration, plugins: [marks(() => this.shown)] })
  }

  draw(shown: Shown): void {
    this.shown = shown
    this.chart.data.labels = [...shown.dates]
    const days = shown.dates.map((_, index) => {
      const day = dayAt(shown, index + 1)
      return day?._tag === "DayRollup" ? cellsOf(day, shown.by) : undefined
    })
    this.chart.data.datasets = shown.series.map((series) => this.dataset(days, series))
    this.chart.update()
  }

  /** Marks what is selected; what is drawn stays. */
  mark(shown: Shown): void {
    this.shown = shown
    this.chart.draw()
  }

  /** The position of the day at so many pixels from the left edge, from 1. */
  positionAt(x: number): number {
    const index = Math.round(this.chart.scales["x"]?.getValueForPixel(x) ?? 0)
    return Math.min(this.shown?.dates.length ?? 0, Math.max(1, index + 1))
  }

  /** A series keeps its dataset: bars of another one would grow anew. */
  private dataset(days: Days, series: Series): ChartDataset<"bar", Heights> {
    const kept = this.datasets.get(series.colour) ?? { data: [] }
    this.datasets.set(series.colour, kept)
    return Object.assign(kept, {
      data: days.map((cells) => (cells === undefined ? null : height(cells, series))),
      backgroundColor: colour(`series-${series.colour}`),
      borderColor: colour("card"),
      borderWidth: { top: days.length > 92 ? 0 : 1 }
    })
  }
}

function height(cells: ReadonlyMap<Name, Cell>, { names }: Series): number {
  return names.reduce((cents, name) => cents + Number(cells.get(name)?.costCents ?? 0), 0) / 100
}

const usd = new Intl.NumberFormat("en", { style: "currency", currency: "USD", notation: "compact" })

const configuration: ChartConfiguration<"bar", Heights, string> = {
  type: "bar",
  data: { labels: [], datasets: [] },
  options: {
    maintainAspectRatio: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 250 },
    events: [],
    datasets: { bar: { categoryPercentage: 0.86, barPercentage: 1, maxBarThickness: 56 } },
    scales: {
      x: {
        stacked: true,
        grid: { display: false },
        border: { display: false },
        ticks: {
          color: () => colour("muted"),
          maxRotation: 0,
          autoSkipPadding: 16,
          callback(index) {
            return short(this.getLabelForValue(Number(index)))
          }
        }
      },
      y: {
        stacked: true,
        grid: { color: () => colour("line") },
        border: { display: false },
        ticks: { color: () => colour("muted"), maxTicksLimit: 6, callback: (value) => usd.format(Number(value)) }
      }
    }
  }
}
