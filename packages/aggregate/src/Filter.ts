/**
 * Which records a report is about.
 *
 * @since 0.1.0
 */
import * as UsageBatch from "@varg-usage/core/UsageBatch"
import * as UsageRecord from "@varg-usage/core/UsageRecord"
import { BigDecimal } from "effect"

/**
 * A record counts when it meets every condition that is given. Where several values are given, it meets one of them. A
 * record without the field in question meets no condition on it.
 *
 * - `model`: patterns in which `*` stands for any characters and `?` for one, such as `fal:*`.
 * - `provider`, `capability`: exact values.
 * - `minCents`, `maxCents`: bounds of the record's cost, both included.
 *
 * @category models
 * @since 0.1.0
 */
export interface Filter {
  readonly model?: ReadonlyArray<string> | undefined
  readonly provider?: ReadonlyArray<string> | undefined
  readonly capability?: ReadonlyArray<string> | undefined
  readonly cacheHit?: boolean | undefined
  readonly minCents?: BigDecimal.BigDecimal | undefined
  readonly maxCents?: BigDecimal.BigDecimal | undefined
}

/**
 * Whether a row of a batch counts. Made anew for each window: it remembers what it found of each model.
 *
 * @category models
 * @since 0.1.0
 */
export type Test = (batch: UsageBatch.UsageBatch, row: number) => boolean

/**
 * The filter as a test of rows; `undefined` where it lets every row pass.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toTest = (filter: Filter): Test | undefined => {
  const tests = [modelTest(filter), capabilityTest(filter), cacheHitTest(filter), costTest(filter)].filter(
    (test) => test !== undefined
  )
  return tests.length === 0 ? undefined : (batch, row) => tests.every((test) => test(batch, row))
}

/**
 * Whether a text fits a pattern in which `*` stands for any characters and `?` for one.
 *
 * @category predicates
 * @since 0.1.0
 */
export const matches = (pattern: string, text: string): boolean => {
  let at = 0
  let place = 0
  /** Where to go on when what follows the last star does not fit: one character further. */
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (pattern[place] === "*") {
      star = place++
      resume = at
    } else if (place < pattern.length && (pattern[place] === "?" || pattern[place] === text[at])) {
      place++
      at++
    } else if (star === -1) {
      return false
    } else {
      place = star + 1
      at = ++resume
    }
  }
  return /^\**$/u.test(pattern.slice(place))
}

function modelTest({ model, provider }: Filter): Test | undefined {
  if (model === undefined && provider === undefined) return undefined
  const fits = (name: string) =>
    (model === undefined || model.some((pattern) => matches(pattern, name))) &&
    (provider === undefined || provider.some((one) => one === UsageRecord.provider(name)))
  const known: Array<boolean> = []
  return (batch, row) => {
    const index = batch.model[row] ?? -1
    const name = batch.models[index]
    return name !== undefined && (known[index] ??= fits(name))
  }
}

function capabilityTest({ capability }: Filter): Test | undefined {
  if (capability === undefined) return undefined
  return (batch, row) => capability.some((one) => one === batch.capabilities[batch.capability[row] ?? -1])
}

function cacheHitTest({ cacheHit }: Filter): Test | undefined {
  if (cacheHit === undefined) return undefined
  return (batch, row) => batch.cacheHit[row] === Number(cacheHit)
}

function costTest({ maxCents, minCents }: Filter): Test | undefined {
  if (maxCents === undefined && minCents === undefined) return undefined
  return (batch, row) => {
    const cost = UsageBatch.costCents(batch, row)
    return (
      cost !== undefined &&
      BigDecimal.isGreaterThanOrEqualTo(cost, minCents ?? cost) &&
      BigDecimal.isLessThanOrEqualTo(cost, maxCents ?? cost)
    )
  }
}
