/** What `JSON.stringify` leaves as it is and another reader may obey: C1 controls, formatting, separators and tags. */
const active = /[<\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** JSON in which a terminal, a line of a log or a page around it finds nothing to act on. It parses to the same value. */
export const inertJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(active, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.codePointAt(0)?.toString(16).padStart(4, "0")}`)
      .join("")
  )
