/**
 * Chance that is the same for the same text.
 */
import { randomOf } from "../shuffle.ts"

export class Dice {
  private readonly next: () => number

  constructor(seed: string) {
    const random = randomOf(seed)
    this.next = () => random.nextDoubleUnsafe()
  }

  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** One of them, each as likely as the others. There must be one. */
  pick<A>(from: readonly [A, ...ReadonlyArray<A>]): A {
    return from[this.between(0, from.length - 1)] ?? from[0]
  }
}
