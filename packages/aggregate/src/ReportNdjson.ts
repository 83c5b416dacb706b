/**
 * A report as NDJSON: one object a line, for each cell of each rollup in their order.
 *
 * An object is a cell as in the JSON document, after the dimensions of its rollup:
 * `{"by":["model"],"key":{"model":"fal:flux"},"costCents":"12.5","records":2,"cacheHits":1,…}`. Amounts are strings:
 * exact decimals in cents. The cells of one `by` add up to the report's total; those of two count the same records twice.
 *
 * @since 0.1.0
 */
import { Iterable, Schema } from "effect"

import { inertJson } from "./internal/inertJson.ts"
import * as Rollup from "./Rollup.ts"
import type * as UsageReport from "./UsageReport.ts"

/**
 * The lines, each with its line feed, made as they are asked for: `Stream.fromIterable` streams them. A report without
 * cells has none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const lines = (report: UsageReport.UsageReport): Iterable<string> =>
  Iterable.flatMap(report.rollups, ({ by, cells }) =>
    Iterable.map(cells, (cell) => `${inertJson({ by, ...encode(cell) })}\n`)
  )

/**
 * All {@link lines} as one text.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (report: UsageReport.UsageReport): string => [...lines(report)].join("")

const encode = Schema.encodeSync(Rollup.Cell)
