/** The numbered promises of `docs/promises.md` and the tests that cite them, compared. */
import { type Expression, parseSync, Visitor } from "oxc-parser"

import type { SourceFile } from "./boundaries.ts"

/** A promise opens a heading or a list item: `- **P12** ...` or `### P12 ...`. */
const promise = /^\s*(?:#{1,6}|[-*+]|\d+\.)\s+[*_`]*P(\d+)\b/u

/** Compares the promises with the titles of the tests; each problem is a sentence. */
export const compare = (promises: string, tests: ReadonlyArray<SourceFile>): ReadonlyArray<string> => {
  const numbers = promises.split("\n").flatMap((line) => promise.exec(line)?.[1] ?? [])
  const citations = tests.flatMap((file) => citedBy(file).map((number) => ({ file: file.path, number })))
  const cited = new Set(citations.map(({ number }) => number))
  return [
    ...(numbers.length === 0 ? ["no promise is made"] : []),
    ...numbers.filter((number, index) => numbers.indexOf(number) !== index).map((number) => `P${number} is made twice`),
    ...numbers.filter((number) => !cited.has(number)).map((number) => `P${number} is cited by no test that runs`),
    ...citations
      .filter(({ number }) => !numbers.includes(number))
      .map(({ file, number }) => `${file} cites P${number}, which is not made`)
  ]
}

/** The promises that the titles of a file's tests cite. A test that is skipped, or expected to fail, cites nothing. */
export const citedBy = (file: SourceFile): ReadonlyArray<string> => {
  const cited: Array<string> = []
  const { errors, program } = parseSync(file.path, file.text)
  if (errors[0] !== undefined) throw new SyntaxError(`${file.path}: ${errors[0].message}`)
  new Visitor({
    CallExpression: ({ arguments: [title], callee }) => {
      const names = namesIn(callee)
      if (title === undefined || !/^(?:it|test)$/u.test(names[0] ?? "") || names.some((name) => idle.has(name))) return
      const text = file.text.slice(title.start, title.end)
      if (/^["'`]/u.test(text)) cited.push(...Array.from(text.matchAll(/\[P(\d+)\]/gu), ([, number]) => number ?? ""))
    }
  }).visit(program)
  return cited
}

const idle = new Set(["skip", "todo", "fails", "skipIf", "runIf"])

/** `it.effect.each([1])` is read as `it`, `effect`, `each`. */
function namesIn(callee: Expression): ReadonlyArray<string> {
  if (callee.type === "Identifier") return [callee.name]
  if (callee.type === "CallExpression") return namesIn(callee.callee)
  return callee.type === "MemberExpression" && callee.property.type === "Identifier"
    ? [...namesIn(callee.object), callee.property.name]
    : []
}
