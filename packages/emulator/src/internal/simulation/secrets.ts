/**
 * Looks for a text in everything that can be reached from a value: names, values, messages, stacks, and how it prints.
 */

/** Where the secret was found, `undefined` when nowhere. */
export const find = (value: unknown, secret: string): string | undefined => {
  const seen = new Set<object>()

  const visit = (current: unknown, path: string): string | undefined => {
    if (typeof current === "string") return current.includes(secret) ? path : undefined
    if (typeof current !== "object" || current === null || seen.has(current)) return undefined
    seen.add(current)
    return visitParts(current, path)
  }

  const visitParts = (current: object, path: string): string | undefined => {
    for (const [name, part] of partsOf(current)) {
      const found = name.includes(secret) ? path : visit(part, `${path}.${name}`)
      if (found !== undefined) return found
    }
    return undefined
  }

  return visit(value, "")
}

function* partsOf(value: object): Generator<readonly [string, unknown]> {
  if (value instanceof Map) yield* Array.from(value, ([key, entry], index) => [String(index), [key, entry]] as const)
  if (value instanceof Set) yield ["values", [...value]]
  for (const name of Reflect.ownKeys(value)) yield [String(name), read(value, name)]
  if (value instanceof Error) {
    yield ["message", value.message]
    yield ["toString", String(value)]
    yield ["toJSON", printed(value)]
  }
}

const read = (value: object, name: string | symbol): unknown => {
  try {
    return (value as Record<string | symbol, unknown>)[name]
  } catch {
    return undefined
  }
}

const printed = (value: object): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
