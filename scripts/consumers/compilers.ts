/** Whether what is installed compiles in a strict project, with each version of TypeScript that is in use. */
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

import { Effect } from "effect"

import { modulesOf, type Packed } from "../packing.ts"
import { type Problem, run } from "../processes.ts"
import type { Project } from "./project.ts"

/** Under which names npm is asked for the compilers. */
export const compilers: Readonly<Record<string, string>> = {
  "typescript-5.9": "npm:typescript@5.9.3",
  "typescript-6": "npm:typescript@6.0.3",
  "typescript-7": "npm:typescript@7.0.2"
}

/** How modules are found, and what they are written as. */
const resolutions = { nodenext: "nodenext", bundler: "esnext" } as const

/** Writes what is compiled: each program of the readmes, and an import of each module. */
export const writePrograms = (
  folder: string,
  packages: ReadonlyArray<Packed>,
  projects: ReadonlyArray<Project>
): void => {
  const modules = packages.flatMap(({ name }) => modulesOf(path.join(folder, "node_modules", name)))
  const fences = projects.flatMap(({ readme }) => readme.fences).filter(({ language }) => language === "ts")
  const programs = [
    modules.map((module, index) => `export * as m${index} from "${module}"\n`).join(""),
    ...fences.map(({ code }) => code)
  ]
  mkdirSync(path.join(folder, "programs"))
  for (const [index, code] of programs.entries()) writeFileSync(path.join(folder, "programs", `${index}.ts`), code)
}

/** One check for each compiler and each way to find modules. They read the declarations of Effect, too. */
export const compileAll = (
  folder: string,
  modules: string
): ReadonlyArray<{ readonly name: string; readonly run: Effect.Effect<void, Problem> }> =>
  Object.entries(resolutions).flatMap(([moduleResolution, module]) => {
    const project = path.join(folder, `tsconfig.${moduleResolution}.json`)
    const compilerOptions = { ...strict, module, moduleResolution }
    writeFileSync(project, JSON.stringify({ compilerOptions, include: ["programs"] }))
    return Object.keys(compilers).map((compiler) => {
      const given = [path.join(modules, compiler, "bin", "tsc"), "--project", project, "--pretty", "false"]
      const compile = run({ file: process.execPath, given, cwd: folder })
      return { name: `${compiler}, ${moduleResolution}`, run: Effect.asVoid(compile) }
    })
  })

const strict = {
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true
}
