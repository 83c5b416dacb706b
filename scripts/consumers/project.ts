/** A project outside of the workspace in which somebody has installed what a readme says, and nothing else. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { Effect } from "effect"

import { type Markdown, read } from "../markdown.ts"
import type { Packed } from "../packing.ts"
import { type Problem, run } from "../processes.ts"

/** Whose readme was followed, and where. */
export interface Project {
  /** The name of the package, or that of the workspace. */
  readonly name: string
  readonly folder: string
  readonly readme: Markdown
}

/** A readme, and what it is about. */
export interface Guide {
  readonly name: string
  /** The folder of the readme. */
  readonly source: string
}

/** Installs with npm what the readme tells to install; the package itself where it tells nothing. */
export const follow = Effect.fnUntraced(function* (
  { name, source }: Guide,
  packages: ReadonlyArray<Packed>,
  parent: string
): Effect.fn.Return<Project, Problem> {
  const readme = read(readFileSync(path.join(source, "README.md"), "utf8"))
  const folder = path.join(parent, name)
  yield* install(folder, installedBy(readme) ?? [name], packages)
  return { name, folder, readme }
})

/** Makes a project with npm. Whoever asks for a package of the workspace, a dependency too, gets its tarball. */
export const install = (
  folder: string,
  names: ReadonlyArray<string>,
  packages: ReadonlyArray<Packed>
): Effect.Effect<void, Problem> => {
  // Relative, as npm writes a dependency: it compares the two.
  const tarballs = new Map(packages.map(({ name, tarball }) => [name, `file:${path.relative(folder, tarball)}`]))
  const overrides = Object.fromEntries(tarballs)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module", overrides }))
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--strict-peer-deps"]
  const given = ["install", ...flags, ...names.map((name) => tarballs.get(name) ?? name)]
  return Effect.asVoid(run({ file: "npm", given, cwd: folder }))
}

/** What the first `npm install` of a readme names; its flags do not matter to an empty project. */
function installedBy({ fences }: Markdown): ReadonlyArray<string> | undefined {
  const [line] = fences.flatMap(({ code, language }) =>
    language === "sh" ? Array.from(code.matchAll(/^npm install (.+)$/gmu), ([, given]) => given ?? "") : []
  )
  return line?.split(" ").filter((word) => !word.startsWith("-"))
}
