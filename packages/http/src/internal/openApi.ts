/**
 * The OpenAPI document as its readers expect it.
 */

/** Effect describes a parameter in its schema only, where few viewers look. */
export const describeParameters = (document: object): object =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    isParameter(value) ? { ...value, description: descriptionOf(value.schema) } : value
  ) as object

/** The header is a browser's, and no parameter that a program would give. */
export const takeLastEventId = (operation: object): object => ({
  ...operation,
  parameters: [...("parameters" in operation ? (operation.parameters as ReadonlyArray<object>) : []), lastEventId]
})

const lastEventId = {
  name: "Last-Event-ID",
  in: "header",
  schema: {
    type: "string",
    format: "date",
    description: "The date of the last event that is there already: only the days after it are sent."
  },
  required: false
}

/** Who may ask is the host's to say; a token is one way of it, and what a page for people has a dialog for. */
export const describeAccess = (document: object): object => {
  const described = JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === "security" ? undefined : value
  ) as { readonly components: object }
  return {
    ...described,
    components: { ...described.components, securitySchemes: { token } },
    security: [{}, { token: [] }]
  }
}

const token = {
  type: "http",
  scheme: "bearer",
  description: "Where the host asks for a token. It may as well go by a session, or by nothing."
}

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
