/** DuckDB in process, on one record a line with the columns declared: the form of the records that it reads fastest. */
import { DuckDBInstance } from "@duckdb/node-api"

import type { Contender } from "./contender.ts"

const columns =
  "{job_id: 'VARCHAR', model: 'VARCHAR', capability: 'VARCHAR', cost_cents: 'DOUBLE', cache_hit: 'BOOLEAN', created_at: 'VARCHAR'}"

export const duckDb: Contender = async ({ concurrency, source }) => {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(concurrency) })
  const connection = await instance.connect()
  const file = source.replaceAll("'", "''")
  const result = await connection.runAndReadAll(
    `SELECT model, capability, sum(cost_cents) FROM read_ndjson('${file}', columns = ${columns}) GROUP BY ALL`
  )
  const rows = result.getRows()
  connection.closeSync()
  instance.closeSync()
  return rows.map(([model, capability, cents]) => [String(model), String(capability), Number(cents)] as const)
}
