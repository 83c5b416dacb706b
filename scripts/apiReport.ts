/** The public API of a package as a document: the signature of every exported name, in the order of the names. */
import type { Node } from "oxc-parser"

import { type Declaration, isPrivate, isReexport, type Module, type Source, typeNameOf, walk } from "./declarations.ts"

/** Names of schemas by what their types are written out as. */
export type Shapes = ReadonlyMap<string, string>

/**
 * The schemas that modules export, to be named where the compiler writes them out. Of those that are the same, the first
 * is named.
 */
export const shapesOf = (modules: ReadonlyArray<Module>): Shapes => {
  const shapes = new Map<string, string>()
  for (const { declarations, name } of modules) {
    for (const { exported, names, node, source } of declarations) {
      const type = exported && !isReexport(node) ? schemaIn(node, source) : undefined
      const shape = type === undefined ? "" : shapeOf(type, source)
      if (shape.includes("{") && !shapes.has(shape)) shapes.set(shape, `typeof ${name}.${names.join()}`)
    }
  }
  return shapes
}

/** The document, still to be formatted. */
export const render = (
  name: string,
  entries: ReadonlyArray<string>,
  modules: ReadonlyArray<Module>,
  shapes: Shapes
): string =>
  [
    `# API of ${name}`,
    introduction,
    `Entry points: ${entries.map((entry) => `\`${entry}\``).join(", ")}.`,
    ...modules.map((module) => {
      const texts = module.declarations.map((declaration) => signatureOf(declaration, shapes)).join("\n\n")
      return `## ${module.name}\n\n\`\`\`ts\n${texts}\n\`\`\``
    }),
    ""
  ].join("\n\n")

function signatureOf({ names, node, source }: Declaration, shapes: Shapes): string {
  if (node.type === "ExportNamedDeclaration" && node.source !== null) {
    return `export { ${names.join(", ")} } from "${node.source.value}"`
  }
  return textOf(node, source, shapes)
}

const introduction = `Every name that users can import, by module, as \`pnpm api:update\` has written it. Of the comments only the defaults are
here. What is not exported is here because something exported is made of it. A schema within another is \`typeof\` its name;
of those with the same type, that of the first.`

interface Cut {
  readonly start: number
  readonly end: number
  readonly instead: string
}

/** A node without comments other than defaults, without private members, and with schemas by their names. */
function textOf(node: Node, source: Source, shapes: Shapes): string {
  let text = ""
  let at = node.start
  for (const { end, instead, start } of cutsIn(node, source, shapes)) {
    // What is cut may hold more to cut.
    if (start < at) continue
    text += source.text.slice(at, start) + instead
    at = end
  }
  return (text + source.text.slice(at, node.end)).replaceAll(/\n\s*\n/gu, "\n")
}

function cutsIn(node: Node, source: Source, shapes: Shapes): ReadonlyArray<Cut> {
  const comments = source.comments
    .filter(({ end, start }) => start >= node.start && end <= node.end)
    .map(({ end, start, value }) => ({ start, end, instead: defaultIn(value) }))
  const privates = [...walk(node)].filter(isPrivate).map(({ end, start }) => ({ start, end, instead: "" }))
  return [...comments, ...privates, ...schemasIn(node, source, shapes)].toSorted(
    (self, that) => self.start - that.start || that.end - self.end
  )
}

/** Each schema that has a name; not the one that the declaration itself declares. */
function schemasIn(node: Node, source: Source, shapes: Shapes): ReadonlyArray<Cut> {
  if (shapes.size === 0) return []
  const own = schemaIn(node, source)
  return [...walk(node)].flatMap((one) => {
    const instead = one !== own && isSchema(one, source) ? shapes.get(shapeOf(one, source)) : undefined
    return instead === undefined ? [] : [{ start: one.start, end: one.end, instead }]
  })
}

/** The type of a schema, where one is declared. */
function schemaIn(node: Node, source: Source): Node | undefined {
  const statement = node.type === "ExportNamedDeclaration" ? node.declaration : node
  const [declared] = statement?.type === "VariableDeclaration" ? statement.declarations : []
  const type = declared?.id.typeAnnotation?.typeAnnotation
  return type !== undefined && isSchema(type, source) ? type : undefined
}

function isSchema(node: Node, source: Source): boolean {
  return typeNameOf(node, source)?.startsWith("Schema.") === true
}

/** What a type is written out as, however it is indented. */
function shapeOf(node: Node, source: Source): string {
  return textOf(node, source, new Map()).replaceAll(/\s+/gu, " ")
}

function defaultIn(comment: string): string {
  const [, value] = /@default\s+([^@]*)/u.exec(comment.replaceAll(/^[ \t]*\*/gmu, "")) ?? []
  return value === undefined ? "" : `/** @default ${value.trim().replaceAll(/\s+/gu, " ")} */`
}
