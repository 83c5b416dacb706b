/** Whether a package that runs anywhere needs nothing of Node, judged by what it is in one piece. */
import { writeFileSync } from "node:fs"
import path from "node:path"

import { Effect } from "effect"
import { rolldown } from "rolldown"

import { modulesOf } from "../packing.ts"
import { Problem } from "../processes.ts"
import type { Project } from "./project.ts"

/**
 * Bundles every module of an installed package for browsers, with all that they import, and fails when an import is left:
 * what can't be found for a browser is a module of Node, or one that nothing installs.
 */
export const bundleForBrowsers = ({ folder, name }: Project): Effect.Effect<void, Problem> =>
  Effect.tryPromise({
    try: () => importsLeft(name, folder),
    catch: (error) => new Problem({ message: `${name} can't be bundled for browsers: ${String(error)}` })
  }).pipe(
    Effect.filterOrFail(
      (imports) => imports.length === 0,
      (imports) => new Problem({ message: `${name} imports ${imports.join(", ")}, which browsers don't have` })
    ),
    Effect.asVoid
  )

async function importsLeft(name: string, folder: string): Promise<ReadonlyArray<string>> {
  const modules = modulesOf(path.join(folder, "node_modules", name))
  const input = path.join(folder, "everything.js")
  writeFileSync(input, modules.map((module, index) => `export * as m${index} from "${module}"\n`).join(""))
  await using build = await rolldown({ input, platform: "browser", logLevel: "silent" })
  const { output } = await build.generate({ format: "es", codeSplitting: false })
  // What is loaded when it is needed is in the same file here.
  const own = new Set(output.map(({ fileName }) => fileName))
  return output
    .flatMap((file) => (file.type === "chunk" ? [...file.imports, ...file.dynamicImports] : []))
    .filter((left) => !own.has(left))
}
