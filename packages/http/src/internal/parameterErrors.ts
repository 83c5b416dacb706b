/**
 * What is wrong with a parameter, as a 400 that names it.
 */
import * as SafeText from "@varg-usage/core/SafeText"
import { Effect, type Layer, SchemaIssue } from "effect"
import { HttpApiMiddleware } from "effect/http-api"

import * as UsageHttpApi from "../UsageHttpApi.ts"
import * as Problem from "./problem.ts"

const describe: SchemaIssue.LeafHook = (issue) => {
  switch (issue._tag) {
    case "MissingKey":
      return "This parameter is required."
    case "UnexpectedKey":
      return "There is no such parameter."
    // Every parameter is text: what is none is several of them.
    case "InvalidType":
      return "Give this parameter once."
    default:
      return SchemaIssue.defaultLeafHook(issue)
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: describe })

export const layer: Layer.Layer<UsageHttpApi.ParameterErrors> = HttpApiMiddleware.layerSchemaErrorTransform(
  UsageHttpApi.ParameterErrors,
  (error) => {
    const [issue] = format(error.cause.issue).issues
    // What is wrong with an answer is a defect of ours.
    if (error.kind !== "Query" || issue === undefined) return Effect.fail(error)
    const [field] = issue.path ?? []
    const name = SafeText.visible(String(typeof field === "object" ? field.key : field), 40)
    const problem = Problem.ofParameter(name, `${name}: ${SafeText.visible(issue.message)}`)
    return Effect.succeed(Problem.toResponse(problem))
  }
)
