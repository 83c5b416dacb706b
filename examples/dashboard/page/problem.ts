/** What went wrong, and what to do: a button that asks again, or the field that has to change. */
import { visible } from "@varg-usage/core/SafeText"

import { counted } from "./Amount.ts"
import { runs } from "./dates.ts"
import { byId, element } from "./element.ts"
import type { Field } from "./Period.ts"
import type { Reason, Shown } from "./Shown.ts"

const box = byId("problem", HTMLElement)

const fields: Readonly<Record<Field, HTMLInputElement>> = {
  from: byId("from", HTMLInputElement),
  to: byId("to", HTMLInputElement)
}

/** Ties the button to what it does. */
export const start = (again: () => void): void => {
  box.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLButtonElement) again()
  })
}

/** Leads to the field that has to change, where it is one. */
export const lead = (reason: Reason | undefined): void => {
  if (reason?.field !== undefined) fields[reason.field].focus()
}

/** Why the days ended early, or which of them failed once all are there. Nothing where all went well. */
export const draw = ({ phase, reason, report }: Shown): void => {
  const failures = phase === "reading" ? [] : report.failures
  const told = reason ?? (failures.length > 0 ? { title: failed(failures.length) } : undefined)
  const text = JSON.stringify([told, failures])
  // An alert is read out whenever it changes, and a button that is drawn anew loses the focus.
  if (box.dataset["text"] === text) return
  box.dataset["text"] = text
  box.hidden = told === undefined
  box.classList.toggle("refused", told?.field !== undefined)
  for (const [name, field] of Object.entries(fields)) {
    const isWrong = told?.field === name
    field.setAttribute("aria-invalid", String(isWrong))
    field.setAttribute("aria-describedby", isWrong ? box.id : "")
  }
  box.replaceChildren(...(told === undefined ? [] : content(told, failures)))
}

const failed = (days: number) => `${counted(days, "day")} could not be read`

/** Asking again helps with anything but a wrong question. */
function content({ advice, field, title }: Reason, failures: Shown["report"]["failures"]): ReadonlyArray<HTMLElement> {
  const byMessage = Map.groupBy(failures, ({ message }) => message)
  const items = Array.from(byMessage, ([message, days]) =>
    element("li", {}, `${visible(message)} (${runs(days.map(({ date }) => date))})`)
  )
  return [
    element("h2", {}, visible(title)),
    ...(advice === undefined ? [] : [element("p", {}, visible(advice))]),
    ...(items.length === 0 ? [] : [element("ul", {}, ...items)]),
    ...(field === undefined ? [element("button", { type: "button" }, "Try again")] : [])
  ]
}
