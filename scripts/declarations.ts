/** What the declaration files of a package export: the names of each module, their text, and what is said of them. */
import { posix } from "node:path"

import { type Comment, type ModuleExportName, type Node, parseSync, type Statement, visitorKeys } from "oxc-parser"

/** The text of each declaration file by its path, such as `Cents.d.ts` or `internal/errors/call.d.ts`. */
export type Files = Readonly<Record<string, string>>

/** A module that users import. */
export interface Module {
  readonly name: string
  /** In the order of their names. */
  readonly declarations: ReadonlyArray<Declaration>
}

/** A statement that declares names. */
export interface Declaration {
  /** Usually one; `export const { a, b }` declares several. */
  readonly names: ReadonlyArray<string>
  /** Whether users can name it. What they can't is here because something that they can is made of it. */
  readonly exported: boolean
  readonly node: Node
  readonly source: Source
}

/** A declaration file. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly comments: ReadonlyArray<Comment>
  readonly declarations: ReadonlyArray<Declaration>
  readonly statements: ReadonlyArray<Statement>
}

/** The modules of a package in the order of their names. Internal ones are left out, but not what others export of them. */
export const modulesOf = (files: Files): ReadonlyArray<Module> => {
  const sources = new Map(Object.entries(files).map(([file, text]) => [file, parse(file, text)]))
  return [...sources.values()]
    .filter(({ file }) => !isInternal(file))
    .map((source) => ({
      name: source.file.replace(/\.d\.ts$/u, ""),
      declarations: [
        ...new Set(source.statements.flatMap((statement) => exportsOf(statement, source, sources)))
      ].toSorted((self, that) => compare(self.names.join(), that.names.join()))
    }))
    .toSorted((self, that) => compare(self.name, that.name))
}

/** What is said of a node: the JSDoc before it without its stars, or nothing. */
export const docOf = (node: Node, { comments, text }: Source): string => {
  const comment = comments.findLast(({ end }) => end <= node.start)
  if (comment?.type !== "Block" || text.slice(comment.end, node.start).trim() !== "") return ""
  return comment.value.replaceAll(/^[ \t]*\*[ \t]?/gmu, "").trim()
}

/** A node and all that it is made of, from the outside in and from left to right. */
export function* walk(node: Node): Generator<Node> {
  yield node
  for (const child of childrenOf(node)) yield* walk(child)
}

/** What a node is made of. */
export const childrenOf = (node: Node): ReadonlyArray<Node> =>
  (visitorKeys[node.type] ?? []).flatMap((key) => {
    const children = (node as unknown as Readonly<Record<string, Node | ReadonlyArray<Node | null> | null>>)[key]
    return [children ?? []].flat().filter((child) => child !== null)
  })

/** The name of a reference to a type as it is written, such as `Effect.Effect`; none for any other node. */
export const typeNameOf = (node: Node, { text }: Source): string | undefined =>
  node.type === "TSTypeReference" ? text.slice(node.typeName.start, node.typeName.end) : undefined

/** Whether a statement only passes on what another public module declares. */
export const isReexport = (node: Node): boolean =>
  node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.source !== null)

export const isPrivate = (node: Node): boolean => "accessibility" in node && node.accessibility === "private"

function parse(file: string, text: string): Source {
  const { comments, errors, program } = parseSync(file, text)
  if (errors[0] !== undefined) throw new SyntaxError(`${file}: ${errors[0].message}`)
  const declarations: Array<Declaration> = []
  const source = { file, text, comments, declarations, statements: program.body }
  for (const node of program.body) {
    const exported = node.type === "ExportNamedDeclaration"
    const names = namesOf(exported ? node.declaration : node)
    if (names.length > 0) declarations.push({ names, exported, node, source })
  }
  return source
}

/** The names that a statement declares. */
function namesOf(node: Node | null): ReadonlyArray<string> {
  switch (node?.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
    case "ClassDeclaration":
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return node.id === null ? [] : [node.id.name]
    default:
      return []
  }
}

/** What a statement exports, with the declarations of the same file that it is made of. What can't be told is refused. */
function exportsOf(
  statement: Statement,
  source: Source,
  sources: ReadonlyMap<string, Source>
): ReadonlyArray<Declaration> {
  if (!statement.type.startsWith("Export") || isEmptyExport(statement)) return []
  const found = isReexport(statement) ? reexportsOf(statement, source, sources) : ownExportsOf(statement, source)
  if (found.length > 0) return found
  throw new SyntaxError(`${source.file}: ${source.text.slice(statement.start, statement.end)} can't be listed`)
}

/** `export {}` says that a file without exports is a module. */
function isEmptyExport(statement: Statement): boolean {
  return (
    statement.type === "ExportNamedDeclaration" && statement.declaration === null && statement.specifiers.length === 0
  )
}

function ownExportsOf(statement: Statement, source: Source): ReadonlyArray<Declaration> {
  if (statement.type !== "ExportNamedDeclaration") return []
  return namesOf(statement.declaration).flatMap((name) => withParts(name, source))
}

/** What comes from an internal module has its declaration there; what comes from a public one is listed there. */
function reexportsOf(
  statement: Statement,
  source: Source,
  sources: ReadonlyMap<string, Source>
): ReadonlyArray<Declaration> {
  if (statement.type !== "ExportAllDeclaration" && statement.type !== "ExportNamedDeclaration") return []
  const target = posix.join(posix.dirname(source.file), statement.source?.value ?? "").replace(/\.ts$/u, ".d.ts")
  const origin = isInternal(target) ? sources.get(target) : undefined
  const listed = (name: string) => ({ names: [name], exported: true, node: statement, source })
  if (statement.type === "ExportAllDeclaration") {
    if (statement.exported !== null || origin === undefined) return [listed(nameOf(statement.exported))]
    return origin.statements.flatMap((one) => exportsOf(one, origin, sources))
  }
  const lists = statement.specifiers.map(({ exported }) =>
    origin === undefined ? [listed(nameOf(exported))] : withParts(nameOf(exported), origin)
  )
  // A name that its origin does not have was given another one on the way.
  return lists.every((list) => list.length > 0) ? lists.flat() : []
}

/** The declarations of a name, and of whatever its file keeps to itself and they name. */
export function withParts(
  name: string,
  source: Source,
  known: Set<Declaration> = new Set()
): ReadonlyArray<Declaration> {
  for (const declaration of source.declarations) {
    if (!declaration.names.includes(name) || known.has(declaration)) continue
    known.add(declaration)
    for (const node of walk(declaration.node)) {
      if (node.type === "Identifier" && isKept(node.name, source)) withParts(node.name, source, known)
    }
  }
  return [...known]
}

function isKept(name: string, { declarations }: Source): boolean {
  return declarations.some(({ exported, names }) => !exported && names.includes(name))
}

/** `*` where all names are meant. */
function nameOf(node: ModuleExportName | null): string {
  if (node === null) return "*"
  return "name" in node ? node.name : node.value
}

function isInternal(file: string): boolean {
  return file.startsWith("internal/")
}

function compare(self: string, that: string): number {
  return self < that ? -1 : self > that ? 1 : 0
}
