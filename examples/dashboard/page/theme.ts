/** Light, dark, or as the system has it. It runs before the first frame, so that nothing flashes. */
import * as Choice from "./choice.ts"

const root = document.documentElement

/** Where a browser keeps nothing for a page, the choice lasts as long as the page. */
const kept = (): string | null => {
  try {
    return localStorage.getItem("theme")
  } catch {
    return null
  }
}

const keep = (theme: string): void => {
  try {
    localStorage.setItem("theme", theme)
  } catch {
    // It was applied all the same.
  }
}

const apply = (theme: string) => {
  root.dataset["theme"] = theme
}

apply(kept() ?? "auto")

/** Ties the choice to its control, and tells when the colours change. */
export const start = (control: HTMLElement, listener: () => void): void => {
  Choice.start(control, root.dataset["theme"] ?? "auto", (theme) => {
    apply(theme)
    keep(theme)
    listener()
  })
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener)
}
