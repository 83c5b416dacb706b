/** The packages of this workspace as they are published: what is built, packed as tarballs. */
import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import path from "node:path"

import { Effect } from "effect"

import * as Processes from "./processes.ts"
import { root } from "./report.ts"

/** What the checks read of a `package.json`. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly engines: { readonly node: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | null>>
}

/** A package and its tarball. */
export interface Packed {
  readonly name: string
  /** Where it is developed. */
  readonly source: string
  readonly tarball: string
}

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest

/** The names by which the modules of an installed package are imported; none for a package that is only a command. */
export const modulesOf = (folder: string): ReadonlyArray<string> => {
  const { exports, name } = readManifest(folder)
  if (exports["."] === undefined) return []
  const modules = globSync("dist/*.js", { cwd: folder }).map((file) => path.basename(file, ".js"))
  return [name, ...modules.toSorted().map((module) => `${name}/${module}`)]
}

/** Packs each package that is published into a folder. */
export const packAll = (folder: string): Effect.Effect<ReadonlyArray<Packed>, Processes.Problem> =>
  Effect.forEach(sources(), (source) => pack(source, folder), { concurrency: availableParallelism() })

function sources(): ReadonlyArray<string> {
  return globSync("packages/*/package.json", { cwd: root })
    .map((file) => path.join(root, path.dirname(file)))
    .filter((source) => readManifest(source).private !== true)
    .toSorted()
}

function pack(source: string, folder: string): Effect.Effect<Packed, Processes.Problem> {
  const tarball = path.join(folder, `${path.basename(source)}.tgz`)
  return Effect.as(Processes.run({ file: "pnpm", given: ["pack", "--out", tarball], cwd: source }), {
    name: readManifest(source).name,
    source,
    tarball
  })
}
