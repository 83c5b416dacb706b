/** What went wrong, and a button that asks again. */
import { visible } from "@varg-usage/core/SafeText"

import { counted } from "./Amount.ts"
import { short } from "./dates.ts"
import { byId, element } from "./element.ts"
import type { Shown } from "./Shown.ts"

const box = byId("problem", HTMLElement)

/** Ties the button to what it does. */
export const start = (again: () => void): void => {
  box.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLButtonElement) again()
  })
}

/** Why the days ended early, or which of them failed once all are there. Nothing where all went well. */
export const draw = ({ phase, reason, report }: Shown): void => {
  const failures = phase === "reading" ? [] : report.failures
  const title = reason ?? (failures.length > 0 ? `${counted(failures.length, "day")} could not be read` : undefined)
  box.hidden = title === undefined
  const text = JSON.stringify([title, failures])
  // An alert is read out whenever it changes, and a button that is drawn anew loses the focus.
  if (box.dataset["text"] === text) return
  box.dataset["text"] = text
  box.replaceChildren(...(title === undefined ? [] : content(title, failures)))
}

function content(title: string, failures: Shown["report"]["failures"]): ReadonlyArray<HTMLElement> {
  const byMessage = Map.groupBy(failures, ({ message }) => message)
  const items = Array.from(byMessage, ([message, days]) =>
    element("li", {}, `${visible(message)} (${days.map(({ date }) => short(date)).join(", ")})`)
  )
  const list = items.length === 0 ? [] : [element("ul", {}, ...items)]
  return [element("h2", {}, visible(title)), ...list, element("button", { type: "button" }, "Try again")]
}
