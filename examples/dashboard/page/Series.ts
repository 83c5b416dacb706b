/** Which groups have a colour of their own: the dearest. What is left is drawn as one. */
import type { Name } from "./RunningReport.ts"

/** A part of each bar. */
export interface Series {
  /** The number of its colour in `style.css`, from 1; 0 is that of the others. */
  readonly colour: number
  /** The groups in it: one, but for the others. */
  readonly names: ReadonlyArray<Name>
}

const colours = [1, 2, 3, 4, 5, 6, 7]

/** Gives out the colours so that a group keeps its own as long as it is among the dearest. */
export class Palette {
  private held: ReadonlyMap<Name, number> = new Map()

  /** The series of all groups, given dearest first. */
  series(names: ReadonlyArray<Name>): ReadonlyArray<Series> {
    const top = names.slice(0, colours.length)
    const others = names.slice(colours.length)
    const kept = new Set(top.map((name) => this.held.get(name)))
    const free = colours.filter((colour) => !kept.has(colour))
    this.held = new Map(top.map((name) => [name, this.held.get(name) ?? free.shift() ?? 0]))
    const series = Array.from(this.held, ([name, colour]) => ({ colour, names: [name] }))
    return others.length === 0 ? series : [...series, { colour: 0, names: others }]
  }
}
