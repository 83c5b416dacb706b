import { assert, describe, it } from "@effect/vitest"

import { isNewEnough } from "../consumers/runtimes.ts"

const node = (version: string) => ({ name: `Node ${version}`, file: "node", given: [] })

describe("runtimes", () => {
  it.each(["22.19.0", "22.19.1", "22.20.0", "24.2.0", "100.0.0"])(
    "takes a Node that packages support: %s",
    (version) => {
      assert.isTrue(isNewEnough(node(version), ">=22.19.0"))
    }
  )

  it.each(["22.18.9", "22.9.0", "20.20.2", "9.0.0"])("takes no Node that is older: %s", (version) => {
    assert.isFalse(isNewEnough(node(version), ">=22.19.0"))
  })
})
