/**
 * Teaches TypeDoc how the modules of Effect are written: the first comment of a file is about the module, a service is
 * what stands in its shape, and what a class has from Effect is told there.
 */
import {
  type Application,
  Comment,
  CommentTag,
  type Context,
  Converter,
  DeclarationReflection,
  ReflectionKind,
  ReflectionType
} from "typedoc"
import ts from "typescript"

export const load = ({ converter }: Application): void => {
  converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) describeModule(context, reflection)
    if (reflection.kindOf(ReflectionKind.Class)) showShape(context, reflection)
  })
  converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.Class)) {
      if (reflection instanceof DeclarationReflection) hideInherited(context, reflection)
    }
  })
}

/** `packages/core/src/Cents` is `@varg-usage/core/Cents`. */
function describeModule(context: Context, module: DeclarationReflection): void {
  const [source] = context.getSymbolFromReflection(module)?.declarations ?? []
  if (source === undefined || !ts.isSourceFile(source)) return
  module.name = module.name.replace(/^(?:packages\/)?([^/]+)\/src\//u, "@varg-usage/$1/")
  const [, text] = /^\/\*\*([^]*?)\*\//u.exec(source.text) ?? []
  if (text === undefined) return
  const [about = "", since = ""] = text.replaceAll(/^[ \t]*\*[ \t]?/gmu, "").split("@since")
  // Links of this comment are not resolved.
  const summary = about.trim().replaceAll(/\{@link ([^}]+)\}/gu, "`$1`")
  module.comment = new Comment(
    [{ kind: "text", text: summary }],
    [new CommentTag("@since", [{ kind: "text", text: since.trim() }])]
  )
}

const shapes = new Map<DeclarationReflection, ReadonlyArray<DeclarationReflection>>()

/** The shape of `class X extends Context.Service<X, Shape>()(key)`. */
function showShape(context: Context, service: DeclarationReflection): void {
  const [node] = context.getSymbolFromReflection(service)?.declarations ?? []
  if (node === undefined || !ts.isClassDeclaration(node)) return
  const made = node.heritageClauses?.[0]?.types[0]?.expression
  if (made === undefined || !ts.isCallExpression(made) || !ts.isCallExpression(made.expression)) return
  const { expression, typeArguments: [, shape] = [] } = made.expression
  if (shape === undefined || !expression.getText().endsWith("Context.Service")) return
  const type = context.converter.convertType(context.withScope(service), shape)
  if (type instanceof ReflectionType) shapes.set(service, type.declaration.children ?? [])
}

function hideInherited(context: Context, reflection: DeclarationReflection): void {
  const inherited = (reflection.children ?? []).filter((child) => isForeign(context, child))
  for (const child of inherited) reflection.project.removeReflection(child)
  for (const child of reflection.children ?? []) {
    for (const part of [child, child.getSignature, ...(child.signatures ?? [])]) {
      delete part?.inheritedFrom
      delete part?.overwrites
    }
  }
  for (const member of shapes.get(reflection) ?? []) {
    member.parent = reflection
    reflection.addChild(member)
  }
  delete reflection.extendedTypes
  delete reflection.typeHierarchy
  if (declaresMembers(context, reflection) && (reflection.children ?? []).length === 0)
    context.logger.warn(`The members of ${reflection.getFullName()} are not shown`)
}

function isForeign(context: Context, member: DeclarationReflection): boolean {
  const declarations = context.getSymbolFromReflection(member)?.declarations ?? []
  return declarations.every((node) => node.getSourceFile().fileName.includes("/node_modules/"))
}

function declaresMembers(context: Context, reflection: DeclarationReflection): boolean {
  const [node] = context.getSymbolFromReflection(reflection)?.declarations ?? []
  return node !== undefined && ts.isClassDeclaration(node) && node.members.length > 0
}
