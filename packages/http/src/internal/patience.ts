/**
 * Waiting for the next of a stream without giving it up.
 */
import { type Cause, type Duration, Effect, Fiber, Option, type Pull, Scope } from "effect"

/**
 * Waits for so long, and gives `undefined` when nothing came; what is under way goes on, and is given later. Nothing is under
 * way before it is asked for, and the scope ends it.
 */
export type Patience<A, E> = (wait: Duration.Input) => Pull.Pull<A | undefined, E>

export const make = <A, E>(pull: Pull.Pull<A, E>): Effect.Effect<Patience<A, E>, never, Scope.Scope> =>
  Effect.map(Scope.Scope, (scope) => {
    let pulling: Fiber.Fiber<A, E | Cause.Done> | undefined
    return Effect.fnUntraced(function* (wait) {
      pulling ??= yield* Effect.forkIn(pull, scope)
      const exit = yield* Effect.timeoutOption(Fiber.await(pulling), wait)
      if (Option.isNone(exit)) return undefined
      pulling = undefined
      return yield* exit.value
    })
  })
