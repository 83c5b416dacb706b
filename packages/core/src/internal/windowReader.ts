/**
 * Reads one body: bounded, decoded, counted, and in the end compared with its own total. Pure but for its own state; who
 * sends the bytes, and what becomes of the batches, is not its business.
 */
import { Result } from "effect"

import * as Cents from "../Cents.ts"
import * as DateRange from "../DateRange.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import * as E from "../UsageError.ts"
import * as WindowSummary from "../WindowSummary.ts"
import { type BodyFault, type Envelope, UsageDecoder } from "./decoder.ts"
import { WindowTally } from "./tally.ts"
import type { Workspace } from "./workspace.ts"

export interface Options {
  readonly window: DateRange.DateRange
  /** Bytes of the decompressed body. */
  readonly maxBodyBytes: number
  readonly detectRepeats: boolean
  /** Whether each batch is written over by the next one. */
  readonly reuseBatches: boolean
  /** What other readers have left. */
  readonly workspace: Workspace
  /** What fails the window instead of being reported. */
  readonly strict: ReadonlyArray<WindowSummary.Irregularity>
}

/** An error that still has to hear about its call. */
export type Failure = (about: E.Call) => E.CallError

/** What a body held, without what only the call knows. */
export type Facts = Omit<WindowSummary.WindowSummary, "attempts" | "requestId">

export interface Conclusion {
  readonly facts: Facts
  /** Batches that belong to the window beside those already given. */
  readonly late: ReadonlyArray<UsageBatch>
}

/** Bytes of the largest single record, or value beside `usage`. */
const maxValueBytes = 64 * 1024

export class WindowReader {
  private readonly options: Options
  private readonly decoder: UsageDecoder
  private readonly tally = new WindowTally()
  bytes = 0

  constructor(options: Options) {
    const { detectRepeats, reuseBatches, window, workspace } = options
    this.options = options
    this.decoder = new UsageDecoder({
      ...DateRange.toEpochMillis(window),
      maxValueBytes,
      detectRepeats,
      reuseBatches,
      workspace
    })
  }

  /** Takes a chunk; the batch holds the records that it completed, possibly none. */
  push(chunk: Uint8Array): Result.Result<UsageBatch, Failure> {
    const limit = this.options.maxBodyBytes
    this.bytes += chunk.length
    if (this.bytes > limit) return Result.fail((about) => new E.BodyTooLarge({ ...about, limit }))
    const batch = this.decoder.push(chunk)
    if (Result.isFailure(batch)) return Result.fail(fromFault(batch.failure))
    this.tally.add(batch.success)
    return Result.succeed(batch.success)
  }

  /** The verdict on the whole body. */
  conclude(): Result.Result<Conclusion, Failure> {
    const end = this.decoder.finish()
    if (Result.isFailure(end)) return Result.fail(fromFault(end.failure))
    const envelope = end.success
    if (envelope.astray * 2 > envelope.elements) {
      const records = envelope.outOfWindow.records
      return Result.fail((about) => new E.WindowIgnored({ ...about, records }))
    }
    const late = this.countRepeats(envelope)
    const facts = this.facts(envelope, late.length > 0)
    return this.judge(facts, late)
  }

  /** Identical rows count once, unless only counting each of them agrees with the gateway's total. */
  private countRepeats(envelope: Envelope): ReadonlyArray<UsageBatch> {
    if (envelope.identical.records === 0) return []
    const once = this.facts(envelope, false)
    if (agrees(once)) return []
    const sumCents = Cents.sum([once.sumCents, envelope.identical.cents])
    if (!agrees({ ...once, agreement: WindowSummary.agreement({ ...once, sumCents }) })) return []
    const late = [...envelope.held()]
    for (const batch of late) this.tally.add(batch)
    return late
  }

  private facts(envelope: Envelope, each: boolean): Facts {
    const { cacheHits, cents, examples, negativeCosts, records, unknownCosts, zeroCostMisses } = this.tally
    const { identical, outOfWindow, recharges, rejected, totalCents } = envelope
    const counted = {
      window: this.options.window,
      records,
      sumCents: cents.value,
      totalCents,
      cacheHits,
      zeroCostMisses,
      unknownCosts,
      negativeCosts,
      outOfWindow,
      rejected: { ...rejected, examples },
      repeats: { records: identical.records, cents: identical.cents, counted: each ? "each" : "once" } as const,
      recharges,
      bytes: this.bytes
    }
    return { ...counted, agreement: WindowSummary.agreement(counted) }
  }

  private judge(facts: Facts, late: ReadonlyArray<UsageBatch>): Result.Result<Conclusion, Failure> {
    const irregularity = WindowSummary.irregularities(facts).find(({ kind }) => this.options.strict.includes(kind))
    if (irregularity !== undefined) {
      const { examples } = facts.rejected
      return Result.fail((about) => new E.IrregularRecords({ ...about, ...irregularity, examples }))
    }
    if (facts.agreement !== "mismatch") return Result.succeed({ facts, late })
    const { records, sumCents, totalCents } = facts
    return Result.fail((about) => new E.TotalMismatch({ ...about, records, sumCents, totalCents }))
  }
}

function agrees(facts: Pick<Facts, "agreement">): boolean {
  return facts.agreement === "exact" || facts.agreement === "explained"
}

const fromFault =
  (fault: BodyFault): Failure =>
  (about) => {
    switch (fault._tag) {
      case "Malformed":
        return new E.MalformedBody({ ...about, kind: fault.kind, offset: fault.offset })
      case "Truncated":
        return new E.BodyTruncated({ ...about, bytes: fault.offset })
      case "SchemaMismatch":
        return new E.SchemaMismatch({ ...about, path: fault.path, expected: fault.expected })
      case "LimitExceeded":
        return new E.LimitExceeded({ ...about, what: fault.what, limit: fault.limit })
    }
  }
