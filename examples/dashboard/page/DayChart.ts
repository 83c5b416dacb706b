/** The chart: a stacked bar for each day. It only draws: every word of it is beside it. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  LinearScale,
  type Scale
} from "chart.js"

import { labelsOf } from "./axis.ts"
import { colour } from "./colour.ts"
import { today, year } from "./dates.ts"
import { marks } from "./marks.ts"
import { type Cell, cellsOf, type Name } from "./RunningReport.ts"
import type { Series } from "./Series.ts"
import { dayAt, type Shown } from "./Shown.ts"

Chart.register(BarController, BarElement, CategoryScale, LinearScale)

type ScaleOptions = NonNullable<NonNullable<ChartConfiguration<"bar", Heights, string>["options"]>["scales"]>["y"]

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
    const datasets = shown.series.map((series) => this.dataset(days, series))
    this.chart.data.datasets = datasets
    // Without a bar there is no scale: the one of 0 to 1 would be invented.
    const hasBars = datasets.some(({ data }) => data.some((one) => one !== null && one !== 0))
    Object.assign(this.chart.options.scales?.["y"] ?? {}, { display: hasBars })
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

const whole = new Intl.NumberFormat("en", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  minimumFractionDigits: 0,
  maximumFractionDigits: 2
})

/** `$20` and `$1.25K`; where the steps are parts of a dollar, each with as many digits as they need. */
const dollarLabel = (value: number, step: number): string => {
  if (Number.isInteger(step)) return whole.format(value)
  const digits = Math.min(12, Math.max(2, Math.ceil(-Math.log10(step))))
  return new Intl.NumberFormat("en", { style: "currency", currency: "USD", minimumFractionDigits: digits }).format(
    value
  )
}

/** Pixels that a date below the chart takes, with the space to the next. */
const labelWidth = 64

const labelsOn = ({ chart }: Scale) =>
  labelsOf((chart.data.labels ?? []).map(String), Math.floor(chart.width / labelWidth), year(today()))

const yAxis: ScaleOptions = {
  stacked: true,
  grid: { color: () => colour("line") },
  border: { display: false },
  ticks: {
    color: () => colour("muted"),
    maxTicksLimit: 6,
    callback: (value, _, ticks) => dollarLabel(Number(value), (ticks[1]?.value ?? 1) - (ticks[0]?.value ?? 0))
  }
}

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
        afterBuildTicks: (scale) => {
          scale.ticks = Array.from(labelsOn(scale).keys(), (value) => ({ value }))
        },
        ticks: {
          color: () => colour("muted"),
          maxRotation: 0,
          autoSkip: false,
          callback(index) {
            return [...(labelsOn(this).get(Number(index)) ?? [])]
          }
        }
      },
      y: yAxis
    }
  }
}
