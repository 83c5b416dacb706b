/**
 * Chance that is the same for the same text.
 */
import { Effect, Random } from "effect"

/** Effect's seeded generator, taken out of its service: the same numbers for the same text. */
export const randomOf = (seed: string): Random.Random => Effect.runSync(Random.withSeed(Random.Random, seed))

/** The elements in another order. */
export const shuffled = <A>(elements: ReadonlyArray<A>, seed: string): ReadonlyArray<A> =>
  Effect.runSync(Random.withSeed(Random.shuffle(elements), seed))
