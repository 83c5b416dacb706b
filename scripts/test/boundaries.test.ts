import { assert, describe, it } from "@effect/vitest"

import { check, type Rules, rules } from "../boundaries.ts"

const unstable = new Set(["effect/http", "effect/http-api", "effect/FileSystem"])

const isStable = (module: string) => !unstable.has(module)

/** The rules without their exceptions, so that a test names its own. */
const bare: Rules = Object.fromEntries(
  Object.entries(rules).map(([folder, rule]) => [folder, { ...rule, unstable: {} }])
)

const problems = (path: string, text: string, given: Rules = bare) =>
  check([{ path, text }], given, isStable).map(({ problem }) => problem)

describe("boundaries", () => {
  it("accepts the imports that the house is built from", () => {
    const files = {
      "packages/core/src/DateRange.ts": `import { Effect } from "effect"\nimport * as Body from "./internal/body.ts"`,
      "packages/aggregate/src/Rollup.ts": `import type { UsageBatch } from "@varg-usage/core/UsageBatch"`,
      "packages/emulator/src/Emulator.ts": `export { UsageApi } from "@varg-usage/core"`,
      "packages/cli/src/bin.ts": `import { createServer } from "node:http"\nimport "@effect/platform-node"\nimport "@varg-usage/emulator"`,
      "packages/core/test/a.test.ts": `import "@varg-usage/emulator"\nimport "../src/internal/body.ts"\nimport "node:fs"`,
      "examples/01-total.ts": `import { UsageClient } from "@varg-usage/core"\nimport "@effect/platform-node"`
    }
    for (const [path, text] of Object.entries(files)) assert.deepStrictEqual(problems(path, text), [], path)
  })

  it.each([
    ["packages/core/src/A.ts", `import "@varg-usage/aggregate"`],
    ["packages/core/src/A.ts", `export * from "@varg-usage/emulator"`],
    ["packages/core/test/a.test.ts", `import "@varg-usage/aggregate"`],
    ["packages/aggregate/src/A.ts", `const module = await import("@varg-usage/emulator")`],
    ["packages/emulator/src/A.ts", `import type { Rollup } from "@varg-usage/aggregate"`]
  ])("refuses a package that is built on the importing one, or beside it: %s %s", (path, text) => {
    assert.match(problems(path, text).join(), /^imports @varg-usage\/\w+, but @varg-usage\/\w+ may not$/u)
  })

  it.each([
    ["packages/aggregate/src/A.ts", `import "varg-usage"`],
    ["packages/cli/test/a.test.ts", `import "varg-usage/Report"`],
    ["examples/01-total.ts", `import "varg-usage"`],
    ["scripts/a.ts", `import "varg-usage"`]
  ])("lets nobody import the command line: %s", (path, text) => {
    assert.deepStrictEqual(problems(path, text), ["imports varg-usage, which nobody may"])
  })

  it.each([
    ["packages/aggregate/src/A.ts", `import "@varg-usage/core/internal/decoder"`],
    ["packages/emulator/test/a.test.ts", `type A = import("@varg-usage/core/internal/decoder").A`],
    ["examples/01-total.ts", `import "@varg-usage/core/internal/decoder"`]
  ])("keeps internal modules inside their package: %s", (path, text) => {
    assert.match(problems(path, text).join(), /internal modules belong to their package$/u)
  })

  it.each([
    ["packages/aggregate/src/A.ts", `import "../../core/src/internal/decoder.ts"`],
    ["packages/cli/test/a.test.ts", `import "../../core/src/Cents.ts"`],
    ["examples/01-total.ts", `import "../packages/core/src/Cents.ts"`]
  ])("refuses a path into another package: %s", (path, text) => {
    assert.match(problems(path, text).join(), /: import the package by its name$/u)
  })

  it.each(["node:fs", "fs", "@effect/platform-node", "@effect/platform-browser", "@effect/sql-pg", "pg", "lodash"])(
    "keeps %s out of the packages that run anywhere",
    (module) => {
      for (const folder of ["core", "aggregate", "emulator"]) {
        assert.lengthOf(problems(`packages/${folder}/src/A.ts`, `import "${module}"`), 1)
      }
    }
  )

  it("refuses a source that imports a test, and a package that imports itself by name", () => {
    assert.lengthOf(problems("packages/core/src/A.ts", `import "../test/sample.ts"`), 1)
    assert.lengthOf(problems("packages/core/src/A.ts", `import "@varg-usage/core/Cents"`), 1)
  })

  it("refuses an import that it can't read", () => {
    assert.lengthOf(problems("packages/cli/src/A.ts", "await import(name)"), 1)
  })

  it.each([`import { HttpClient } from "effect/http"`, `import { FileSystem } from "effect"`])(
    "keeps a module that Effect may change behind the files that are listed: %s",
    (text) => {
      assert.match(problems("packages/core/src/A.ts", text).join(), /which Effect may change/u)
      assert.deepStrictEqual(problems("packages/core/test/a.test.ts", text), [])
    }
  )

  it("reports an exception that is no longer in use", () => {
    const given: Rules = {
      "packages/core": {
        name: "@varg-usage/core",
        imports: [],
        portable: true,
        unstable: { "effect/http": ["src/A.ts", "src/B.ts"] }
      }
    }
    assert.deepStrictEqual(problems("packages/core/src/A.ts", `import "effect/http"`, given), [
      "may import effect/http but does not: take it off the list"
    ])
  })

  it("names the line of the import", () => {
    const [violation] = check(
      [{ path: "packages/core/src/A.ts", text: `/** A. */\nimport { Effect } from "effect"\nimport "node:fs"\n` }],
      bare,
      isStable
    )
    assert.strictEqual(violation?.line, 3)
  })
})
