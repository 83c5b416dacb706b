import { assert, describe, it } from "@effect/vitest"

import { RetryBudget } from "../../src/internal/retryBudget.ts"

describe("RetryBudget", () => {
  it("[P11] allows ten retries in an outage, and then one more in each hundred seconds", () => {
    const budget = new RetryBudget()
    const granted = Array.from({ length: 30 }, () => budget.take("transient", 0)).filter(Boolean)
    assert.lengthOf(granted, 10)
    assert.isFalse(budget.take("transient", 99_999))
    assert.isTrue(budget.take("transient", 100_000))
    assert.isFalse(budget.take("transient", 100_000))
  })

  it("[P11] charges a 429 half of what a failure costs", () => {
    const budget = new RetryBudget()
    assert.lengthOf(Array.from({ length: 30 }, () => budget.take("throttle", 0)).filter(Boolean), 20)
  })

  it("[P11] gives back what a successful call has spent, and never holds more than it began with", () => {
    const budget = new RetryBudget()
    budget.take("transient", 0)
    budget.take("throttle", 0)
    assert.strictEqual(budget.levelAt(0), 85)
    budget.refund("transient", 0)
    budget.refund(undefined, 0)
    assert.strictEqual(budget.levelAt(0), 96)
    budget.refund("transient", 0)
    assert.strictEqual(budget.levelAt(0), 100)
    assert.strictEqual(budget.levelAt(1e9), 100)
  })
})
