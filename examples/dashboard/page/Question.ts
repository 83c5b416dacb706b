/** What is asked: from the address of the page, and from its controls. The address always says what is shown. */
import type { By } from "./api.ts"
import * as Choice from "./choice.ts"
import { isDate, plusDays, today } from "./dates.ts"
import { byId } from "./element.ts"
import { lastDay } from "./Period.ts"

/** The dates are as they were written: they may be none. */
export interface Question {
  readonly from: string
  readonly to: string
  readonly by: By
}

/** The last 30 days by model, unless the address says otherwise. */
const ofAddress = (): Question => {
  const parameters = new URLSearchParams(location.search)
  const now = today()
  const to = parameters.get("to") ?? now
  const last = isDate(to) ? lastDay(to, now) : now
  return { from: parameters.get("from") ?? plusDays(last, -29), to, by: groupingOf(parameters.get("by")) }
}

const groupingOf = (text: string | null): By => (text === "capability" ? "capability" : "model")

/** Fills the controls in, and tells what is asked whenever that changes. What it gives asks the same again. */
export const start = (listener: {
  readonly asked: (question: Question) => void
  readonly grouped: (by: By) => void
}): (() => void) => {
  let question = ofAddress()
  const from = byId("from", HTMLInputElement)
  const to = byId("to", HTMLInputElement)
  const change = (part: Partial<Question>) => {
    question = { ...question, ...part }
    history.replaceState(null, "", `?${new URLSearchParams({ ...question })}`)
  }
  // A field stays empty where the address has no date for it.
  from.value = question.from
  to.value = question.to
  Choice.start(byId("by", HTMLElement), question.by, (value) => {
    change({ by: groupingOf(value) })
    listener.grouped(question.by)
  })
  byId("question", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault()
    change({ from: from.value, to: to.value })
    listener.asked(question)
  })
  listener.asked(question)
  return () => listener.asked(question)
}
