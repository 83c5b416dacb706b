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

/** How rows are kept that were held back. */
const kept = { detectRepeats: false, reuseBatches: false } as const

export class Repeats {
  /** Rows held back. */
  identical = 0
  /** Sum of the costs of the rows held back. */
  readonly cents = new Cents.CentsSum()
  private readonly seen = new SeenRows()
  private readonly prints = new Prints()
  /** Of the rows at hand, which have been met before. */
  private known = new Uint8Array(0)
  /** The rows held back, each once, as soon as there is one, and how often they were met. */
  private held: Columns | undefined
  private readonly times: Array<number> = []
  private readonly places = new Map<number, number>()

  /** Takes the rows out that have been met before. */
  screen(columns: Columns): void {
    const { size } = columns
    if (size > this.known.length) this.known = new Uint8Array(2 * size)
    print(columns, this.prints)
    if (this.seen.add(this.prints, columns, this.known)) this.sort(columns, size)
  }

  /** Rows that charge a job again. */
  countRecharges(): number {
    return this.seen.countRecharges()
  }

  /** The rows held back, for a total that counts each of them. */
  *batches(): Generator<UsageBatch> {
    const { held } = this
    if (held === undefined) return
    const batch = new Columns(kept, held.models, held.capabilities)
    for (const [row, times] of this.times.entries()) {
      for (let time = 0; time < times; time++) {
        batch.copy(held, row)
        batch.accept()
        if (batch.size === batchSize) yield batch.take()
      }
    }
    if (batch.size > 0) yield batch.take()
  }

  private sort(columns: Columns, size: number): void {
    columns.restart()
    for (let row = 0; row < size; row++) {
      if (this.known[row] === 1) this.hold(columns, row)
      else columns.keep(row)
    }
  }

  private hold(columns: Columns, row: number): void {
    const { content: low, high } = this.prints
    const content = ((high[row] ?? 0) & 0xffff) * 2 ** 32 + ((low[row] ?? 0) >>> 0)
    this.identical++
    columns.addCost(row, this.cents)
    const place = this.places.get(content)
    if (place === undefined) {
      this.places.set(content, this.times.push(1) - 1)
      this.held ??= new Columns(kept, columns.models, columns.capabilities)
      this.held.copy(columns, row)
      this.held.accept()
    } else this.times[place] = (this.times[place] ?? 0) + 1
    columns.drop(row)
  }
}
