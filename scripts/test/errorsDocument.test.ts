import { readFileSync } from "node:fs"
import path from "node:path"

import { assert, describe, it } from "@effect/vitest"
import * as Aggregate from "@varg-usage/aggregate"
import * as Core from "@varg-usage/core"
import { Arbitrary, Effect, Result, Schema, Struct } from "effect"

import { root } from "../report.ts"

const { CallFields, UsageError } = Core.UsageError

const document = readFileSync(path.join(root, "docs/errors.md"), "utf8")

/** A section of the document is about one error: its tag, and the list below it. */
const sections = document
  .split(/^### /mu)
  .slice(1)
  .map((text) => ({
    tag: text.slice(0, text.indexOf("\n")),
    item: (name: string) => new RegExp(`^- \\*\\*${name}\\*\\*: (.*)$`, "mu").exec(text)?.[1] ?? ""
  }))

/** Names in code spans; a `?` marks those that may be absent. */
const namesIn = (text: string) => Array.from(text.matchAll(/`([\w?]+)`/gu), ([, name]) => name ?? "")

/** What an error holds, written as in the document. */
const namesOf = (fields: Schema.Struct.Fields) =>
  Object.entries(fields)
    .filter(([name]) => name !== "_tag" && !(name in CallFields))
    .map(([name, field]) => (field.ast.context?.isOptional === true ? `${name}?` : name))

type ErrorClass = (typeof UsageError.members)[number]

const byTag = new Map<string, ErrorClass>(
  UsageError.members.map((member) => [member.fields._tag.schema.literal, member])
)

const window = Result.getOrThrow(Core.DateRange.month("2026-02"))

/** Errors of a class about one month; random dates would hardly ever be a range. */
const samples = Effect.fn(function* (member: ErrorClass) {
  const { _tag, ...fields } = Struct.omit({ ...member.fields } as Schema.Struct.Fields, ["window"])
  const made = yield* Arbitrary.sampleEffect(Arbitrary.schema(Schema.Struct(fields)), { count: 200 })
  return made.map(
    (held) => ({ ...held, _tag: member.fields._tag.schema.literal, window }) as Core.UsageError.UsageError
  )
})

/** Whether errors can be tried again: all, none, or some of them. */
const outcomes = (errors: ReadonlyArray<Core.UsageError.UsageError>) =>
  [...new Set(errors.map((error) => (Core.RetryPolicy.isRetryable(error) ? "retried" : "final")))].toSorted()

/** What the words at the begin of "Tried again" claim. */
const claimed = (text: string) => {
  if (text.startsWith("No.")) return ["final"]
  return /^(?:Yes|Once)\./u.test(text) ? ["retried"] : ["final", "retried"]
}

const valuesOf = (module: unknown) => Object.values(module as Record<string, unknown>)

const errorClass = (value: unknown) =>
  typeof value === "function" && value.prototype instanceof Error
    ? [value as typeof value & { readonly fields: Schema.Struct.Fields }]
    : []

describe("docs/errors.md", () => {
  it("tells each error of a call, and no other", () => {
    assert.deepStrictEqual(sections.map(({ tag }) => tag).toSorted(), [...byTag.keys()].toSorted())
  })

  it("names what each error holds", () => {
    for (const { item, tag } of sections) {
      assert.deepStrictEqual([tag, ...namesIn(item("Holds"))], [tag, ...namesOf(byTag.get(tag)?.fields ?? {})])
      assert.notStrictEqual(item("Do"), "", tag)
    }
  })

  it.effect("tells which errors are tried again: always, never, or in some cases", () =>
    Effect.gen(function* () {
      for (const { item, tag } of sections) {
        const errors = yield* samples(byTag.get(tag) ?? assert.fail(tag))
        assert.deepStrictEqual([tag, ...outcomes(errors)], [tag, ...claimed(item("Tried again"))])
      }
    })
  )

  it("tells every other error that these packages export, and what it holds", () => {
    const classes = [Core, Aggregate].flatMap(valuesOf).flatMap(valuesOf).flatMap(errorClass)
    const others = [...new Set(classes)].filter(({ name }) => !byTag.has(name))
    const rows = Array.from(document.matchAll(/^\| `(\w+)` +\|[^|]*\|([^|]*)\|/gmu), ([, name, holds]) => [
      name,
      ...namesIn(holds ?? "")
    ])
    assert.deepStrictEqual(
      new Map(rows.map(([name, ...holds]) => [name, holds])),
      new Map(others.map(({ fields, name }) => [name, namesOf(fields)]))
    )
  })
})
