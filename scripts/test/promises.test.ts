import { assert, describe, it } from "@effect/vitest"

import { citedBy, compare } from "../promises.ts"

const file = (text: string) => ({ path: "packages/core/test/a.test.ts", text })

describe("promises", () => {
  it("accepts promises that are all cited", () => {
    const promises = "# Promises\n\n- **P1** The first.\n- **P2** The second, unlike P9.\n"
    const tests = [file('it("adds up [P1]", () => {})'), file('it.effect("waits [P2] [P1]", () => effect)')]
    assert.deepStrictEqual(compare(promises, tests), [])
  })

  it("reports a promise without a test, a citation without a promise, and a number made twice", () => {
    const promises = "### P1 The first\n\n### P2 The second\n\n### P2 The third\n"
    assert.deepStrictEqual(compare(promises, [file('it("adds up [P1] [P7]", () => {})')]), [
      "P2 is made twice",
      "P2 is cited by no test that runs",
      "P2 is cited by no test that runs",
      "packages/core/test/a.test.ts cites P7, which is not made"
    ])
  })

  it("reports that no promise is made", () => {
    assert.deepStrictEqual(compare("# Promises\n", []), ["no promise is made"])
  })

  it("reads titles of every form of test", () => {
    const text = `
      it.effect.each([1])("each %s [P1]", () => effect)
      it.prop("sums [P2]", [Amount], () => true)
      test(\`in a template [P3]\`, () => {})
      describe("group", () => { it.layer(Other)("nested", (it) => { it.effect("inside [P4]", () => effect) }) })`
    assert.deepStrictEqual(citedBy(file(text)), ["1", "2", "3", "4"])
  })

  it("counts neither comments nor bodies nor tests that do not run", () => {
    const text = `
      // it("in a comment [P1]", () => {})
      it("in its body", () => { const said = "[P2]" })
      it.skip("skipped [P3]", () => {})
      it.effect.skip("skipped [P4]", () => effect)
      it.todo("later [P5]")
      log("it [P6]")`
    assert.deepStrictEqual(citedBy(file(text)), [])
  })
})
