/**
 * Decides what becomes of each record of an answer: a row of the window, or set aside and counted.
 */
import { type BigDecimal, Result } from "effect"

import * as Cents from "../Cents.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import type { Adjacent } from "../WindowSummary.ts"
import { Columns } from "./columns.ts"
import { Dictionary } from "./dictionary.ts"
import { hashJobId } from "./fingerprint.ts"
import * as Json from "./json.ts"
import * as RecordFields from "./recordFields.ts"
import { Repeats } from "./repeats.ts"
import type { Workspace } from "./workspace.ts"

export interface Options {
  /** The window's instants in milliseconds since 1970-01-01T00:00:00Z; `end` is excluded. */
  readonly start: number
  readonly end: number
  /** Whether to look for rows that stand twice; costs memory for each row. */
  readonly detectRepeats: boolean
  /** Whether each batch is written over by the next one. */
  readonly reuseBatches: boolean
  /** What other readers have left. */
  readonly workspace: Workspace
}

/** What became of the records, but for the rows. */
export interface Admitted {
  /** Records in `usage`, whatever became of them. */
  readonly elements: number
  /** Records whose instant lies outside of the window; they are in no batch. */
  readonly outOfWindow: Sum & { readonly earlier: Adjacent; readonly later: Adjacent }
  /** How many of those lie more than a day outside. */
  readonly astray: number
  /** Records that could not be read; `cents` is the sum of the costs that could. */
  readonly rejected: Sum & { readonly unknownCosts: number }
  /** Rows of the window that stand twice, and are in no batch so far. */
  readonly identical: Sum
  /** Rows that charge a job of the window again. */
  readonly recharges: number
  /** The rows of `identical` as batches. */
  readonly held: () => Iterable<UsageBatch>
}

interface Sum {
  readonly records: number
  readonly cents: BigDecimal.BigDecimal
}

const dayMillis = 86_400_000
const maxUnread = 10_000

export class Admission {
  private readonly options: Options
  readonly columns: Columns
  private readonly repeats: Repeats | undefined
  private elements = 0
  private astray = 0
  private readonly earlier = new AdjacentCounter(Math.min)
  private readonly later = new AdjacentCounter(Math.max)
  private readonly outOfWindow = new Counter()
  private readonly rejected = new Counter()
  /** Why the first record that could not be read could not. */
  firstProblem: RecordFields.Problem | undefined

  constructor(options: Options) {
    this.options = options
    this.repeats = options.detectRepeats ? new Repeats() : undefined
    this.columns = new Columns(options, new Dictionary(), new Dictionary(), options.workspace.takeRoom())
  }

  /** Whether there are records, and not one of them could be read. */
  get noneRead(): boolean {
    return this.elements > 0 && this.rejected.records === this.elements
  }

  /** Whether so many records could not be read, and none could, that the rest is not worth the time. */
  get isHopeless(): boolean {
    return this.noneRead && this.elements >= maxUnread
  }

  /** The rows since the last call. */
  take(): UsageBatch {
    this.repeats?.screen(this.columns)
    return this.columns.take()
  }

  /** Decides about a record that was read as JSON. */
  admit(value: Json.Json): void {
    const read = RecordFields.read(value)
    if (Result.isFailure(read)) {
      this.reject(read.failure, Json.isObject(value) ? RecordFields.toCents(value["cost_cents"]) : undefined)
    } else {
      this.columns.write(read.success, this.columns.detectRepeats ? RecordFields.beside(value) : undefined)
      this.settle()
    }
  }

  reject(problem: RecordFields.Problem, cost: BigDecimal.BigDecimal | undefined): void {
    const index = this.elements++
    this.rejected.add(cost)
    this.firstProblem ??= {
      path: `usage[${index}]${problem.path === "" ? "" : `.${problem.path}`}`,
      expected: problem.expected
    }
    this.columns.reject({ index, path: problem.path, problem: `expected ${problem.expected}` })
  }

  /** Leaves the room to others: no row is written any more. */
  leave(): void {
    this.options.workspace.leaveRoom(this.columns.room)
  }

  get admitted(): Admitted {
    const { astray, earlier, elements, later, outOfWindow, rejected, repeats } = this
    return {
      elements,
      astray,
      outOfWindow: { ...outOfWindow.sum, earlier: earlier.adjacent, later: later.adjacent },
      rejected: { ...rejected.sum, unknownCosts: rejected.unknownCosts },
      identical: { records: repeats?.identical ?? 0, cents: repeats?.cents.value ?? Cents.zero },
      recharges: repeats?.countRecharges() ?? 0,
      held: () => repeats?.batches() ?? []
    }
  }

  /** Decides about the row that was written last. */
  settle(): void {
    const { end, start } = this.options
    const createdAt = this.columns.createdAt[this.columns.size] ?? 0
    this.elements++
    if (createdAt < start || createdAt >= end) {
      this.outOfWindow.addRow(this.columns)
      if (createdAt < start - dayMillis || createdAt >= end + dayMillis) this.astray++
      else (createdAt < start ? this.earlier : this.later).addRowAt(createdAt, this.columns)
      this.columns.forget()
    } else {
      if (this.columns.detectRepeats) hashJobId(this.columns, this.columns.size)
      this.columns.accept()
    }
  }

  /** Decides about rows that were written behind the last one, and whose instants lie between those two. */
  settleAll(rows: number, earliest: number, latest: number): void {
    const { end, start } = this.options
    if (earliest >= start && latest < end) {
      this.elements += rows
      this.columns.accept(rows)
      return
    }
    const { size } = this.columns
    for (let row = size; row < size + rows; row++) {
      if (row !== this.columns.size) this.columns.copy(this.columns, row)
      this.settle()
    }
  }
}

class Counter {
  records = 0
  unknownCosts = 0
  private readonly cents = new Cents.CentsSum()

  add(cost: BigDecimal.BigDecimal | undefined): void {
    this.records++
    if (cost === undefined) this.unknownCosts++
    else this.cents.add(cost)
  }

  /** Adds the row that was written last. */
  addRow(columns: Columns): void {
    this.records++
    if (!columns.addCost(columns.size, this.cents)) this.unknownCosts++
  }

  get sum(): Sum {
    return { records: this.records, cents: this.cents.value }
  }
}

/** Counts on one side of the window. */
class AdjacentCounter extends Counter {
  private readonly farther: (self: number, that: number) => number
  private farthest: number | undefined

  constructor(farther: (self: number, that: number) => number) {
    super()
    this.farther = farther
  }

  addRowAt(instant: number, columns: Columns): void {
    this.farthest = this.farther(this.farthest ?? instant, instant)
    this.addRow(columns)
  }

  get adjacent(): Adjacent {
    const { farthest, sum, unknownCosts } = this
    return { ...sum, unknownCosts, ...(farthest !== undefined && { farthest }) }
  }
}
