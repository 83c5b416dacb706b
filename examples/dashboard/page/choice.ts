/** A set of radio buttons. */

/** Chooses one, and tells when another is chosen. */
export const start = (set: HTMLElement, chosen: string, listener: (value: string) => void): void => {
  for (const input of set.querySelectorAll("input")) input.checked = input.value === chosen
  set.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) listener(target.value)
  })
}
