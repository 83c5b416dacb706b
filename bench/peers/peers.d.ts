/** As much of the peers as is used, so that everything compiles without them. */
declare module "@duckdb/node-api" {
  export const DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>
    ): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRows(): ReadonlyArray<ReadonlyArray<unknown>> }>
        closeSync(): void
      }>
      closeSync(): void
    }>
  }
}

declare module "nodejs-polars" {
  interface Expression {
    sum(): Expression
  }
  const pl: {
    scanJson(path: string): {
      groupBy(columns: ReadonlyArray<string>): {
        agg(expression: Expression): {
          collect(): Promise<{ rows(): ReadonlyArray<ReadonlyArray<unknown>> }>
        }
      }
    }
    col(name: string): Expression
  }
  export default pl
}
