/** What one day, or all of them, are made of: beside the chart, in the order and the colours of its bars. */
import { sum, counted, dollars, grouped, share } from "./Amount.ts"
import { long } from "./dates.ts"
import { byId, element } from "./element.ts"
import { cellsOf, type Name } from "./RunningReport.ts"
import type { Series } from "./Series.ts"
import { dayAt, seriesElement, type Shown, textOf } from "./Shown.ts"
import { standingOf } from "./standing.ts"

interface Part {
  readonly series: Series
  readonly cents: string
}

interface Whole {
  readonly title: string
  readonly cents: string | undefined
  readonly records: number
  /** Sentences. */
  readonly remarks: ReadonlyArray<string>
  readonly parts: ReadonlyArray<Part>
}

export const draw = (shown: Shown): void => {
  const whole = shown.selected === 0 ? allDays(shown) : oneDay(shown)
  byId("breakdown", HTMLElement).replaceChildren(...content(whole))
}

/** The same in one sentence, for those who hear it. */
export const spoken = (shown: Shown): string => {
  const { cents, parts, records, remarks, title } = shown.selected === 0 ? allDays(shown) : oneDay(shown)
  if (cents === undefined) return [title, ...remarks].join(": ")
  const first = parts.find((part) => Number(part.cents) > 0)
  const most = first === undefined ? "" : ` Most for ${spokenName(first.series)}: ${dollars(first.cents)}.`
  return [`${title}: ${dollars(cents)} for ${counted(records, "record")}.${most}`, ...remarks].join(" ")
}

const spokenName = ({ names: [name = null, ...more] }: Series) =>
  more.length === 0 ? textOf(name) : `${more.length + 1} others`

function allDays({ by, dates, phase, report, series }: Shown): Whole {
  const { cents, records } = report.total
  const groups = report.groups[by]
  return {
    title: (report.days.size < dates.length ? `${report.days.size} of ` : "") + counted(dates.length, "day"),
    cents: report.read.length === 0 ? undefined : cents,
    records,
    remarks:
      phase !== "reading" && report.read.length === 0 ? ["None could be read: what they cost is not known."] : [],
    parts: partsOf(series, (name) => groups.get(name)?.cents)
  }
}

function oneDay(shown: Shown): Whole {
  const day = dayAt(shown, shown.selected)
  const title = long(shown.dates[shown.selected - 1] ?? "")
  const nothing = { title, cents: undefined, records: 0, parts: [] }
  if (day === undefined) return { ...nothing, remarks: ["Not read yet."] }
  const { remarks } = standingOf(day)
  if (day._tag === "DayFailure") return { ...nothing, remarks: ["Not read.", ...remarks] }
  const cells = cellsOf(day, shown.by)
  return {
    title,
    cents: day.totalCents,
    records: day.records,
    remarks: [...(day.provisional ? ["Provisional: records may still come."] : []), ...remarks],
    parts: partsOf(shown.series, (name) => cells.get(name)?.costCents)
  }
}

function partsOf(all: ReadonlyArray<Series>, centsOf: (name: Name) => string | undefined): ReadonlyArray<Part> {
  return all.map((series) => ({ series, cents: sum(series.names.map((name) => centsOf(name) ?? "0")) }))
}

function content({ cents, parts, records, remarks, title }: Whole): ReadonlyArray<HTMLElement> {
  const figures =
    cents === undefined
      ? []
      : [
          element("p", { class: "figure" }, dollars(cents)),
          element("p", { class: "muted" }, `${grouped(cents)} cents · ${counted(records, "record")}`)
        ]
  return [
    element("h3", {}, title),
    ...figures,
    ...remarks.map((remark) => element("p", { class: "remark" }, remark)),
    element("ul", { class: "parts" }, ...parts.map((part) => row(part, Number(cents ?? 0))))
  ]
}

function row({ cents, series }: Part, whole: number): HTMLElement {
  const isNothing = Number(cents) === 0
  return element(
    "li",
    isNothing ? { class: "nothing" } : {},
    element("span", { class: `swatch series-${series.colour}` }),
    element("span", { class: "name" }, seriesElement(series)),
    element("span", { class: "amount" }, isNothing ? "–" : dollars(cents)),
    element("span", { class: "amount muted" }, isNothing ? "" : share(Number(cents), whole))
  )
}
