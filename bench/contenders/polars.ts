/** Polars in process, on one record a line, lazily, so that it reads only the columns that it needs. */
import pl from "nodejs-polars"

import type { Contender } from "./contender.ts"

export const polars: Contender = async ({ source }) => {
  const frame = await pl.scanJson(source).groupBy(["model", "capability"]).agg(pl.col("cost_cents").sum()).collect()
  return frame.rows().map(([model, capability, cents]) => [String(model), String(capability), Number(cents)] as const)
}
