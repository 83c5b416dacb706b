/** The suites, in the order in which they run. */
import { file } from "./file.ts"
import { growth } from "./growth.ts"
import { http } from "./http.ts"
import { imports } from "./imports.ts"
import { latency } from "./latency.ts"
import type { Suite } from "./suite.ts"
import { summation } from "./summation.ts"

export const suites: Readonly<Record<string, Suite>> = { file, http, latency, growth, summation, imports }
