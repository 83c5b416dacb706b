/**
 * Checks that the public API of each package is what its `api.md` says, and that every name in it is documented.
 * `pnpm api:update` writes those files, so that a review sees what users will.
 */
import { spawnSync } from "node:child_process"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"

import { check } from "./apiDocs.ts"
import { render, type Shapes, shapesOf } from "./apiReport.ts"
import { type Files, type Module, modulesOf } from "./declarations.ts"
import { readManifest } from "./packing.ts"
import { finish, root } from "./report.ts"

const { values: given } = parseArgs({ options: { update: { type: "boolean", default: false } } })

/** Those that have something to import. */
const packages = globSync("packages/*", { cwd: root })
  .map((folder) => path.join(root, folder))
  .filter((folder) => readManifest(folder).exports["."] !== undefined)
  .toSorted()

const projects = packages.map((folder) => path.join(folder, "tsconfig.src.json"))
const built = spawnSync("tsc", ["-b", ...projects], { cwd: root, encoding: "utf8" })
finish(`API of ${packages.length} packages`, built.status === 0 ? checkAll() : [built.stdout])

function checkAll(): ReadonlyArray<string> {
  const apis = packages.map((folder) => ({ folder, modules: modulesOf(declarationsOf(folder)) }))
  const shapes = shapesOf(apis.flatMap(({ modules }) => modules))
  return apis.flatMap(({ folder, modules }) => [
    ...modules.flatMap((module) =>
      check(module, headerOf(folder, module.name)).map((problem) => `${readManifest(folder).name}/${problem}`)
    ),
    ...compare(folder, modules, shapes)
  ])
}

function compare(folder: string, modules: ReadonlyArray<Module>, shapes: Shapes): ReadonlyArray<string> {
  const { exports, name } = readManifest(folder)
  const document = path.join(folder, "api.md")
  const entries = Object.keys(exports).filter((entry) => exports[entry] !== null)
  const report = formatted(document, render(name, entries, modules, shapes))
  const known = existsSync(document) ? readFileSync(document, "utf8") : ""
  const isSame = inOrder(known) === inOrder(report)
  if (given.update && !isSame) writeFileSync(document, report)
  return isSame || given.update
    ? []
    : [`${path.relative(root, document)} is not the API of ${name}: run pnpm api:update`]
}

/** The compiler writes the union of a group's endpoints in another order each time: there, only the lines count. */
function inOrder(report: string): string {
  return report.replaceAll(/^declare const \w+_base:[^]*?\n(?=\n|```)/gmu, (text) =>
    text.split("\n").toSorted().join("\n")
  )
}

/** What is built of the sources that are there: the compiler leaves a file behind whose source is gone. */
function declarationsOf(folder: string): Files {
  const sources = globSync("**/*.ts", { cwd: path.join(folder, "src") })
  const files = sources.map((file) => file.replaceAll(path.sep, "/").replace(/\.ts$/u, ".d.ts"))
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, "dist", file), "utf8")]))
}

/** What a file says of itself, from its source: the compiler drops it together with a first import of types. */
function headerOf(folder: string, module: string): string {
  const source = readFileSync(path.join(folder, "src", `${module}.ts`), "utf8")
  return /^\/\*\*(.*?)\*\//su.exec(source)?.[1] ?? ""
}

function formatted(document: string, text: string): string {
  const { stderr, stdout } = spawnSync("oxfmt", ["--stdin-filepath", document], { input: text, encoding: "utf8" })
  if (stdout === "") throw new Error(`oxfmt can't format ${document}\n${stderr}`)
  return stdout
}
