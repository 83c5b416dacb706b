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

/**
 * Gives out the colours so that a group keeps its own as long as it is among the dearest. A colour that a group had when
 * the days were left is its own from then on: another group has it only until its owner comes.
 */
export class Palette {
  private held: ReadonlyMap<Name, number> = new Map()
  private readonly owned = new Map<Name, number>()

  /** The series of all groups, given dearest first. */
  series(names: ReadonlyArray<Name>): ReadonlyArray<Series> {
    const top = names.slice(0, colours.length)
    const others = names.slice(colours.length)
    this.held = this.given(top)
    const series = top.map((name) => ({ colour: this.held.get(name) ?? 0, names: [name] }))
    return others.length === 0 ? series : [...series, { colour: 0, names: others }]
  }

  /** Remembers who has which colour: other days come. */
  settle(): void {
    for (const [name, colour] of this.held) if (!this.owned.has(name)) this.owned.set(name, colour)
    this.held = new Map()
  }

  /** Owners first, and of two owners of one colour the one that has it now; then those that have one; then the rest. */
  private given(names: ReadonlyArray<Name>): ReadonlyMap<Name, number> {
    const given = new Map<Name, number>()
    const left = new Set(colours)
    const give = (name: Name, colour: number | undefined) => {
      if (colour !== undefined && !given.has(name) && left.delete(colour)) given.set(name, colour)
    }
    for (const name of names) if (this.owned.get(name) === this.held.get(name)) give(name, this.owned.get(name))
    for (const name of names) give(name, this.owned.get(name))
    for (const name of names) give(name, this.held.get(name))
    const foreign = new Set(this.owned.values())
    const free = [...left].toSorted((one, other) => Number(foreign.has(one)) - Number(foreign.has(other)))
    for (const name of names) if (!given.has(name)) give(name, free.shift())
    return given
  }
}
