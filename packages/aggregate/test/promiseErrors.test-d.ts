/** The errors tell what those of the services tell, field by field: compiled with all else, and never run. */
import type { UsageAggregate } from "@varg-usage/aggregate"
import type * as Face from "@varg-usage/aggregate/promise"
import type { UsageError } from "@varg-usage/core"
import { expectTypeOf } from "vitest"

type Told = Exclude<Face.UsageError, Face.ClientDisposed>

type Source =
  | typeof UsageError.UsageError.Encoded
  | typeof UsageError.InvalidConfig.Encoded
  | typeof UsageAggregate.InvalidOptions.Encoded

/** Without what every `Error` has; `cause` is one of these, and a field of one of them. */
type Own<Failure> = { readonly [Name in keyof Failure as Exclude<Name, keyof Error>]: Failure[Name] }

type ByTag<Failure extends { readonly _tag: string }> = {
  readonly [Tag in Failure["_tag"]]: Own<Extract<Failure, { readonly _tag: Tag }>>
}

expectTypeOf<ByTag<Told>>().toEqualTypeOf<ByTag<Source>>()
expectTypeOf<Face.CallbackError["cause"]>().toEqualTypeOf<unknown>()
