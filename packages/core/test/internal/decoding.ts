/** Decodes bodies for tests, whole or in chunks. */
import { Cents, DateRange, UsageBatch, type UsageRecord } from "@varg-usage/core"
import { Result } from "effect"

import { type BodyFault, type Envelope, type Options, UsageDecoder } from "../../src/internal/decoder.ts"
import { Workspace } from "../../src/internal/workspace.ts"

export const window = DateRange.toEpochMillis(Result.getOrThrow(DateRange.parse("2026-02-13", "2026-02-13")))

export interface Decoded {
  readonly envelope: Envelope
  readonly records: ReadonlyArray<UsageRecord.UsageRecord>
  readonly rejected: ReadonlyArray<UsageBatch.RejectedRecord>
}

const settings = { ...window, maxValueBytes: 65_536, detectRepeats: false, reuseBatches: true } as const

/** Decodes a body that arrives in chunks of so many bytes. */
export const decode = (
  body: string | Uint8Array,
  chunkSize = Number.POSITIVE_INFINITY,
  options: Partial<Options> = {}
): Result.Result<Decoded, BodyFault> => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body
  const decoder = new UsageDecoder({ ...settings, workspace: new Workspace(), ...options })
  const records: Array<UsageRecord.UsageRecord> = []
  const rejected: Array<UsageBatch.RejectedRecord> = []
  for (let at = 0; at < bytes.length; at += chunkSize) {
    // A transport may use its buffer again, which is one of Node's: each chunk is overwritten once it has been read.
    const chunk = Buffer.from(bytes.subarray(at, at + chunkSize))
    const batch = decoder.push(chunk)
    if (Result.isFailure(batch)) return Result.fail(batch.failure)
    chunk.fill(0x21)
    records.push(...UsageBatch.records(batch.success))
    rejected.push(...batch.success.rejected)
  }
  return Result.map(decoder.finish(), (envelope) => ({ envelope, records, rejected }))
}

export const fault = (body: string | Uint8Array, chunkSize?: number): BodyFault | undefined => {
  const decoded = decode(body, chunkSize)
  return Result.isFailure(decoded) ? decoded.failure : undefined
}

export const decoded = (body: string, chunkSize?: number): Decoded => Result.getOrThrow(decode(body, chunkSize))

export const record = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  job_id: "job_1",
  model: "fal:kling-v2.5",
  capability: "video",
  cost_cents: 25,
  cache_hit: false,
  created_at: "2026-02-13T10:00:00Z",
  ...fields
})

export const body = (...records: ReadonlyArray<unknown>): string => JSON.stringify({ usage: records, total_cents: 25 })

export const costs = (result: Decoded): ReadonlyArray<string | undefined> =>
  result.records.map(({ costCents }) => costCents && Cents.format(costCents))
