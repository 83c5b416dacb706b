/**
 * Checks what the documents say: links lead somewhere, commands exist, JSON parses, and each `ts` fence compiles and
 * runs as the program that it is, against an emulator.
 */
import { spawnSync } from "node:child_process"
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"

import { type Fence, type Markdown, read, scriptsIn } from "./markdown.ts"
import { runAll } from "./programs.ts"
import { finish, root } from "./report.ts"

interface Document extends Markdown {
  readonly file: string
}

const documents: ReadonlyArray<Document> = globSync(
  ["*.md", "{docs,examples,bench,scripts}/**/*.md", "packages/*/README.md"],
  { cwd: root, exclude: ["**/node_modules/**", "docs/api-reference/**"] }
)
  .toSorted()
  .map((file) => ({ file, ...read(readFileSync(path.join(root, file), "utf8")) }))

interface NamedFence extends Fence {
  readonly name: string
}

/** Fences are programs of the examples: there they find every package by its name. */
const folder = path.join(root, "examples", ".fences")

const fences: ReadonlyArray<NamedFence> = documents.flatMap((document) =>
  document.fences.map((fence) => ({ ...fence, name: `${document.file.replaceAll(/[\\/]/gu, ".")}.${fence.line}` }))
)

const programs = fences.filter(({ language }) => language === "ts")

const examples = globSync("examples/*.ts", { cwd: root }).toSorted()

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const { code, name } of programs) writeFileSync(path.join(folder, `${name}.ts`), code)
writeFileSync(
  path.join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: "../tsconfig.json",
    // A fence may end with a value that it only shows.
    compilerOptions: { noUnusedLocals: false, rootDir: ".", tsBuildInfoFile: "./tsbuildinfo" },
    include: ["*.ts"],
    references: ["core", "aggregate", "emulator", "http"].map((name) => ({
      path: `../../packages/${name}/tsconfig.src.json`
    }))
  })
)

const untyped = programs.length === 0 ? [] : compile()
finish(`${documents.length} documents, ${programs.length} programs in them`, [
  ...documents.flatMap(deadLinks),
  ...fences.flatMap(unknownLanguage),
  ...fences.flatMap(unknownScripts),
  ...fences.flatMap(invalidJson),
  ...firstExample(),
  ...untyped,
  ...(untyped.length === 0 ? await runAll(programs.map(({ name }) => path.join(folder, `${name}.ts`))) : [])
])

function compile(): ReadonlyArray<string> {
  const { status, stdout } = spawnSync(`tsc -b "${folder}" --pretty false`, {
    cwd: root,
    encoding: "utf8",
    shell: true
  })
  return status === 0 ? [] : stdout.trim().split("\n")
}

function deadLinks({ anchors, file, links }: Document): ReadonlyArray<string> {
  return links.flatMap(({ line, url }) => {
    if (/^[a-z][a-z+.-]*:/u.test(url)) return []
    const [target = "", anchor] = decodeURI(url).split("#")
    const linked = target === "" ? file : path.join(path.dirname(file), target)
    if (!existsSync(path.join(root, linked))) return [`${file}:${line} links to ${linked}, which does not exist`]
    if (anchor === undefined) return []
    const known = linked === file ? anchors : anchorsIn(linked)
    return known.has(anchor) ? [] : [`${file}:${line} links to ${url}, but there is no such heading`]
  })
}

/** Only documents have anchors. */
function anchorsIn(file: string): ReadonlySet<string> {
  if (!file.endsWith(".md")) return new Set()
  const known = documents.find((document) => document.file === path.normalize(file))?.anchors
  return known ?? read(readFileSync(path.join(root, file), "utf8")).anchors
}

/** A fence in another language would be a fence that nothing checks. */
function unknownLanguage({ language, name }: NamedFence): ReadonlyArray<string> {
  return ["json", "mermaid", "sh", "text", "ts", "yaml"].includes(language)
    ? []
    : [`${name} is marked ${language || "with no language"}: use ts, sh, json, yaml, mermaid or text`]
}

function unknownScripts({ code, language, name }: NamedFence): ReadonlyArray<string> {
  if (language !== "sh") return []
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { readonly scripts: object }
  return scriptsIn(code)
    .filter((script) => !(script in scripts) && !["add", "exec", "install"].includes(script))
    .map((script) => `${name} runs pnpm ${script}, which is no script`)
}

function invalidJson({ code, language, name }: NamedFence): ReadonlyArray<string> {
  if (language !== "json") return []
  try {
    JSON.parse(code)
    return []
  } catch (error) {
    return [`${name} is no JSON: ${String(error)}`]
  }
}

function firstExample(): ReadonlyArray<string> {
  const first = documents.find(({ file }) => file === "README.md")?.fences.find(({ language }) => language === "ts")
  if (first === undefined) return ["README.md shows no example in TypeScript"]
  return examples.some((file) => readFileSync(path.join(root, file), "utf8") === first.code)
    ? []
    : [`README.md:${first.line} equals no file in examples/`]
}
