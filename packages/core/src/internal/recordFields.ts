/**
 * Reads the fields of a record out of its JSON: at a glance where each is of its type, by the schema where one is not, so
 * that it can say which and what was expected.
 */
import { type BigDecimal, DateTime, Option, Result, Schema, SchemaIssue } from "effect"

import * as Cents from "../Cents.ts"
import { UsageRecord } from "../UsageRecord.ts"
import * as Instant from "./instant.ts"
import * as Json from "./json.ts"
import { fields as columnNames } from "./layout.ts"
import { wireNames } from "./wireNames.ts"

/** What a row is made of; `createdAt` in milliseconds since 1970-01-01T00:00:00Z. */
export interface RecordFields {
  readonly jobId: string | undefined
  readonly model: string | undefined
  readonly capability: string | undefined
  /** A number whose decimal is certain, or a decimal. */
  readonly costCents: number | BigDecimal.BigDecimal | undefined
  readonly cacheHit: boolean | undefined
  readonly createdAt: number
}

/** The field at fault, by its name on the wire, and what was expected there; never the value. */
export interface Problem {
  readonly path: string
  readonly expected: string
}

export const read = (value: Json.Json): Result.Result<RecordFields, Problem> => {
  if (!Json.isObject(value)) return Result.fail({ path: "", expected: "an object" })
  const glanced = glance(value)
  return glanced === undefined ? Result.flatMap(decode(value), withInstant) : Result.succeed(glanced)
}

/** An amount, where the value is one. */
export const toCents = (value: Json.Json | undefined): BigDecimal.BigDecimal | undefined => {
  if (Json.isDecimal(value)) return value
  return typeof value === "number" ? Option.getOrUndefined(Cents.parse(String(value))) : undefined
}

/** What a record says beside the columns: other fields, and instants finer than a millisecond. */
export const beside = (value: Json.Json): string | undefined => {
  if (!Json.isObject(value)) return undefined
  const others: Array<Other> = []
  for (const name of Object.keys(value)) {
    const other = value[name] ?? null
    if (!columns.has(name) || (name === "created_at" && isFiner(other))) others.push([name, other])
  }
  return besideText(others)
}

/** A field that is in no column. */
export type Other = readonly [name: string, value: Json.Json]

/** One text for all records that say the same beside the columns. */
export const besideText = (others: ReadonlyArray<Other>): string | undefined =>
  others.length === 0
    ? undefined
    : others
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${JSON.stringify(name)}:${Json.canonical(value)}`)
        .join()

/** Whether the text of an instant says more than its milliseconds. */
export const isFiner = (instant: Json.Json): boolean => typeof instant === "string" && /\.\d{4}|:60/u.test(instant)

const columns: ReadonlySet<string> = new Set(columnNames)

/** The contract has no nulls; a null says no more than an absent field. */
function glance(value: Json.JsonObject): RecordFields | undefined {
  const jobId = value["job_id"] ?? undefined
  const model = value["model"] ?? undefined
  const capability = value["capability"] ?? undefined
  const costCents = value["cost_cents"] ?? undefined
  const cacheHit = value["cache_hit"] ?? undefined
  const createdAt = typeof value["created_at"] === "string" ? Instant.parse(value["created_at"]) : undefined
  if (createdAt === undefined || !isText(jobId) || !isText(model) || !isText(capability)) return undefined
  if (!isAmount(costCents) || (cacheHit !== undefined && typeof cacheHit !== "boolean")) return undefined
  return { jobId, model, capability, costCents, cacheHit, createdAt }
}

function isText(value: Json.Json | undefined): value is string | undefined {
  return value === undefined || typeof value === "string"
}

function isAmount(value: Json.Json | undefined): value is RecordFields["costCents"] {
  return value === undefined || typeof value === "number" || Json.isDecimal(value)
}

/** A record whose reader has kept decimals that a double can't hold. */
const ExactUsageRecord = Schema.Struct({
  ...UsageRecord.to.fields,
  costCents: Schema.optionalKey(Schema.Union([Cents.Cents, Schema.declare(Json.isDecimal)]))
}).pipe(Schema.encodeKeys(wireNames))

const decodeFields = Schema.decodeUnknownResult(ExactUsageRecord)
const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

function decode(value: Json.JsonObject): Result.Result<UsageRecord, Problem> {
  const present = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
  return Result.mapError(decodeFields(present), (error) => {
    const [issue] = formatIssue(error.issue).issues
    return {
      path: (issue?.path ?? []).map(String).join("."),
      expected: (issue?.message ?? "a record").replace(/^Expected /u, "")
    }
  })
}

function withInstant(record: UsageRecord): Result.Result<RecordFields, Problem> {
  const { cacheHit, capability, costCents, createdAt, jobId, model } = record
  if (createdAt === undefined) return Result.fail({ path: "created_at", expected: "an instant" })
  return Result.succeed({ jobId, model, capability, costCents, cacheHit, createdAt: DateTime.toEpochMillis(createdAt) })
}
