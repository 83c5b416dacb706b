/**
 * The part of a rollup that a question is about.
 *
 * A rollup can only answer for the dimensions that it is grouped by. Asked for another one, it says so; it never answers
 * with nothing.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import { dual } from "effect/Function"

import type * as Dimension from "./Dimension.ts"
import { project } from "./internal/projection.ts"
import type * as Rollup from "./Rollup.ts"

/**
 * A rollup is not grouped by what was asked for.
 *
 * @category errors
 * @since 0.1.0
 */
export class MissingDimension extends Schema.TaggedError<MissingDimension>()("MissingDimension", {
  /** What the rollup would have to be grouped by as well. */
  dimensions: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `A rollup is not grouped by ${this.dimensions.join(", ")}. Ask for one that is.`
  }
}

/**
 * Rolls up further to the given dimensions. Fails with `MissingDimension` when the rollup does not have all of them.
 *
 * @category combinators
 * @since 0.1.0
 */
export const by: {
  (
    dimensions: ReadonlyArray<Dimension.Dimension>
  ): (rollup: Rollup.Rollup) => Result.Result<Rollup.Rollup, MissingDimension>
  (
    rollup: Rollup.Rollup,
    dimensions: ReadonlyArray<Dimension.Dimension>
  ): Result.Result<Rollup.Rollup, MissingDimension>
} = dual(2, (rollup: Rollup.Rollup, dimensions: ReadonlyArray<Dimension.Dimension>) =>
  Result.map(having(rollup, dimensions), () => project(rollup, dimensions))
)

/**
 * The cells that agree with the key in each dimension that it names; `{}` names none and selects all. `null` selects the
 * records that have no value. Fails with `MissingDimension` when the rollup is not grouped by what the key names.
 *
 * @category combinators
 * @since 0.1.0
 */
export const where: {
  (key: Dimension.Key): (rollup: Rollup.Rollup) => Result.Result<Rollup.Rollup, MissingDimension>
  (rollup: Rollup.Rollup, key: Dimension.Key): Result.Result<Rollup.Rollup, MissingDimension>
} = dual(2, (rollup: Rollup.Rollup, key: Dimension.Key) => {
  const named = Object.entries(key).filter(([, value]) => value !== undefined)
  const dimensions = named.map(([dimension]) => dimension as Dimension.Dimension)
  return Result.map(having(rollup, dimensions), () => ({
    by: rollup.by,
    cells: rollup.cells.filter((cell) => dimensions.every((name) => (cell.key[name] ?? null) === key[name]))
  }))
})

function having(
  rollup: Rollup.Rollup,
  dimensions: ReadonlyArray<Dimension.Dimension>
): Result.Result<Rollup.Rollup, MissingDimension> {
  const missing = dimensions.filter((dimension) => !rollup.by.includes(dimension))
  return missing.length === 0 ? Result.succeed(rollup) : Result.fail(new MissingDimension({ dimensions: missing }))
}
