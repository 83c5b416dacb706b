/**
 * The body of a 200 can not be counted.
 */
import { Schema } from "effect"

import * as Cents from "../../Cents.ts"
import { CallFields, counted, days, tries } from "./call.ts"

/**
 * The body ended early; `bytes` had arrived. Nothing of it was counted. Retried from the start.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTruncated extends Schema.TaggedError<BodyTruncated>()("BodyTruncated", {
  ...CallFields,
  bytes: Schema.Int
}) {
  override get message(): string {
    return `The answer for ${days(this)} broke off after ${this.bytes} bytes at ${tries(this)}. Nothing of it was counted. Try again.`
  }
}

/**
 * The body is larger than `limit` bytes, decompressed. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", {
  ...CallFields,
  limit: Schema.Int
}) {
  override get message(): string {
    return `The answer for ${days(this)} is larger than ${this.limit} bytes. Ask for fewer days, or raise the limit.`
  }
}

/**
 * A part of the body is larger than any honest one: too deep, too long, too many keys. `limit` is the most levels,
 * characters, bytes or keys that `what` may have. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class LimitExceeded extends Schema.TaggedError<LimitExceeded>()("LimitExceeded", {
  ...CallFields,
  what: Schema.String,
  limit: Schema.Int
}) {
  override get message(): string {
    return `The answer for ${days(this)} has a ${this.what} over the limit of ${this.limit}. Nothing of it was counted: tell the vendor.`
  }
}

/**
 * The body is not what an answer is made of.
 *
 * - `json`: no JSON (retried once: proxies cut bodies); `empty`: nothing, or `null` (retried once).
 * - `utf8`: bytes or escapes that are no text; `duplicateKey`: an object says two things; `contentType`: another kind of
 *   document, such as a login page; `contentEncoding`: compression that is unknown or applied twice. Never retried.
 *
 * `offset` counts bytes from the start of the decompressed body.
 *
 * @category errors
 * @since 0.1.0
 */
export class MalformedBody extends Schema.TaggedError<MalformedBody>()("MalformedBody", {
  ...CallFields,
  kind: Schema.Literals(["json", "empty", "utf8", "duplicateKey", "contentType", "contentEncoding"]),
  offset: Schema.optionalKey(Schema.Int),
  contentType: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    const at = this.offset === undefined ? "" : ` at byte ${this.offset}`
    const found = this.contentType === undefined ? "" : ` (it is ${this.contentType})`
    return `The answer for ${days(this)} ${bodyProblems[this.kind]}${found}${at}. ${
      this.kind === "contentType"
        ? "Something other than the gateway answered: check the gateway's URL."
        : "Nothing of it was counted. Try again later, and tell the vendor where it stays so."
    }`
  }
}

const bodyProblems = {
  json: "is not JSON",
  empty: "is empty",
  utf8: "is not valid text",
  duplicateKey: "says the same thing twice",
  contentType: "is not JSON",
  contentEncoding: "is compressed in a way that can't be undone here"
} as const

/**
 * The body is JSON of another shape: `usage` or `total_cents` is missing, or no record can be read. An answer like that
 * is a failure, never zero spend. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class SchemaMismatch extends Schema.TaggedError<SchemaMismatch>()("SchemaMismatch", {
  ...CallFields,
  /** The place at fault, by its names on the wire; empty for the whole document. */
  path: Schema.String,
  /** What was expected there. */
  expected: Schema.String
}) {
  override get message(): string {
    const place = this.path === "" ? "" : ` at \`${this.path}\``
    return `The answer for ${days(this)} has another shape than the contract: expected ${this.expected}${place}. Nothing of it was counted. Check the gateway's URL, and whether a newer version of this library exists.`
  }
}

/**
 * The records don't add up to the gateway's own total, and nothing that was set aside explains it. Retried once.
 *
 * @category errors
 * @since 0.1.0
 */
export class TotalMismatch extends Schema.TaggedError<TotalMismatch>()("TotalMismatch", {
  ...CallFields,
  records: Schema.Int,
  /** Exact sum of the records, in cents. */
  sumCents: Cents.CentsFromString,
  /** What the gateway says, in cents. */
  totalCents: Cents.CentsFromString
}) {
  override get message(): string {
    const advice = this.window.from === this.window.to ? "tell the vendor" : "ask for fewer days at once"
    return `The records of ${days(this)} (${this.records}) add up to ${Cents.format(this.sumCents)} cents, and the gateway's total is ${Cents.format(this.totalCents)}. The answer may be cut short: ${advice}.`
  }
}

/**
 * Most records lie more than a day outside of the dates that were asked for: the gateway did not look at the dates.
 * Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class WindowIgnored extends Schema.TaggedError<WindowIgnored>()("WindowIgnored", {
  ...CallFields,
  /** Records of other days. */
  records: Schema.Int
}) {
  override get message(): string {
    return `The gateway answered the question for ${days(this)} with ${counted(this.records)} of other days. Nothing of it was counted. Check the gateway's URL.`
  }
}

/**
 * A client with `strict` met records that it would otherwise report. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class IrregularRecords extends Schema.TaggedError<IrregularRecords>()("IrregularRecords", {
  ...CallFields,
  kind: Schema.Literals(["rejected", "outOfWindow", "repeat", "recharge", "unknownCost", "zeroCostMiss"]),
  records: Schema.Int,
  /** Rejected records by place, field and what was expected there; at most ten. */
  examples: Schema.Array(Schema.Struct({ index: Schema.Int, path: Schema.String, problem: Schema.String }))
}) {
  override get message(): string {
    return `The answer for ${days(this)} has ${counted(this.records)} ${irregularProblems[this.kind]}. Nothing of it was counted, since the client is strict.`
  }
}

const irregularProblems = {
  rejected: "that could not be read",
  outOfWindow: "of other days",
  repeat: "that came before",
  recharge: "for jobs that were charged before",
  unknownCost: "without a cost",
  zeroCostMiss: "at no cost without a cache hit"
} as const
