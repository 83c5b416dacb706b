/**
 * A report as one JSON document, which `schema/usage-report.schema.json` of this package describes.
 *
 * It is the encoded form of {@link UsageReport.UsageReport}, and decodes to the same report. Every amount is a string: an
 * exact decimal in cents. Names are as the gateway wrote them; characters that could act on a terminal, a log or a page
 * (control and formatting characters, `<`) are written as `\u` escapes, which a JSON reader turns back.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import { inertJson } from "./internal/inertJson.ts"
import * as UsageReport from "./UsageReport.ts"

/**
 * How the document is laid out.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * Spaces per level; 0 writes one line.
   *
   * @default 2
   */
  readonly indent?: number | undefined
}

/**
 * The document, with a line feed at its end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (report: UsageReport.UsageReport, options: Options = {}): string =>
  `${inertJson(encode(report), options.indent ?? 2)}\n`

const encode = Schema.encodeSync(UsageReport.UsageReport)
