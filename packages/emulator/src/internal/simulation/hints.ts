/**
 * The ways in which a server asks to wait.
 */
import { DateTime } from "effect"

import type { Dice } from "./dice.ts"

export interface Hint {
  /** What it comes to, `undefined` when there is none. */
  readonly millis: number | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** The message that holds it. */
  readonly prose?: string
}

export const draw = ({ dice, serverNow }: { readonly dice: Dice; readonly serverNow: number }): Hint => {
  const seconds = dice.chance(0.1) ? dice.between(100, 2000) : dice.between(1, 45)
  const now = Math.floor(serverNow / 1000) * 1000
  const date = httpDate(now)
  const later = now + seconds * 1000
  const forms: readonly [Hint, ...ReadonlyArray<Hint>] = [
    { millis: undefined },
    { millis: undefined, headers: { "retry-after": "soon" } },
    { millis: undefined, headers: { date, "retry-after": httpDate(now - 1000) } },
    { millis: seconds * 1000, headers: { "retry-after": String(seconds) } },
    { millis: seconds * 1000, headers: { "retry-after": String(seconds), "retry-after-ms": "x" } },
    { millis: seconds * 1000 + 250, headers: { "retry-after-ms": String(seconds * 1000 + 250), "retry-after": "1" } },
    { millis: seconds * 1000, headers: { date, "retry-after": httpDate(later) } },
    { millis: seconds * 1000, headers: { "ratelimit-reset": String(seconds) } },
    { millis: seconds * 1000, headers: { date, "x-ratelimit-reset": iso(later) } },
    { millis: seconds * 1000, headers: { date, "x-ratelimit-reset": String(later / 1000) } },
    { millis: seconds * 1000, prose: `Rate limit exceeded. Retry after ${seconds} seconds.` }
  ]
  return dice.pick(forms)
}

const httpDate = (millis: number): string => DateTime.toDateUtc(DateTime.makeUnsafe(millis)).toUTCString()

const iso = (millis: number): string => DateTime.formatIso(DateTime.makeUnsafe(millis))
