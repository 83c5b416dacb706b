import { assert, describe, it } from "@effect/vitest"

import { budgetsFor, measure, problems } from "../importSizes.ts"

const statement = 'import { Cents } from "@varg-usage/core"'

describe("import sizes", () => {
  it("count what is imported and what it needs, and nothing else of its package", async () => {
    const cents = await measure(statement)
    const core = await measure('import * as all from "@varg-usage/core"')
    assert.isAbove(cents.own, 100)
    assert.isBelow(cents.own, core.own / 10)
    assert.isBelow(cents.own, cents.withEffect)
  })

  it("count only what is used of a module", async () => {
    const plain = await measure('import { format } from "@varg-usage/core/Cents"')
    const module = await measure('import * as all from "@varg-usage/core/Cents"')
    assert.isBelow(plain.own, module.own)
  })

  it("name the import and the bytes above its budget", () => {
    assert.deepStrictEqual(
      problems({ [statement]: { own: 120, withEffect: 900 } }, { [statement]: { own: 100, withEffect: 900 } }),
      [`${statement} (without Effect) is 120 bytes, 20 above its budget of 100`]
    )
    assert.lengthOf(
      problems({ [statement]: { own: 101, withEffect: 901 } }, { [statement]: { own: 100, withEffect: 900 } }),
      2
    )
    assert.lengthOf(problems({ [statement]: { own: 1, withEffect: 1 } }, {}), 2)
  })

  it("get a tenth of room in a new budget", () => {
    const measured = { [statement]: { own: 1001, withEffect: 20_000 } }
    assert.deepStrictEqual(budgetsFor(measured), { [statement]: { own: 1102, withEffect: 22_000 } })
    assert.isEmpty(problems(measured, budgetsFor(measured)))
  })
})
