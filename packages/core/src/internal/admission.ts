/**
 * Decides what becomes of each record of an answer: a row of the window, or set aside and counted.
 */
import { BigDecimal, DateTime, Result, Schema, SchemaIssue } from "effect"

import * as Cents from "../Cents.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import { fields, type UsageRecord, wireNames } from "../UsageRecord.ts"
import { BatchBuilder } from "./batch.ts"
import * as Json from "./json.ts"
import { Repeats } from "./repeats.ts"

export interface Options {
  /** The window's instants in milliseconds since 1970-01-01T00:00:00Z; `end` is excluded. */
  readonly start: number
  readonly end: number
  /** Whether to look for rows that stand twice; costs memory for each row. */
  readonly detectRepeats: boolean
}

/** What became of the records, but for the rows. */
export interface Admitted {
  /** Records in `usage`, whatever became of them. */
  readonly elements: number
  /** Records whose instant lies outside of the window; they are in no batch. */
  readonly outOfWindow: Sum
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

/** The field at fault, by its name on the wire, and what was expected there; never the value. */
export interface Problem {
  readonly path: string
  readonly expected: string
}

const dayMillis = 86_400_000
const maxUnread = 10_000

export class Admission {
  private readonly options: Options
  private readonly builder = new BatchBuilder()
  private readonly repeats = new Repeats()
  private elements = 0
  private astray = 0
  private readonly outOfWindow = new Counter()
  private readonly rejected = new Counter()
  /** Why the first record that could not be read could not. */
  firstProblem: Problem | undefined

  constructor(options: Options) {
    this.options = options
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
    return this.builder.take()
  }

  admit(value: Json.Json): void {
    const decoded = decodeRecord(value)
    if (Result.isFailure(decoded)) {
      this.reject(decoded.failure, Json.isObject(value) ? toCents(value["cost_cents"]) : undefined)
      return
    }
    const record = decoded.success
    if (record.createdAt === undefined) {
      this.reject({ path: "created_at", expected: "an instant" }, record.costCents)
      return
    }
    this.elements++
    this.place(record, DateTime.toEpochMillis(record.createdAt), value)
  }

  reject(problem: Problem, cost: BigDecimal.BigDecimal | undefined): void {
    const index = this.elements++
    this.rejected.add(cost)
    this.firstProblem ??= {
      path: `usage[${index}]${problem.path === "" ? "" : `.${problem.path}`}`,
      expected: problem.expected
    }
    this.builder.reject({ index, path: problem.path, problem: `expected ${problem.expected}` })
  }

  get admitted(): Admitted {
    const { astray, elements, outOfWindow, rejected, repeats } = this
    return {
      elements,
      astray,
      outOfWindow: outOfWindow.sum,
      rejected: { ...rejected.sum, unknownCosts: rejected.unknownCosts },
      identical: { records: repeats.identical, cents: repeats.cents.value },
      recharges: repeats.recharges,
      held: () => repeats.batches(this.builder)
    }
  }

  private place(record: UsageRecord, createdAt: number, value: Json.Json): void {
    const { detectRepeats, end, start } = this.options
    if (createdAt < start || createdAt >= end) {
      this.outOfWindow.add(record.costCents)
      if (createdAt < start - dayMillis || createdAt >= end + dayMillis) this.astray++
    } else if (!detectRepeats || !this.repeats.holds(record, createdAt, value)) {
      this.builder.push(record, createdAt)
    }
  }
}

/** An amount, where the value is one. */
export function toCents(value: Json.Json | undefined): BigDecimal.BigDecimal | undefined {
  if (Json.isDecimal(value)) return value
  return typeof value === "number" ? BigDecimal.fromNumberUnsafe(value) : undefined
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

  get sum(): Sum {
    return { records: this.records, cents: this.cents.value }
  }
}

/** A record whose reader has kept decimals that a double can't hold. */
const ExactUsageRecord = Schema.Struct({
  ...fields,
  costCents: Schema.optionalKey(Schema.Union([Cents.Cents, Schema.declare(Json.isDecimal)]))
}).pipe(Schema.encodeKeys(wireNames))

const decodeFields = Schema.decodeUnknownResult(ExactUsageRecord)
const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

function decodeRecord(value: Json.Json): Result.Result<UsageRecord, Problem> {
  if (!Json.isObject(value)) return Result.fail({ path: "", expected: "an object" })
  // The contract has no nulls; a null says no more than an absent field.
  const present = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
  return Result.mapError(decodeFields(present), (error) => {
    const [issue] = formatIssue(error.issue).issues
    return {
      path: (issue?.path ?? []).map(String).join("."),
      expected: (issue?.message ?? "a record").replace(/^Expected /u, "")
    }
  })
}
