/** The parts of an exported name that its documentation has to cover: the declaration itself, and its members. */
import type { Node } from "oxc-parser"

import { childrenOf, type Declaration, docOf, isPrivate, type Source, typeNameOf, walk } from "./declarations.ts"

/** A declaration or one of its members, with what is said of it. */
export interface Part {
  /** `make` for a declaration, `Options.retry` for a member. */
  readonly path: string
  readonly name: string
  /** What is said right before it. */
  readonly said: string
  /** What is said of the names that it belongs to. */
  readonly around: string
  readonly isMember: boolean
  /** Whether it is for callers to choose. */
  readonly isOption: boolean
  /** What it is made of, itself first. Members are parts of their own. */
  readonly nodes: ReadonlyArray<Node>
}

/** The parts of a declaration, where `said` is said of its name. */
export const partsOf = ({ node, source }: Declaration, name: string, said: string): ReadonlyArray<Part> => {
  const parts: Array<Part> = []
  const isShown = visibility(node, source)

  const collect = (part: Omit<Part, "nodes">, from: Node): void => {
    const nodes: Array<Node> = []
    parts.push({ ...part, nodes })
    const visit = (at: Node, isOption: boolean): void => {
      nodes.push(at)
      for (const child of childrenOf(at).filter((one) => isShown(one, at))) {
        const key = keyOf(child, source)
        const chosen = isOption || isParameter(child, at)
        if (key === undefined) visit(child, chosen)
        else collect(memberOf(part, key, docOf(child, source), chosen), child)
      }
    }
    visit(from, part.isOption)
  }

  collect({ path: name, name, said, around: "", isMember: false, isOption: name.endsWith("Options") }, node)
  return parts
}

function memberOf(owner: Omit<Part, "nodes">, name: string, said: string, isOption: boolean): Omit<Part, "nodes"> {
  const around = `${owner.said}\n\n${owner.around}`
  return { path: `${owner.path}.${name}`, name, said, around, isMember: true, isOption }
}

/**
 * What users look at: no private members, and of the arguments of a type only the first object. That is the fields of a
 * schema or the methods of a service; the encoded form of a schema, and the schemas in it, would repeat what is said
 * elsewhere.
 */
function visibility(node: Node, source: Source): (child: Node, parent: Node) => boolean {
  const shaped = /^(?:Schema\..+|Context\.ServiceClass|Data\.TaggedEnum)$/u
  const outermost = [...walk(node)].find(({ type }) => type === "TSTypeReference")
  const isShape = outermost !== undefined && shaped.test(typeNameOf(outermost, source) ?? "")
  const fields = isShape ? [...walk(outermost)].find(({ type }) => type === "TSTypeLiteral") : undefined
  return (child, parent) => {
    const isArgument = child.type === "TSTypeLiteral" && parent.type === "TSTypeParameterInstantiation"
    return !isPrivate(child) && (!isArgument || child === fields)
  }
}

function keyOf(node: Node, { text }: Source): string | undefined {
  switch (node.type) {
    case "MethodDefinition":
    case "PropertyDefinition":
    case "TSMethodSignature":
    case "TSPropertySignature":
      return text.slice(node.key.start, node.key.end)
    default:
      return undefined
  }
}

function isParameter(node: Node, parent: Node): boolean {
  return "returnType" in parent && parent.params.some((parameter) => parameter === node)
}
