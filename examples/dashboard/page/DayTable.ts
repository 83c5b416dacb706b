/** The table of all days: the numbers of the chart, exact, and each day's groups on demand. */
import { counted, dollars, grouped } from "./Amount.ts"
import type { Day, DayRollup } from "./api.ts"
import { medium, weekday } from "./dates.ts"
import { byId, element } from "./element.ts"
import { cellsOf } from "./RunningReport.ts"
import { nameElement, type Shown } from "./Shown.ts"
import { standingOf } from "./standing.ts"

/** A day is drawn once. What grows with it is kept: which days are open. */
export class DayTable {
  private readonly table = byId("day-table", HTMLTableElement)
  private readonly bodies = new Map<string, HTMLTableSectionElement>()
  private shown: Shown | undefined

  constructor() {
    this.table.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null
      if (button !== null) this.toggle(button)
    })
  }

  clear(): void {
    for (const body of this.bodies.values()) body.remove()
    this.bodies.clear()
  }

  draw(shown: Shown): void {
    const regrouped = this.shown !== undefined && this.shown.by !== shown.by
    this.shown = shown
    for (const day of shown.report.days.values()) {
      if (!this.bodies.has(day.date)) this.add(day)
    }
    if (regrouped) for (const button of this.table.querySelectorAll("button[aria-expanded=true]")) this.open(button)
  }

  private add(day: Day): void {
    const body = element("tbody", { id: `day-${day.date}` }, dayRow(day))
    this.bodies.set(day.date, body)
    this.table.append(body)
  }

  private toggle(button: Element): void {
    const isOpen = button.getAttribute("aria-expanded") === "true"
    button.setAttribute("aria-expanded", String(!isOpen))
    if (isOpen) this.show(button, [])
    else this.open(button)
  }

  private open(button: Element): void {
    const day = this.shown?.report.days.get(button.getAttribute("value") ?? "")
    if (this.shown !== undefined && day?._tag === "DayRollup") this.show(button, groupRows(day, this.shown.by))
  }

  private show(button: Element, rows: ReadonlyArray<HTMLElement>): void {
    // The row of the button stays where it is, or the focus would be lost.
    const row = button.closest("tr")
    for (const part of row?.parentElement?.querySelectorAll(".part") ?? []) part.remove()
    row?.after(...rows)
  }
}

function dayRow(day: Day): HTMLTableRowElement {
  if (day._tag === "DayFailure") {
    const date = element("th", { scope: "row" }, element("span", { class: "date" }, ...dateOf(day)))
    return element("tr", {}, date, ...["–", "–", "–"].map(amount), stateCell(day))
  }
  const button = element(
    "button",
    { type: "button", class: "date", value: day.date, "aria-expanded": "false" },
    ...dateOf(day)
  )
  const figures = [grouped(day.totalCents), dollars(day.totalCents), grouped(String(day.records))]
  return element("tr", {}, element("th", { scope: "row" }, button), ...figures.map(amount), stateCell(day))
}

/** A narrow screen has no room for the day of the week. */
const dateOf = ({ date }: Day) => [element("span", { class: "weekday" }, `${weekday(date)}, `), medium(date)]

const words = { agrees: "agrees", doubtful: "agrees, in doubt", differs: "differs", failed: "not read" }

function stateCell(day: Day): HTMLTableCellElement {
  const { kind, remarks } = standingOf(day)
  const provisional =
    day._tag === "DayRollup" && day.provisional ? [element("span", { class: "state provisional" }, "provisional")] : []
  const told = element(
    "div",
    {},
    element("span", { class: `state ${kind}` }, words[kind]),
    ...provisional,
    ...remarks.map((text) => element("span", { class: "muted" }, text))
  )
  return element("td", { class: "standing" }, told)
}

function groupRows(day: DayRollup, by: Shown["by"]): ReadonlyArray<HTMLTableRowElement> {
  return [...cellsOf(day, by)]
    .toSorted(([, one], [, other]) => Number(other.costCents) - Number(one.costCents))
    .map(([name, { cacheHits, costCents, records }]) =>
      element(
        "tr",
        { class: "part" },
        element("th", { scope: "row" }, nameElement(name)),
        ...[grouped(costCents), dollars(costCents), grouped(String(records))].map(amount),
        element("td", { class: "muted" }, cacheHits === 0 ? "" : counted(cacheHits, "cache hit"))
      )
    )
}

const amount = (text: string) => element("td", { class: "amount" }, text)
