/**
 * One metered job, as the gateway reports it.
 *
 * @since 0.1.0
 */
import { DateTime, Effect, Schema, SchemaGetter, SchemaIssue } from "effect"

import * as Cents from "./Cents.ts"
import * as Instant from "./internal/instant.ts"
import { wireNames } from "./internal/wireNames.ts"

/**
 * The capabilities that the contract lists.
 *
 * @category constants
 * @since 0.1.0
 */
export const capabilities = ["video", "image", "speech", "music", "transcription"] as const

/**
 * What a job made. The gateway also bills kinds of work that its contract does not list (ffmpeg, render, pipelines), so
 * every other text is kept as it is.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Capability = Schema.Union([Schema.Literals(capabilities), Schema.StringForLiteralAutocomplete])

/** @since 0.1.0 @category models */
export type Capability = typeof Capability.Type

/**
 * The provider in a model id: what stands before its first `:`. Many ids have none.
 *
 * @category getters
 * @since 0.1.0
 */
export const provider = (model: string): string | undefined => {
  const colon = model.indexOf(":")
  return colon === -1 ? undefined : model.slice(0, colon)
}

/**
 * An RFC 3339 instant with its zone, kept to the millisecond.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Timestamp = Schema.String.annotate({ format: "date-time" })
  .check(Schema.isPattern(Instant.pattern, { expected: "an RFC 3339 instant with its zone" }))
  .pipe(
    Schema.decodeTo(Schema.DateTimeUtc, {
      decode: SchemaGetter.transformEffect((text: string) => {
        const millis = Instant.parse(text)
        return millis === undefined
          ? Effect.fail(new SchemaIssue.InvalidValue({ expected: "a date of the calendar" }))
          : Effect.succeed(DateTime.makeUnsafe(millis))
      }),
      encode: SchemaGetter.transform(DateTime.formatIso)
    })
  )

/**
 * One metered job. The contract requires none of its fields, so each may be absent; an absent cost is unknown, which is
 * not the same as `0`.
 *
 * - `jobId`: not unique, since a job that is run again is charged again under its old id.
 * - `model`: kept as the gateway wrote it, e.g. `fal:kling-v2.5`.
 * - `costCents`: exact, in cents, possibly fractional. `0` for a cache hit or a job with a key of one's own.
 * - `createdAt`: to the millisecond.
 *
 * @category models
 * @since 0.1.0
 */
export const UsageRecord = Schema.Struct({
  jobId: Schema.optionalKey(Schema.String.annotate({ examples: ["job_a1b2c3d4"] })),
  model: Schema.optionalKey(Schema.String.annotate({ examples: ["fal:kling-v2.5"] })),
  capability: Schema.optionalKey(Capability.annotate({ examples: ["video"] })),
  cacheHit: Schema.optionalKey(Schema.Boolean.annotate({ examples: [false] })),
  createdAt: Schema.optionalKey(Timestamp.pipe(Schema.annotateEncoded({ examples: ["2026-02-13T10:00:00Z"] }))),
  costCents: Schema.optionalKey(
    Cents.Cents.pipe(Schema.annotateEncoded({ description: "Cost in cents", examples: [25] }))
  )
}).pipe(Schema.encodeKeys(wireNames), Schema.annotateEncoded({ identifier: "UsageRecord" }))

/** @since 0.1.0 @category models */
export interface UsageRecord extends Schema.Schema.Type<typeof UsageRecord> {}
