import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, DateTime, Effect, Schema } from "effect"
import { Yaml } from "effect/encoding"
import { OpenApi } from "effect/http-api"

import * as UsageApi from "../src/UsageApi.ts"

interface Fields {
  readonly [key: string]: unknown
}

/** One place where the generated document is meant to differ from the contract. */
interface Difference {
  /** Where, as keys from the root. */
  readonly at: ReadonlyArray<string>
  /** What stands there instead of the contract's value; `undefined` for nothing. */
  readonly becomes: (contract: unknown, generated: unknown) => unknown
  readonly reason: string
}

const contract: unknown = Yaml.parse(
  readFileSync(new URL("../../../docs/api/usage.openapi.yaml", import.meta.url), "utf8")
)

const generated: unknown = JSON.parse(JSON.stringify(OpenApi.fromApi(UsageApi.UsageApi)))

const operation = ["paths", "/usage", "get"]
const schemas = ["components", "schemas"]

const always = (value: unknown) => () => value

/** Adds to a description in the contract what `more` makes of it. */
const extended = (more: (contract: Fields, generated: Fields) => Fields): Difference["becomes"] => {
  return (value, other) => ({ ...(value as Fields), ...more(value as Fields, other as Fields) })
}

const jsonBody = (schema: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${schema}` } } }
})

const withExamples = ([schema, property]: readonly [string, string]): Difference => ({
  at: [...schemas, schema, "properties", property],
  becomes: (value) => {
    const { example, ...rest } = value as Fields
    return { ...rest, examples: [example] }
  },
  reason: "JSON Schema lists examples"
})

const closed = (schema: string): Difference => ({
  at: [...schemas, schema, "additionalProperties"],
  becomes: always(false),
  reason: "Effect describes an object by the fields that it knows; a decoder ignores the others"
})

const describedInSchema = (parameter: string): Difference => ({
  at: [...operation, "parameters", parameter],
  becomes: (value, other) => {
    const { description, example, schema, ...rest } = value as Fields
    const { pattern } = (other as { readonly schema: Fields }).schema
    return { ...rest, schema: { ...(schema as Fields), pattern, allOf: [{ description, examples: [example] }] } }
  },
  reason: "Effect describes a parameter in its schema, which also spells out the accepted form as a pattern"
})

const named = (schema: string, description: string): Difference => ({
  at: [...schemas, schema],
  becomes: always({ ...(at(contract, [...schemas, "ErrorResponse"]) as Fields), description }),
  reason: "Effect names an error's schema after its response and keeps the response's description there"
})

/** In the order in which they are applied to the contract. */
const accepted: ReadonlyArray<Difference> = [
  { at: ["security"], becomes: always([]), reason: "Effect states security at each operation" },
  {
    at: [...operation, "security"],
    becomes: always([{ bearerAuth: [] }]),
    reason: "Effect states security at each operation"
  },
  {
    at: ["tags"],
    becomes: (tags) => (tags as ReadonlyArray<Fields>).filter(({ name }) => name === "Account"),
    reason: "Only the usage endpoint is modelled"
  },
  describedInSchema("0"),
  describedInSchema("1"),
  {
    at: [...operation, "responses", "400"],
    becomes: always({ description: "A parameter can't be used", ...jsonBody("ValidationError") }),
    reason: "The vendor's guide documents a validation error that the contract leaves out"
  },
  {
    at: [...operation, "responses", "401"],
    becomes: always({ description: "Missing or invalid API key", ...jsonBody("AuthError") }),
    reason: "Effect writes a response where it is used"
  },
  { at: ["components", "responses"], becomes: always(undefined), reason: "Effect writes a response where it is used" },
  named("AuthError", "Missing or invalid API key"),
  named("ValidationError", "A parameter can't be used"),
  { at: [...schemas, "ErrorResponse"], becomes: always(undefined), reason: "Each error has a schema of its own" },
  closed("UsageResponse"),
  closed("UsageRecord"),
  closed("AuthError"),
  closed("ValidationError"),
  ...(
    [
      ["UsageResponse", "total_cents"],
      ["UsageRecord", "job_id"],
      ["UsageRecord", "model"],
      ["UsageRecord", "capability"],
      ["UsageRecord", "cost_cents"],
      ["UsageRecord", "cache_hit"],
      ["UsageRecord", "created_at"],
      ...["AuthError", "ValidationError"].flatMap((schema) =>
        ["error", "message", "field", "provider", "statusCode"].map((property) => [schema, property] as const)
      )
    ] as const
  ).map(withExamples),
  {
    at: [...schemas, "UsageRecord", "properties", "created_at"],
    becomes: extended((_, { pattern }) => ({ pattern })),
    reason: "The accepted form is spelled out as a pattern"
  },
  {
    at: [...schemas, "UsageRecord", "properties", "capability"],
    becomes: (value) => {
      const { enum: values, examples, type } = value as Fields
      return { anyOf: [{ type, enum: values }, { type }], examples }
    },
    reason: "The gateway also bills capabilities that its contract does not list"
  }
]

describe("UsageApi", () => {
  it("is the contract, but for the differences that are accepted one by one [P21]", () => {
    const expected = accepted.reduce((document, difference) => {
      const before = at(document, difference.at)
      const after = difference.becomes(before, at(generated, difference.at))
      assert.notDeepEqual(before, after, `no longer differs: ${difference.at.join("/")} (${difference.reason})`)
      return replace(document, difference.at, after)
    }, contract)
    assert.deepStrictEqual(generated, expected)
  })

  it.effect("decodes the contract's examples into every field that it names", () =>
    Effect.gen(function* () {
      const body: unknown = { ...exampleOf("UsageResponse"), usage: [exampleOf("UsageRecord")] }
      const response = yield* Schema.decodeUnknownEffect(UsageApi.UsageResponse)(body)
      assert.deepStrictEqual(response, {
        usage: [
          {
            jobId: "job_a1b2c3d4",
            model: "fal:kling-v2.5",
            capability: "video",
            costCents: BigDecimal.normalize(BigDecimal.make(25n, 0)),
            cacheHit: false,
            createdAt: DateTime.makeUnsafe("2026-02-13T10:00:00Z")
          }
        ],
        totalCents: BigDecimal.normalize(BigDecimal.make(1250n, 0))
      })
    })
  )

  it.effect("decodes the contract's error and its 401", () =>
    Effect.gen(function* () {
      const error = exampleOf("ErrorResponse")
      assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(UsageApi.ErrorResponse)(error), error)
      const body = at(contract, ["components", "responses", "AuthError", "content", "application/json", "example"])
      assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(UsageApi.Unauthorized)(body), {
        error: "AuthError",
        message: "Invalid API key",
        statusCode: 401
      })
    })
  )
})

/** An object with the example of each property of a schema in the contract. */
function exampleOf(schema: string): Fields {
  const properties = Object.entries(at(contract, [...schemas, schema, "properties"]) as Record<string, Fields>)
  return Object.fromEntries(
    properties.flatMap(([name, { example: value }]) => (value === undefined ? [] : [[name, value]]))
  )
}

function at(document: unknown, [key, ...rest]: ReadonlyArray<string>): unknown {
  return key === undefined ? document : at((document as Fields | undefined)?.[key], rest)
}

/** The document with another value at one place; `undefined` takes the place away. */
function replace(document: unknown, [key, ...rest]: ReadonlyArray<string>, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(document)) return document.with(Number(key), replace(document[Number(key)], rest, value))
  const { [key]: previous, ...others } = document as Fields
  const next = replace(previous, rest, value)
  return next === undefined ? others : { ...others, [key]: next }
}
