/**
 * Tells repeated rows from charges that are made again.
 *
 * The gateway charges a job that is run again under its old id, so the same `job_id` with other content is another
 * charge. Rows that are equal in every field are held back: they count once, unless only counting each of them agrees
 * with the gateway's total. A row without a `job_id` is never taken for a repeat.
 */
import * as Cents from "../Cents.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import type { UsageRecord } from "../UsageRecord.ts"
import type { BatchBuilder } from "./batch.ts"
import { fingerprint, FingerprintSet } from "./fingerprint.ts"
import * as Json from "./json.ts"

interface Held {
  readonly record: UsageRecord
  readonly createdAt: number
  times: number
}

/** Rows in a batch of those that were held back. */
const batchSize = 512

export class Repeats {
  /** Rows held back. */
  identical = 0
  /** Rows that charge a job again. */
  recharges = 0
  /** Sum of the costs of the rows held back. */
  readonly cents = new Cents.CentsSum()
  private readonly jobs = new FingerprintSet()
  private readonly contents = new FingerprintSet()
  private readonly held = new Map<string, Held>()

  /** Whether the row is held back. */
  holds(record: UsageRecord, createdAt: number, value: Json.Json): boolean {
    if (record.jobId === undefined) return false
    const content = Json.canonical(value)
    if (!this.contents.add(fingerprint(content), fingerprint(content, 1))) {
      this.hold(content, record, createdAt)
      return true
    }
    if (!this.jobs.add(fingerprint(record.jobId), fingerprint(record.jobId, 1))) this.recharges++
    return false
  }

  /** The rows held back, for a total that counts each of them. */
  *batches(builder: BatchBuilder): Generator<UsageBatch> {
    let size = 0
    for (const { createdAt, record, times } of this.held.values()) {
      for (let time = 0; time < times; time++) {
        builder.push(record, createdAt)
        if (++size % batchSize === 0) yield builder.take()
      }
    }
    if (size % batchSize > 0) yield builder.take()
  }

  private hold(content: string, record: UsageRecord, createdAt: number): void {
    this.identical++
    if (record.costCents !== undefined) this.cents.add(record.costCents)
    const held = this.held.get(content)
    if (held === undefined) this.held.set(content, { record, createdAt, times: 1 })
    else held.times++
  }
}
