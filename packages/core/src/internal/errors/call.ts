/**
 * What the failures of a call have in common: what they tell about it, and how their sentences put it.
 */
import { Schema } from "effect"

import * as DateRange from "../../DateRange.ts"

/**
 * What each failed call tells about itself.
 *
 * - `window`: the dates that were asked for.
 * - `attempts`: requests sent for this call, the last one included.
 * - `elapsed`: time since the call began, waits between attempts included; waiting for its turn under the rate limit is
 *   not.
 * - `requestId`: the server's name for the last request, where it gave one.
 *
 * @category models
 * @since 0.1.0
 */
export const CallFields = {
  window: DateRange.DateRange,
  attempts: Schema.Int,
  elapsed: Schema.DurationFromMillis,
  requestId: Schema.optionalKey(Schema.String)
}

/**
 * A failed call, as each of its errors tells about it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call extends Schema.Struct.Type<typeof CallFields> {}

/** Tag, sentence and time to wait of the error that the last attempt failed with. */
export const LastFailure = Schema.Struct({
  tag: Schema.String,
  message: Schema.String,
  retryAfter: Schema.optionalKey(Schema.DurationFromMillis)
})

export const answerFields = { ...CallFields, detail: Schema.optionalKey(Schema.String) }

export function said(error: { readonly detail?: string }): string {
  return error.detail === undefined ? "" : `: ${error.detail}`
}

export function days(error: Call): string {
  return DateRange.format(error.window)
}

export function counted(records: number): string {
  return `${records} record${records === 1 ? "" : "s"}`
}

export function tries(error: Call): string {
  return error.attempts === 1 ? "the first attempt" : `attempt ${error.attempts}`
}
