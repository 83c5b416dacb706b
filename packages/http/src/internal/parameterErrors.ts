/**
 * What is wrong with a parameter, as a 400 that names it.
 */
import * as Dimension from "@varg-usage/aggregate/Dimension"
import * as SafeText from "@varg-usage/core/SafeText"
import { Effect, type Layer, SchemaIssue } from "effect"
import { HttpApiMiddleware } from "effect/http-api"

import * as UsageHttpApi from "../UsageHttpApi.ts"
import * as Handlers from "./handlers.ts"
import * as Problem from "./problem.ts"

const describe: SchemaIssue.LeafHook = (issue) => {
  switch (issue._tag) {
    case "MissingKey":
      return "This parameter is required."
    case "UnexpectedKey":
      return "There is no such parameter."
    default:
      return SchemaIssue.defaultLeafHook(issue)
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: describe })

const cents = "an amount in cents, as a decimal such as 12.5"

/** What a parameter is, where its schema has no words for it. */
const expected: Readonly<Record<string, string>> = {
  last: "a whole number from 1",
  by: `one of ${Dimension.all.join(", ")}`,
  weekStartsOn: "a whole number from 1 (Monday) to 7 (Sunday)",
  minCents: cents,
  maxCents: cents,
  limitCents: `${cents}, that is not negative`,
  warnAt: "a number from 0 to 1"
}

export const layer: Layer.Layer<UsageHttpApi.ParameterErrors> = HttpApiMiddleware.layerSchemaErrorTransform(
  UsageHttpApi.ParameterErrors,
  (error) =>
    Effect.gen(function* () {
      const [issue] = format(error.cause.issue).issues
      // What is wrong with an answer is a defect of ours.
      if (error.kind !== "Query" || issue === undefined) return yield* Effect.fail(error)
      const path = (issue.path ?? []).map((key) => String(typeof key === "object" ? key.key : key))
      const given = yield* Handlers.given
      const name = SafeText.visible(path[0] ?? "", 40)
      return Problem.toResponse(
        Problem.ofParameter(name, `${name}: ${reason(path, given, SafeText.visible(issue.message))}`)
      )
    })
)

function reason(
  [name = "", ...inside]: ReadonlyArray<string>,
  given: Readonly<Record<string, string | ReadonlyArray<string>>>,
  otherwise: string
): string {
  const value = Object.hasOwn(given, name) ? given[name] : undefined
  if (inside.length === 0 && Array.isArray(value)) return "Give this parameter once."
  return value !== undefined && Object.hasOwn(expected, name) ? `Expected ${expected[name]}` : otherwise
}
