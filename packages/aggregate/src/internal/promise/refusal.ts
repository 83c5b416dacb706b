/**
 * From what a schema finds wrong with options to the name of one and a sentence. A text that was given is never repeated:
 * it may be the key in the wrong place.
 */
import * as SafeText from "@varg-usage/core/SafeText"
import { SchemaAST, SchemaIssue } from "effect"

/** An option that can't be used, by its name, and why. */
export interface Refusal {
  readonly option: string
  readonly reason: string
}

/** The innermost option that an issue is about; `expected` is what all of them together must be. */
export const refusal = (issue: SchemaIssue.Issue, expected: string): Refusal =>
  refusalAt(issue, [], { path: [], expected })

type Path = ReadonlyArray<PropertyKey>

/** An option, and what it must be. */
interface Place {
  readonly path: Path
  readonly expected: string
}

function refusalAt(issue: SchemaIssue.Issue, path: Path, outer: Place): Refusal {
  switch (issue._tag) {
    case "Pointer":
      return refusalAt(issue.issue, [...path, ...issue.path], outer)
    case "Filter":
    case "Encoding":
      return refusalAt(issue.issue, path, outer)
    case "UnexpectedKey":
      return { option: nameOf(path), reason: `is no option. There are ${optionsOf(issue.ast).join(", ")}.` }
    case "MissingKey": {
      const message = issue.annotations?.messageMissingKey
      return message === undefined ? mustBe(outer) : { option: nameOf(path), reason: message }
    }
    default: {
      const expected = "ast" in issue ? issue.ast.annotations?.["expected"] : undefined
      const place = typeof expected === "string" ? { path, expected } : outer
      const [first] = "issues" in issue ? issue.issues : []
      if (first !== undefined) return refusalAt(first, path, place)
      return mustBe(place, path.length === place.path.length ? `, not ${kindOf(issue)}` : "")
    }
  }
}

const mustBe = ({ expected, path }: Place, instead = ""): Refusal => ({
  option: nameOf(path),
  reason: `must be ${expected}${instead}.`
})

const nameOf = (path: Path) => (path.length === 0 ? "options" : SafeText.visible(path.map(String).join("."), 60))

const optionsOf = (ast: SchemaAST.AST) =>
  SchemaAST.isObjects(ast) ? ast.propertySignatures.map(({ name }) => String(name)) : []

function kindOf(issue: SchemaIssue.Issue): string {
  const value = SchemaIssue.hasInput(issue) ? issue.input : undefined
  if (typeof value === "string") return "the text that was given"
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return `a ${typeof value}`
  if (typeof value !== "object" || value === null) return String(value)
  if (Array.isArray(value)) return "a list"
  return value instanceof Date ? "a Date" : "such an object"
}
