/**
 * From the errors of the services to those of the Promise interface.
 */
import * as Core from "@varg-usage/core/UsageError"
import { Schema } from "effect"

import * as UsageAggregate from "../../UsageAggregate.ts"
import * as Errors from "./errors.ts"

const Source = Schema.Union([...Core.UsageError.members, Core.InvalidConfig, UsageAggregate.InvalidOptions])

const classes = { ...Errors }

const encode = Schema.encodeSync(Source)

/** The error with plain fields that says the same. */
export const toFailure = (error: typeof Source.Type): Errors.UsageError => {
  const fields = encode(error)
  // The class of a tag takes the fields of that tag.
  const Class = classes[fields._tag] as new (message: string, fields: object) => Errors.UsageError
  return new Class(error.message, fields)
}
