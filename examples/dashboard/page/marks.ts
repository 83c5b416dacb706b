/** What the chart marks beside the bars: the selected day, days that failed, that differ, and that are provisional. */
import type { Chart, Plugin } from "chart.js"

import type { Day } from "./api.ts"
import { colour } from "./colour.ts"
import { dayAt, type Shown } from "./Shown.ts"
import { standingOf } from "./standing.ts"

/** Pixels of the canvas. */
interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A plugin that marks what is shown at the time. */
export const marks = (shown: () => Shown | undefined): Plugin<"bar"> => ({
  id: "marks",
  beforeDatasetsDraw: (chart) => {
    const now = shown()
    if (now !== undefined && now.selected > 0) select(chart, columnOf(chart, now.selected - 1, now))
  },
  afterDatasetsDraw: (chart) => {
    const now = shown()
    for (const index of now?.dates.keys() ?? []) {
      const day = now === undefined ? undefined : dayAt(now, index + 1)
      if (now !== undefined && day !== undefined) mark(chart, day, columnOf(chart, index, now), index)
    }
  }
})

/** The place that a day has, from the top to the bottom of the chart. */
function columnOf({ chartArea, scales }: Chart, index: number, { dates }: Shown): Box {
  const width = chartArea.width / dates.length
  const middle = scales["x"]?.getPixelForValue(index) ?? 0
  return { left: middle - width / 2, top: chartArea.top, width, height: chartArea.height }
}

/** What the bar of a day fills, wherever it has grown to. */
function barOf(chart: Chart, index: number, column: Box): Box {
  const parts = chart.getSortedVisibleDatasetMetas().flatMap(({ data }) => data[index] ?? [])
  const bottom = column.top + column.height
  const top = Math.min(bottom, ...parts.map(({ y }) => y).filter((y) => Number.isFinite(y)))
  const width = Math.min(column.width * 0.86, 56)
  return { left: column.left + (column.width - width) / 2, top, width, height: bottom - top }
}

function mark(chart: Chart, day: Day, column: Box, index: number): void {
  if (day._tag === "DayFailure") {
    hatch(chart, column, "bad", 0.3)
    sign(chart, "✕", "bad", column, column.top + column.height - 12)
    return
  }
  const bar = barOf(chart, index, column)
  if (day.provisional) hatch(chart, bar, "card", 0.6)
  const text = { agrees: "", differs: "▲", doubtful: "!", failed: "✕" }[standingOf(day).kind]
  sign(chart, text, "warn", column, Math.max(column.top + 8, bar.top - 10))
}

function select({ ctx }: Chart, { height, left, top, width }: Box): void {
  ctx.save()
  ctx.fillStyle = colour("selected")
  ctx.fillRect(left, top, width, height)
  ctx.restore()
}

/** Stripes at 45 degrees. */
function hatch({ ctx }: Chart, { height, left, top, width }: Box, name: string, alpha: number): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.globalAlpha = alpha
  ctx.strokeStyle = colour(name)
  ctx.lineWidth = 2
  ctx.beginPath()
  for (let offset = -height; offset < width; offset += 7) {
    ctx.moveTo(left + offset, top + height)
    ctx.lineTo(left + offset + height, top)
  }
  ctx.stroke()
  ctx.restore()
}

function sign({ ctx }: Chart, text: string, name: string, { left, width }: Box, y: number): void {
  ctx.save()
  ctx.fillStyle = colour(name)
  ctx.font = "700 13px system-ui, sans-serif"
  ctx.textAlign = "center"
  ctx.textBaseline = "middle"
  ctx.fillText(text, left + width / 2, y)
  ctx.restore()
}
