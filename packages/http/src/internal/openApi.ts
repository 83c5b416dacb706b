/**
 * The OpenAPI document as its readers expect it.
 */

/** Effect describes a parameter in its schema only, where few viewers look. */
export const describeParameters = (document: object): object =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    isParameter(value) ? { ...value, description: descriptionOf(value.schema) } : value
  ) as object

interface Parameter {
  readonly in: string
  readonly schema: DescribedSchema
}

interface DescribedSchema {
  readonly description?: string
  readonly allOf?: ReadonlyArray<DescribedSchema>
}

function isParameter(value: unknown): value is Parameter {
  return typeof value === "object" && value !== null && "in" in value && "schema" in value
}

/** The innermost description is the schema's own; that of the parameter is put around it. */
function descriptionOf({ allOf = [], description }: DescribedSchema): string | undefined {
  return allOf.map(descriptionOf).findLast((found) => found !== undefined) ?? description
}
