import { assert, describe, it } from "@effect/vitest"

import { render, shapesOf } from "../apiReport.ts"
import { type Files, modulesOf } from "../declarations.ts"

const report = (files: Files) => render("@varg-usage/core", ["."], modulesOf(files), shapesOf(modulesOf(files)))

/** The declarations of the one public module. */
const declarations = (text: string, others: Files = {}) =>
  /```ts\n(.*?)\n```/su.exec(report({ "Cents.d.ts": text, ...others }))?.[1]?.split("\n\n")

describe("apiReport", () => {
  it("lists the exported names of each module in the order of names, values and types alike", () => {
    const text = `export type B = string;\nexport declare const b: number;\nexport interface A {\n}\nexport declare class C {\n}`
    assert.deepStrictEqual(declarations(text), [
      "export interface A {\n}",
      "export type B = string;",
      "export declare class C {\n}",
      "export declare const b: number;"
    ])
    const modules = report({ "Zone.d.ts": text, "Cents.d.ts": text, "internal/bytes.d.ts": text })
    assert.deepStrictEqual(modules.match(/^## .*$/gmu), ["## Cents", "## Zone"])
  })

  it("is the same in whatever order the declarations stand, and whatever is said of them", () => {
    const one = `/** One. */\nexport declare const one: 1;`
    const two = `export declare const two: 2;`
    assert.strictEqual(
      report({ "Cents.d.ts": `${one}\n${two}` }),
      report({ "Cents.d.ts": `${two}\n// First of all\n${one.replace("One", "The first")}` })
    )
  })

  it("keeps defaults, and neither other comments nor private members", () => {
    const options = `export interface Options {\n    /**\n     * How many.\n     *\n     * @default 4, or\n     *   more\n     */\n    readonly a?: number;\n    /** Two. */\n    b: 2;\n}`
    const sum = `export declare class Sum {\n    /** Kept. */\n    private cents;\n    add(): void;\n}`
    assert.deepStrictEqual(declarations(`${options}\n${sum}`), [
      "export interface Options {\n    /** @default 4, or more */\n    readonly a?: number;\n    b: 2;\n}",
      "export declare class Sum {\n    add(): void;\n}"
    ])
  })

  it("shows what exported declarations are made of, and nothing else that is not exported", () => {
    const text = `declare const A_base: Base;\ndeclare const other: 1;\nexport declare class A extends A_base {\n}\ndeclare const Base: 2;\ntype Base = typeof Base;`
    assert.deepStrictEqual(declarations(text), [
      "export declare class A extends A_base {\n}",
      "declare const A_base: Base;",
      "declare const Base: 2;",
      "type Base = typeof Base;"
    ])
  })

  it("shows what comes from an internal module where it is exported, and names what comes from a public one", () => {
    const text = `export { AuthError } from "./internal/errors.ts";\nexport { InvalidRange } from "./DateRange.ts";\nexport * as Zone from "./Zone.ts";`
    const internal = `export declare class AuthError {\n}\nexport declare const unsaid: 1;`
    assert.deepStrictEqual(declarations(text, { "internal/errors.d.ts": internal }), [
      "export declare class AuthError {\n}",
      'export { InvalidRange } from "./DateRange.ts"',
      'export * as Zone from "./Zone.ts";'
    ])
  })

  it("names a schema where it is written out within another, wherever and however", () => {
    const key = "Schema.Struct<{\n    readonly a: Schema.String;\n}>"
    const cell = `Schema.Struct<{\n    /** Which. */\n    readonly key: ${key};\n}>`
    const text = `export declare const Cell: ${cell};\nexport declare const Key: ${key};\nexport declare const get: (all: Schema.Array<${cell.replaceAll("\n", "\n        ")}>) => ${key};`
    assert.deepStrictEqual(declarations(text), [
      "export declare const Cell: Schema.Struct<{\n    readonly key: typeof Cents.Key;\n}>;",
      `export declare const Key: ${key};`,
      "export declare const get: (all: Schema.Array<typeof Cents.Cell>) => typeof Cents.Key;"
    ])
  })

  it("shows all of an internal module whose names are all exported, and names a public one", () => {
    const text = `export * from "./internal/errors.ts";\nexport * from "./Zone.ts";`
    const internal = `declare const A_base: 1;\nexport declare class A extends A_base {\n}\nexport { B } from "./b.ts";`
    const others = { "internal/errors.d.ts": internal, "internal/b.d.ts": "export declare const B: 2;" }
    assert.deepStrictEqual(declarations(text, others), [
      'export * from "./Zone.ts";',
      "export declare class A extends A_base {\n}",
      "declare const A_base: 1;",
      "export declare const B: 2;"
    ])
  })

  it("lists functions that are declared as such", () => {
    assert.deepStrictEqual(declarations("export declare function days(): number;"), [
      "export declare function days(): number;"
    ])
  })

  it.each([
    `export default 1;`,
    `declare const one: 1;\nexport { one };`,
    `export { one as two } from "./internal/one.ts";`,
    `export declare namespace N {\n}`
  ])("refuses what hides names: %s", (text) => {
    const files = { "Cents.d.ts": text, "internal/one.d.ts": "export declare const one: 1;" }
    assert.throws(() => void report(files), /can't be listed/u)
  })
})
