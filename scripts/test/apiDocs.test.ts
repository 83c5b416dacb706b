import { assert, describe, it } from "@effect/vitest"

import { check } from "../apiDocs.ts"
import { modulesOf } from "../declarations.ts"

const header = "Exact amounts.\n\n@since 0.1.0"
const tags = "@since 0.1.0 @category models"

const problems = (text: string, said = header) =>
  modulesOf({ "Cents.d.ts": text }).flatMap((module) => check(module, said))

/** Names that say all that they have to. */
const fine = {
  "a value and its type, told at one of them": `/** A date. ${tags} */\nexport declare const Day: string;\n/** ${tags} */\nexport type Day = typeof Day;`,
  "an option with its default": `/** How. ${tags} */\nexport interface Options {\n    /** @default 2 hours */\n    readonly keptFor?: string;\n}`,
  "what may be absent and is no option": `/** What. ${tags} */\nexport interface Summary {\n    readonly requestId?: string;\n}`,
  "a parameter with its default": `/** A page, by default in English. ${tags} */\nexport declare const page: (language?: string) => string;`,
  "options, which have defaults of their own": `/** A page. ${tags} */\nexport declare const page: (options?: Options) => string;`,
  "an error that is named": `/** Fails with \`InvalidRange\`. ${tags} */\nexport declare const make: () => Result.Result<string, DateRange.InvalidRange>;`,
  "an error that is named for all methods": `declare const A_base: Context.ServiceClass<A, "A", {\n    readonly get: Effect.Effect<string, UsageError>;\n}>;\n/** Fails with \`UsageError\`. ${tags} */\nexport declare class A extends A_base {\n}`,
  "what can't fail": `/** Today. ${tags} */\nexport declare const today: Effect.Effect<string>;`,
  "a unit in words": `/** How long, in milliseconds. ${tags} */\nexport declare const limit: number;`,
  "a unit in the name of a parameter": `/** A wait. ${tags} */\nexport declare const wait: (seconds: number) => string;`,
  "a unit in the list of its owner": `/**\n * - \`size\`: in bytes.\n *\n * ${tags}\n */\nexport interface Body {\n    readonly size: number;\n}`,
  "an amount in cents": `/** A sum in cents. ${tags} */\nexport declare const sum: BigDecimal.BigDecimal;`,
  "what another module declares": `export { InvalidRange } from "./DateRange.ts";`
}

/** Names that do not, and what is asked for. */
const wanting = {
  "no sentence": [`/** ${tags} */\nexport declare const a: string;`, "Cents.a: say in a sentence what it is"],
  "no JSDoc at all": [`export type A = string;`, "Cents.A: say in a sentence what it is"],
  "no @since": ["/** A. @category models */\nexport type A = string;", "Cents.A: say @since when"],
  "no @category": ["/** A. @since 0.1.0 */\nexport type A = string;", "Cents.A: say of which @category"],
  "an @internal name": [`/** A. @internal ${tags} */\nexport type A = string;`, "Cents.A: is @internal"],
  "an option without a default": [
    `/** How. ${tags} */\nexport interface RunOptions {\n    /** How. */\n    readonly way?: string;\n}`,
    "Cents.RunOptions.way: say its @default"
  ],
  "an option among parameters": [
    `/** Runs. ${tags} */\nexport declare const run: (given: {\n    readonly way?: string;\n}) => void;`,
    "Cents.run.way: say its @default"
  ],
  "a parameter": [
    `/** A. ${tags} */\nexport declare const a: (way?: string) => void;`,
    "Cents.a: say what way is by default"
  ],
  "an error of a function": [
    `/** A. ${tags} */\nexport declare const a: () => Result.Result<string, InvalidRange>;`,
    "Cents.a: say when it fails with InvalidRange"
  ],
  "an error behind a name of the file's own": [
    `type Dates = Result.Result<string, InvalidRange>;\n/** A. ${tags} */\nexport declare const a: () => Dates;`,
    "Cents.a: say when it fails with InvalidRange"
  ],
  "one of two errors": [
    `/** Fails with \`A\`. ${tags} */\nexport declare const a: Layer.Layer<string, Zone.Unknown | Zone.Refused, never>;`,
    "Cents.a: say when it fails with Refused"
  ],
  "an error of a method": [
    `declare const A_base: Context.ServiceClass<A, "A", {\n    /** All. */\n    readonly all: () => Stream.Stream<string, UsageError>;\n}>;\n/** A. ${tags} */\nexport declare class A extends A_base {\n}`,
    "Cents.A.all: say when it fails with UsageError"
  ],
  "a number without a unit": [
    `/** The limit. ${tags} */\nexport declare const limit: number;`,
    "Cents.limit: say in which unit it is"
  ],
  "a number in a schema": [
    `/** A limit. ${tags} */\nexport declare const Limit: Schema.Struct<{\n    readonly limit: Schema.Finite;\n}>;`,
    "Cents.Limit.limit: say in which unit it is"
  ],
  "an amount without a unit": [
    `/** A sum. ${tags} */\nexport declare const sum: BigDecimal.BigDecimal;`,
    "Cents.sum: say that it is in cents"
  ]
} as const

describe("apiDocs", () => {
  it.each(Object.entries(fine))("accepts %s", (_, text) => {
    assert.deepStrictEqual(problems(text), [])
  })

  it.each(Object.entries(wanting).map(([name, [text, asked]]) => [name, text, asked] as const))(
    "finds %s",
    (_, text, asked) => {
      assert.include(problems(text).join("\n"), asked)
    }
  )

  it("asks each module what it is and since when", () => {
    const text = `/** A. ${tags} */\nexport type A = string;`
    for (const said of ["", "Exact amounts.", "@since 0.1.0"]) {
      assert.deepStrictEqual(problems(text, said), ["Cents: say what it is, and @since when"])
    }
  })
})
