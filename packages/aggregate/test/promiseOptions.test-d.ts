/** What is checked is what the types say: compiled with all else, and never run. */
import type * as Face from "@varg-usage/aggregate/promise"
import { expectTypeOf } from "vitest"

import type { ClientOptions, ReportOptions, UsageOptions } from "../src/internal/promise/checks.ts"

/** With the names of its fields spread out, and lists that may be empty. */
type Plainly<A> = { [Name in keyof A]: A[Name] }

expectTypeOf<Plainly<typeof UsageOptions.Type>>().toEqualTypeOf<Plainly<Face.UsageOptions>>()
expectTypeOf<Plainly<Omit<typeof ReportOptions.Type, "by" | "where">>>().toEqualTypeOf<
  Plainly<Omit<Face.ReportOptions, "by" | "where">>
>()
expectTypeOf<Plainly<NonNullable<(typeof ReportOptions.Type)["where"]>>>().toEqualTypeOf<Plainly<Face.Where>>()
expectTypeOf<keyof typeof ReportOptions.Type>().toEqualTypeOf<keyof Face.ReportOptions>()
expectTypeOf<(typeof ReportOptions.Type)["by"]>().toExtend<Face.ReportOptions["by"]>()
expectTypeOf<Plainly<typeof ClientOptions.Type>>().toEqualTypeOf<Plainly<Face.ClientOptions>>()
