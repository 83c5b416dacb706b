/** What many rounds come to. */
import type { Result } from "../race.ts"
import type { Measured } from "../round.ts"

/** The middle of some figures, and how far they lie apart. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** A figure of one round. */
export type Figure = (round: Measured) => number

export const coldMillis: Figure = (round) => round.coldMillis
export const warmMillis: Figure = (round) => round.warmMillis ?? Number.NaN
export const cpuMillis: Figure = (round) => round.cpuMillis
export const peakBytes: Figure = (round) => round.peakBytes
export const stallMillis: Figure = (round) => round.stallMillis

/** `undefined` of no figures. */
export const spreadOf = (figures: ReadonlyArray<number>): Spread | undefined => {
  const sorted = figures.toSorted((left, right) => left - right)
  const [least, most] = [sorted[0], sorted.at(-1)]
  const [left, right] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  if (least === undefined || most === undefined || left === undefined || right === undefined) return undefined
  return { median: (left + right) / 2, least, most }
}

/** A figure over all rounds of a result. */
export const over = (result: Result | undefined, figure: Figure): Spread | undefined =>
  spreadOf((result?.rounds ?? []).map(figure))

/**
 * How many times a figure of one result it is in another. Compared round by round, since what ran at about the same time
 * met the same machine.
 */
export const times = (base: Result | undefined, result: Result | undefined, figure: Figure): Spread | undefined =>
  roundByRound(base, result, (left, right) => figure(left) / figure(right))

/** By how much a figure of one result is above that of another, round by round. */
export const more = (result: Result | undefined, base: Result | undefined, figure: Figure): Spread | undefined =>
  roundByRound(result, base, (left, right) => figure(left) - figure(right))

function roundByRound(
  left: Result | undefined,
  right: Result | undefined,
  compare: (left: Measured, right: Measured) => number
): Spread | undefined {
  const others = right?.rounds ?? []
  return spreadOf(
    (left?.rounds ?? []).flatMap((round, index) => {
      const other = others[index]
      return other === undefined ? [] : [compare(round, other)]
    })
  )
}
