/** The table of all groups, those without a colour included. */
import { dollars, grouped, share } from "./Amount.ts"
import { byId, element } from "./element.ts"
import type { Name, Tally } from "./RunningReport.ts"
import { nameElement, type Shown } from "./Shown.ts"

const titles = { capability: ["Capability", "All capabilities"], model: ["Model", "All models"] } as const

export const draw = ({ by, report, series }: Shown): void => {
  const [name, title] = titles[by]
  byId("groups-name", HTMLElement).textContent = name
  byId("groups-title", HTMLElement).textContent = title
  const colours = new Map(series.flatMap(({ colour, names }) => names.map((one) => [one, colour])))
  const rows = report
    .ranked(by)
    .map(([group, tally]) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, named(group, colours.get(group) ?? 0)),
        ...figures(tally, report.total)
      )
    )
  byId("groups", HTMLElement).replaceChildren(...rows, ...(report.read.length === 0 ? [] : [sumRow(report.total)]))
}

function named(name: Name, colour: number): HTMLElement {
  return element("div", { class: "named" }, element("span", { class: `swatch series-${colour}` }), nameElement(name))
}

function sumRow(total: Tally): HTMLElement {
  return element("tr", { class: "sum" }, element("th", { scope: "row" }, "Total"), ...figures(total, total))
}

function figures(tally: Tally, total: Tally): ReadonlyArray<HTMLElement> {
  const texts = [
    grouped(tally.cents),
    dollars(tally.cents),
    share(Number(tally.cents), Number(total.cents)),
    grouped(String(tally.records)),
    grouped(String(tally.cacheHits))
  ]
  return texts.map((text) => element("td", { class: "amount" }, text))
}
