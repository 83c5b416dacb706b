/** The figures at the top. */
import { counted, dollars, grouped, share } from "./Amount.ts"
import { byId } from "./element.ts"
import type { RunningReport } from "./RunningReport.ts"
import type { Shown } from "./Shown.ts"
import { standingOf } from "./standing.ts"

const write = (id: string, text: string) => {
  byId(id, HTMLElement).textContent = text
}

export const draw = (shown: Shown): void => {
  drawCost(shown.report)
  drawReconciled(shown.report)
  drawRead(shown)
  // What is said again is heard again.
  const said = announcement(shown)
  if (byId("status", HTMLElement).textContent !== said) write("status", said)
}

function drawCost({ read, total: { cacheHits, cents, records, unknownCosts } }: RunningReport): void {
  const known = read.length > 0
  write("total", known ? dollars(cents) : "–")
  write("total-cents", known ? `${grouped(cents)} cents` : "in dollars")
  write("records", known ? grouped(String(records)) : "–")
  const unknown = unknownCosts > 0 ? `, ${grouped(String(unknownCosts))} without a cost` : ""
  write("records-note", records > 0 ? `${share(cacheHits, records)} cache hits${unknown}` : "jobs that were charged")
}

function drawReconciled({ days, read }: RunningReport): void {
  const kinds = read.map((day) => standingOf(day).kind)
  const doubtful = kinds.filter((kind) => kind === "doubtful").length
  const agreeing = kinds.filter((kind) => kind === "agrees").length + doubtful
  const whole = doubtful === 0 ? "agrees" : "doubtful"
  const partial = read.length === 0 ? "failed" : "differs"
  const figure = byId("reconciled", HTMLElement)
  figure.className = days.size === 0 ? "figure" : `figure ${agreeing === days.size ? whole : partial}`
  figure.textContent = days.size === 0 ? "–" : `${agreeing} of ${days.size}`
  const doubt = doubtful > 0 ? `, ${doubtful} in doubt` : ""
  write("reconciled-note", `${days.size === 1 ? "day" : "days"}, with the gateway’s total${doubt}`)
}

function drawRead({ dates, phase, report }: Shown): void {
  const provisional = report.read.filter((day) => day.provisional).length
  const notes = [
    dates.length === 1 ? "day" : "days",
    ...(report.failures.length > 0 ? [`${report.failures.length} failed`] : []),
    ...(provisional > 0 ? [`${provisional} provisional`] : []),
    ...(phase === "stopped" ? ["then it stopped"] : [])
  ]
  write("read", dates.length === 0 ? "–" : `${report.read.length} of ${dates.length}`)
  write("read-note", notes.join(", "))
  const progress = byId("progress", HTMLProgressElement)
  progress.max = Math.max(1, dates.length)
  progress.value = report.read.length
  progress.dataset["phase"] = phase
}

/** What a screen reader is told: the beginning, each quarter, and the end. */
const announcement = ({ dates, phase, report }: Shown): string => {
  const { cents, records } = report.total
  const read = report.days.size
  if (phase === "stopped") return ""
  if (phase === "reading") {
    const quarter = Math.floor((4 * read) / Math.max(1, dates.length))
    return quarter === 0 ? `Reading ${counted(dates.length, "day")}.` : `${quarter * 25}% of the days are read.`
  }
  const failed = report.failures.length > 0 ? ` ${counted(report.failures.length, "day")} could not be read.` : ""
  return `${counted(report.read.length, "day")} read: ${dollars(cents)} for ${counted(records, "record")}.${failed}`
}
