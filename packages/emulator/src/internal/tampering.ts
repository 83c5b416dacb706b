/**
 * What a fault changes in the records and the total while they are written.
 */
import { Context, Option } from "effect"

import type { Tampering } from "../Fault.ts"

/** The tampering of the request at hand. */
export const CurrentTampering = Context.Reference<Option.Option<Tampering>>(
  "@varg-usage/emulator/internal/tampering/CurrentTampering",
  { defaultValue: Option.none }
)
