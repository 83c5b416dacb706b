/** The suites, in the order in which they run. */
import { file } from "./file.ts"
import type { Suite } from "./suite.ts"

export const suites: Readonly<Record<string, Suite>> = { file }
