/** What the documentation of each exported name has to say, as rules without exceptions. */
import { type Part, partsOf } from "./apiParts.ts"
import { docOf, isReexport, type Module, type Source, typeNameOf, withParts } from "./declarations.ts"

/** What the documentation of a module lacks; `header` is what its file says of itself. */
export const check = (module: Module, header: string): ReadonlyArray<string> => {
  const own = module.declarations.filter(({ node }) => !isReexport(node))
  const named = own.flatMap(({ exported, names, source }) => (exported ? names.map((name) => ({ name, source })) : []))
  if (named.length === 0) return []
  const ofModule = prose(header) !== "" && since.test(header) ? [] : [": say what it is, and @since when"]
  const ofNames = named.flatMap(({ name, source }) => checkName(name, source).map((problem) => `.${problem}`))
  return [...new Set([...ofModule, ...ofNames])].map((problem) => `${module.name}${problem}`)
}

/** A value and its type share a name, and what they are made of has none: what is said of one of them is said of all. */
function checkName(name: string, source: Source): ReadonlyArray<string> {
  const same = withParts(name, source)
  const docs = same.flatMap(({ exported, node }) => (exported ? [docOf(node, source)] : []))
  // Names that are taken out of one value have their members from there.
  const whole = same.filter(({ names }) => names.length === 1)
  return [
    ...tags(docs).map((problem) => `${name}: ${problem}`),
    ...whole.flatMap((declaration) =>
      partsOf(declaration, name, docs.join("\n\n")).flatMap((part) =>
        rules.flatMap((rule) => rule(part, source)).map((problem) => `${part.path}: ${problem}`)
      )
    )
  ]
}

const since = /@since \d+\.\d+\.\d+/u

/** What is said, without tags. */
function prose(doc: string): string {
  return doc.replaceAll(/@(?:since|category|default)\b[^\n@]*/gu, "").trim()
}

function tags(docs: ReadonlyArray<string>): ReadonlyArray<string> {
  return [
    ...(docs.some((doc) => /[.:]$/mu.test(prose(doc))) ? [] : ["say in a sentence what it is"]),
    ...(docs.every((doc) => since.test(doc)) ? [] : ["say @since when"]),
    ...(docs.every((doc) => /@category \w/u.test(doc)) ? [] : ["say of which @category"]),
    ...(docs.some((doc) => doc.includes("@internal")) ? ["is @internal: keep it in a module under internal/"] : [])
  ]
}

type Rule = (part: Part, source: Source) => ReadonlyArray<string>

/** An option that may be left out says its default. */
const defaultOfOption: Rule = ({ isMember, isOption, nodes: [node], said }) => {
  const isOptional = node !== undefined && "optional" in node && node.optional === true
  return isMember && isOption && isOptional && !said.includes("@default") ? ["say its @default"] : []
}

/** So does a parameter. Options say theirs. */
const defaultOfParameter: Rule = ({ nodes, said }, { text }) =>
  nodes
    .flatMap((node) => ("returnType" in node ? node.params : []))
    .flatMap((parameter) => {
      const [, name, type = ""] = /^(\w+)\?: (.*)$/su.exec(text.slice(parameter.start, parameter.end)) ?? []
      if (name === undefined || type.startsWith("{") || /Options\b/u.test(type)) return []
      const isTold = /\bdefault\b/iu.test(said) || said.includes(`\`${name}\``)
      return isTold ? [] : [`say what ${name} is by default`]
    })

const failing = new Set(["Effect.Effect", "Layer.Layer", "Result.Result", "Stream.Stream"])

/** What can fail names its errors. A parameter of a type is the caller's to name. */
const errors: Rule = ({ around, nodes, said }, source) =>
  nodes.flatMap((node) => {
    if (node.type !== "TSTypeReference" || !failing.has(typeNameOf(node, source) ?? "")) return []
    const [, error] = node.typeArguments?.params ?? []
    return (error?.type === "TSUnionType" ? error.types : error === undefined ? [] : [error])
      .flatMap((one) => typeNameOf(one, source)?.split(".").at(-1) ?? [])
      .filter((name) => name.length > 1 && !new RegExp(`\\b${name}\\b`, "u").test(`${said}\n${around}`))
      .map((name) => `say when it fails with ${name}`)
  })

/** A unit, or what is counted. */
const units =
  /cents?\b|micro|milli|second|minute|hour|days?\b|bytes?\b|character|digit|record|\brows?\b|request|retries|attempt|hits\b|costs\b|misses\b|window|cells?\b|place|index|status|seed|from 0 to|1 to|: 0 |part of|spaces|number of|how (?:many|often)/iu

/** A number says in which unit it is, by its name, by that of a parameter, or in words; an amount, that it is in cents. */
const unit: Rule = ({ around, name, nodes, said }, source) => {
  const types = nodes.map((node) => (node.type === "TSNumberKeyword" ? "number" : (typeNameOf(node, source) ?? "")))
  const parameters = nodes.flatMap((node) => (node.type === "Identifier" ? node.name : []))
  const own = around.split(/\n(?=- |\n)/u).filter((block) => block.includes(`\`${name}\``))
  const isNumber = types.some((type) => ["number", "Schema.Finite", "Schema.Int"].includes(type))
  const isMoney = types.some((type) => /\bBigDecimal$/u.test(type))
  return [
    ...(isNumber && !units.test([name, said, ...parameters, ...own].join("\n")) ? ["say in which unit it is"] : []),
    ...(isMoney && !/cents/iu.test([name, said, around, ...parameters].join("\n")) ? ["say that it is in cents"] : [])
  ]
}

const rules: ReadonlyArray<Rule> = [defaultOfOption, defaultOfParameter, errors, unit]
