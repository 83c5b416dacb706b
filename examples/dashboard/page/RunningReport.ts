/** What the days that have come so far add up to. */
import { AmountSum } from "./Amount.ts"
import type { By, Day, DayRollup } from "./api.ts"

/** The name of a group; `null` are records that have none. */
export type Name = string | null

/** One group in one day, as the API says it. */
export type Cell = DayRollup["rollups"][number]["cells"][number]

/** Records and their cost. */
export class Tally {
  private readonly amount = new AmountSum()
  records = 0
  cacheHits = 0
  unknownCosts = 0

  add(cell: Pick<Cell, "cacheHits" | "costCents" | "records" | "unknownCosts">): void {
    this.amount.add(cell.costCents)
    this.records += cell.records
    this.cacheHits += cell.cacheHits
    this.unknownCosts += cell.unknownCosts
  }

  /** Exact, in cents. */
  get cents(): string {
    return this.amount.text
  }
}

/** The groups of a day. */
export const cellsOf = (day: DayRollup, by: By): ReadonlyMap<Name, Cell> => {
  const rollup = day.rollups.find((one) => one.by.length === 1 && one.by[0] === by)
  return new Map(rollup?.cells.map((cell) => [cell.key[by] ?? null, cell]))
}

/** Maps throughout: a model may be called `__proto__`. */
export class RunningReport {
  readonly days = new Map<string, Day>()
  readonly total = new Tally()
  readonly groups: Readonly<Record<By, Map<Name, Tally>>> = { capability: new Map(), model: new Map() }

  add(day: Day): void {
    this.days.set(day.date, day)
    if (day._tag === "DayFailure") return
    for (const by of ["capability", "model"] as const) {
      for (const [name, cell] of cellsOf(day, by)) tallyOf(this.groups[by], name).add(cell)
    }
    for (const cell of cellsOf(day, "model").values()) this.total.add(cell)
  }

  /** The groups, dearest first. */
  ranked(by: By): ReadonlyArray<readonly [Name, Tally]> {
    return Array.from(this.groups[by], ([name, tally]) => ({ name, tally, cents: Number(tally.cents) }))
      .toSorted((one, other) => other.cents - one.cents || compare(one.name, other.name))
      .map(({ name, tally }) => [name, tally] as const)
  }

  /** The days that were read. */
  get read(): ReadonlyArray<DayRollup> {
    return [...this.days.values()].filter((day) => day._tag === "DayRollup")
  }

  /** The days that could not be. */
  get failures(): ReadonlyArray<Exclude<Day, DayRollup>> {
    return [...this.days.values()].filter((day) => day._tag === "DayFailure")
  }
}

function tallyOf(groups: Map<Name, Tally>, name: Name): Tally {
  const known = groups.get(name)
  if (known !== undefined) return known
  const tally = new Tally()
  groups.set(name, tally)
  return tally
}

const compare = (left: Name, right: Name) => ((left ?? "") < (right ?? "") ? -1 : 1)
