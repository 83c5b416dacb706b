/** The frame of the chart: which day is looked at, by the keyboard or the pointer, and what the marks mean. */
import { spoken } from "./breakdown.ts"
import { byId, element } from "./element.ts"
import type { Shown } from "./Shown.ts"
import { type Standing, standingOf } from "./standing.ts"

const plot = byId("days", HTMLElement)

/** How far each key goes. Position 0 is all days together. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: -1,
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  End: Infinity,
  Escape: -Infinity,
  Home: -Infinity,
  PageDown: -7,
  PageUp: 7
}

/** Pointing at a day shows it until the pointer leaves; a key or a click stays. */
export const start = (days: {
  readonly step: (days: number) => void
  readonly selectAt: (x: number) => void
  readonly point: (x: number | undefined) => void
}): void => {
  plot.addEventListener("keydown", (event) => {
    const step = steps[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    days.step(step)
  })
  plot.addEventListener("pointermove", ({ offsetX }) => days.point(offsetX))
  plot.addEventListener("pointerleave", () => days.point(undefined))
  plot.addEventListener("click", ({ offsetX }) => days.selectAt(offsetX))
}

export const draw = (shown: Shown): void => {
  plot.setAttribute("aria-valuemax", String(shown.dates.length))
  plot.setAttribute("aria-valuenow", String(shown.selected))
  plot.setAttribute("aria-valuetext", spoken(shown))
  const text = instead(shown)
  byId("waiting", HTMLElement).textContent = text
  // While days come in, it keeps the place of what is to be drawn.
  plot.classList.toggle("nothing", text !== "" && shown.phase !== "reading")
  byId("key", HTMLElement).replaceChildren(...keyOf(shown))
}

/** What stands where there is nothing to draw. */
function instead({ phase, report }: Shown): string {
  if (report.days.size === 0)
    return { reading: "Waiting for the first day…", read: "", stopped: "Nothing was read." }[phase]
  if (report.read.length === 0) {
    return phase === "reading" ? "No day could be read so far." : "No day could be read, so there is nothing to draw."
  }
  return phase === "read" && report.total.records === 0 && report.failures.length === 0
    ? "Nothing was charged in these days."
    : ""
}

function keyOf({ report }: Shown): ReadonlyArray<HTMLElement> {
  const isAny = (kind: Standing["kind"]) => report.read.some((day) => standingOf(day).kind === kind)
  const marks = [
    { mark: "▨", text: "provisional: over for less than 48 hours", isUsed: report.read.some((day) => day.provisional) },
    { mark: "✕", text: "could not be read", isUsed: report.failures.length > 0 && report.read.length > 0 },
    { mark: "▲", text: "differs from the gateway’s total", isUsed: isAny("differs") },
    { mark: "!", text: "agrees, but may have been cut", isUsed: isAny("doubtful") }
  ]
  return marks
    .filter(({ isUsed }) => isUsed)
    .map(({ mark, text }) => element("li", {}, element("span", { "aria-hidden": "true" }, mark), text))
}
