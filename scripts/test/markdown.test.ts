import { assert, describe, it } from "@effect/vitest"

import { read, scriptsIn } from "../markdown.ts"

describe("markdown", () => {
  it("finds fences with their language and first line, in lists too", () => {
    const { fences } = read("# A\n\n```ts\nconst a = 1\n```\n\n- item\n\n  ```sh title\n  pnpm test\n  ```\n")
    assert.deepStrictEqual(fences, [
      { language: "ts", code: "const a = 1\n", line: 4 },
      { language: "sh", code: "pnpm test\n", line: 10 }
    ])
  })

  it("finds links, images and definitions, but none in code", () => {
    const { links } = read("[a](docs/a.md) ![b](b.png) `[c](c.md)`\n\n[d][d]\n\n[d]: d.md#part\n")
    assert.deepStrictEqual(
      links.map(({ line, url }) => `${line} ${url}`),
      ["1 docs/a.md", "1 b.png", "5 d.md#part"]
    )
  })

  it("names anchors as they are named on the page", () => {
    assert.deepStrictEqual(
      [...read("# The `main` job\n\n## The main job\n").anchors],
      ["the-main-job", "the-main-job-1"]
    )
  })

  it("finds the scripts that commands run", () => {
    const shell = "npx -y pnpm@12 start --last 7\npnpm -s verify:lint && pnpm test # pnpm\ngit clone pnpm.git\n"
    assert.deepStrictEqual(scriptsIn(shell), ["start", "verify:lint", "test"])
  })
})
