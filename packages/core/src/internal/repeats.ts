/**
 * Tells repeated rows from charges that are made again.
 *
 * The gateway charges a job that is run again under its old id, so the same `job_id` with other content is another
 * charge. Rows that are equal in every field are held back: they count once, unless only counting each of them agrees
 * with the gateway's total. A row without a `job_id` is never taken for a repeat.
 */
import * as Cents from "../Cents.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import { Columns } from "./columns.ts"
import { print, Prints, SeenRows } from "./fingerprint.ts"

/** Rows in a batch of those that were held back. */
const batchSize = 512

export class Repeats {
  /** Rows held back. */
  identical = 0
  /** Rows that charge a job again. */
  recharges = 0
  /** Sum of the costs of the rows held back. */
  readonly cents = new Cents.CentsSum()
  private readonly seen = new SeenRows()
  private readonly jobPrints = new Prints()
  private readonly contentPrints = new Prints()
  /** The rows held back, each once, as soon as there is one, and how often they were met. */
  private held: Columns | undefined
  private readonly times: Array<number> = []
  private readonly places = new Map<number, number>()

  /** Takes the rows out that have been met before. */
  screen(columns: Columns): void {
    const { jobIdEnds, size } = columns
    print(columns, this.jobPrints, this.contentPrints)
    columns.restart()
    for (let row = 0; row < size; row++) {
      if ((jobIdEnds[row] ?? -1) >= 0 && this.isKnown(row)) this.hold(columns, row)
      else columns.keep(row)
    }
  }

  /** The rows held back, for a total that counts each of them. */
  *batches(): Generator<UsageBatch> {
    const { held } = this
    if (held === undefined) return
    const batch = new Columns(false, held.models, held.capabilities)
    for (const [row, times] of this.times.entries()) {
      for (let time = 0; time < times; time++) {
        batch.copy(held, row)
        batch.accept()
        if (batch.size === batchSize) yield batch.take()
      }
    }
    if (batch.size > 0) yield batch.take()
  }

  private isKnown(row: number): boolean {
    const known = this.seen.add(this.jobPrints, this.contentPrints, row)
    if (known === "job") this.recharges++
    return known === "row"
  }

  private hold(columns: Columns, row: number): void {
    const { contentPrints } = this
    const content = (contentPrints.high[row] ?? 0) * 2 ** 32 + ((contentPrints.low[row] ?? 0) >>> 0)
    this.identical++
    columns.addCost(row, this.cents)
    const place = this.places.get(content)
    if (place === undefined) {
      this.places.set(content, this.times.push(1) - 1)
      this.held ??= new Columns(false, columns.models, columns.capabilities)
      this.held.copy(columns, row)
      this.held.accept()
    } else this.times[place] = (this.times[place] ?? 0) + 1
    columns.drop(row)
  }
}
