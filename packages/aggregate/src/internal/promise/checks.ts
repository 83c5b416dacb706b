/**
 * Whether options have the shape that their types say: plain JavaScript has no compiler to ask. What the values mean, such
 * as whether a date exists, is for those who use them to say.
 */
import { allIrregularities } from "@varg-usage/core/WindowSummary"
import { Result, Schema, SchemaTransformation } from "effect"

import { Dimension } from "../../Dimension.ts"
import { Weekday } from "../../LocalCalendar.ts"
import { type Refusal, refusal } from "./refusal.ts"

/** A value that may be left out; `expected` is what follows "must be" in a refusal. */
const option = <S extends Schema.Constraint>(schema: S, expected: string) =>
  Schema.optional(schema).annotate({ expected })

const isPlain = (value: unknown): value is object => Object.prototype.toString.call(value) === "[object Object]"

/** Schemas take any object for a struct: a date would be options of which none is given. */
const plainObject = <S extends Schema.Constraint>(struct: S) =>
  Schema.declare(isPlain).pipe(Schema.decodeTo(struct, SchemaTransformation.passthrough({ strict: false })))

/** `Infinity` lifts a limit; what is no number is refused with those below. */
const numberFrom = (least: number) =>
  // @effect-diagnostics-next-line schemaNumber:off
  Schema.Number.check(Schema.isGreaterThanOrEqualTo(least))

const texts = (example: string) => [Schema.Array(Schema.String), `a list of texts, such as ["${example}"]`] as const

const period = {
  from: option(Schema.String, 'a date as text, such as "2026-02-01"'),
  to: option(Schema.String, 'a date as text, such as "2026-02-28"'),
  last: option(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)), "a whole number from 1"),
  month: option(Schema.String, 'a month as text, such as "2026-02"')
}

const signal = option(
  Schema.declare((value): value is AbortSignal => value instanceof AbortSignal),
  "an AbortSignal"
)

export const UsageOptions = Schema.Struct({ ...period, signal })

const Where = Schema.Struct({
  model: option(...texts("fal:*")),
  provider: option(...texts("fal")),
  capability: option(...texts("video")),
  cacheHit: option(Schema.Boolean, "true or false"),
  minCents: option(Schema.String, 'an amount in cents as text, such as "12.5"'),
  maxCents: option(Schema.String, 'an amount in cents as text, such as "100"')
})

export const ReportOptions = Schema.Struct({
  ...period,
  signal,
  by: option(
    Schema.Union([Schema.NonEmptyArray(Schema.Array(Dimension)), Schema.NonEmptyArray(Dimension)]),
    `a list of rollups, such as [["model"], ["day"]]; the dimensions are ${Dimension.literals.join(", ")}`
  ),
  zone: option(Schema.String, 'UTC or an IANA zone as text, such as "Europe/Berlin"'),
  weekStartsOn: option(Weekday, "a whole number from 1, a Monday, to 7, a Sunday"),
  where: option(plainObject(Where), 'an object, such as { model: ["fal:*"] }'),
  plan: option(Schema.Literals(["daily", "adaptive"]), '"daily" or "adaptive"'),
  concurrency: option(numberFrom(1), "a number from 1"),
  onDayFailure: option(Schema.Literals(["fail", "collect"]), '"fail" or "collect"')
})

const key = "the key of the vendor's dashboard as text"

export const ClientOptions = Schema.Struct({
  apiKey: Schema.String.annotate({ expected: key }).annotateKey({ messageMissingKey: `is missing: give ${key}.` }),
  gatewayUrl: option(Schema.String, "an origin as text, such as https://api.varg.ai"),
  plan: option(
    Schema.Union([Schema.Literals(["free", "pro"]), numberFrom(1)]),
    '"free", "pro" or the requests a minute, a number from 1'
  ),
  concurrency: option(numberFrom(1), "a number from 1"),
  retry: option(Schema.Literals(["interactive", "backfill", "none"]), '"interactive", "backfill" or "none"'),
  strict: option(
    Schema.Union([Schema.Boolean, Schema.Array(Schema.Literals(allIrregularities))]),
    `true, false or a list of ${allIrregularities.join(", ")}`
  ),
  keptWindows: option(numberFrom(0), "a number from 0"),
  keptFor: option(numberFrom(0), "a number of milliseconds from 0"),
  fetch: option(
    Schema.declare((value): value is typeof globalThis.fetch => typeof value === "function"),
    "a function like the platform's fetch"
  )
})

/** Reads options: as they were given, or the first of them that can't be used. An unknown name is refused as well. */
const reader = <S extends Schema.ConstraintDecoder<unknown>>(struct: S, example: string) => {
  const decode = Schema.decodeUnknownResult(plainObject(struct), { onExcessProperty: "error", reportInput: true })
  return (given: unknown): Result.Result<S["Type"], Refusal> =>
    Result.mapError(decode(given), ({ issue }) => refusal(issue, `an object, such as ${example}`))
}

export const usageOptions = reader(UsageOptions, "{ last: 7 }")

export const reportOptions = reader(ReportOptions, "{ last: 7 }")

export const clientOptions = reader(ClientOptions, "{ apiKey }")
