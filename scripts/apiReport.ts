/** The public API of a package as a document: the signature of every exported name, in the order of the names. */
import { type Declaration, isPrivate, type Module, walk } from "./declarations.ts"

/** The document, still to be formatted. */
export const render = (name: string, entries: ReadonlyArray<string>, modules: ReadonlyArray<Module>): string =>
  [
    `# API of ${name}`,
    "Every name that users can import, by module, as `pnpm api:update` has written it. Of the comments only the defaults\nare here. What is not exported is here because something exported is made of it.",
    `Entry points: ${entries.map((entry) => `\`${entry}\``).join(", ")}.`,
    ...modules.map((module) => {
      const texts = module.declarations.map(textOf).join("\n\n")
      return `## ${module.name}\n\n\`\`\`ts\n${texts}\n\`\`\``
    }),
    ""
  ].join("\n\n")

interface Cut {
  readonly start: number
  readonly end: number
  readonly instead: string
}

/** The declaration without comments other than defaults, and without private members. */
function textOf(declaration: Declaration): string {
  const { names, node, source } = declaration
  if (node.type === "ExportNamedDeclaration" && node.source !== null) {
    return `export { ${names.join(", ")} } from "${node.source.value}"`
  }
  let text = ""
  let at = node.start
  for (const { end, instead, start } of cutsIn(declaration).toSorted((self, that) => self.start - that.start)) {
    text += source.text.slice(at, start) + instead
    at = end
  }
  return (text + source.text.slice(at, node.end)).replaceAll(/\n\s*\n/gu, "\n")
}

function cutsIn({ node, source }: Declaration): ReadonlyArray<Cut> {
  const comments = source.comments
    .filter(({ end, start }) => start >= node.start && end <= node.end)
    .map(({ end, start, value }) => ({ start, end, instead: defaultIn(value) }))
  const privates = [...walk(node)].filter(isPrivate).map(({ end, start }) => ({ start, end, instead: "" }))
  return [...comments, ...privates]
}

function defaultIn(comment: string): string {
  const [, value] = /@default\s+([^@]*)/u.exec(comment.replaceAll(/^[ \t]*\*/gmu, "")) ?? []
  return value === undefined ? "" : `/** @default ${value.trim().replaceAll(/\s+/gu, " ")} */`
}
