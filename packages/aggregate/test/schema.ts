/** The JSON Schema of the report. Run as a program, it writes the file that the package publishes. */
import { writeFileSync } from "node:fs"

import { UsageReport } from "@varg-usage/aggregate"
import { Schema } from "effect"

const { definitions, schema } = Schema.toJsonSchemaDocument(UsageReport.UsageReport)

export const reportSchema = { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }

export const file = new URL("../schema/usage-report.schema.json", import.meta.url)

if (import.meta.main) writeFileSync(file, JSON.stringify(reportSchema, null, 2))
