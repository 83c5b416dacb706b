/** Which file may import what: the rule as data, and a pure check of one source text against it. */
import { isBuiltin } from "node:module"
import { posix } from "node:path"

import { parseSync, type StringLiteral, Visitor } from "oxc-parser"

/** A file of the workspace; its path is relative to the root and written with `/`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What the sources of one package may import. Its tests may import the emulator as well. */
export interface PackageRule {
  readonly name: string
  /** Packages of the workspace. */
  readonly imports: ReadonlyArray<string>
  /** Runs outside of Node too: from outside the workspace it may import only `effect`. */
  readonly portable: boolean
  /** Each module that Effect does not call stable, with the files that stand before it. */
  readonly unstable: Readonly<Record<string, ReadonlyArray<string>>>
}

/** The rules by the folder of the package. */
export type Rules = Readonly<Record<string, PackageRule>>

/** An import that the rules forbid, or a line of the rules that holds for nothing. */
export interface Violation {
  readonly path: string
  readonly line: number
  readonly problem: string
}

const emulator = "@varg-usage/emulator"
const cli = "varg-usage"

/** The rules of this workspace. */
export const rules: Rules = {
  "packages/core": {
    name: "@varg-usage/core",
    imports: [],
    portable: true,
    unstable: {
      "effect/http": [
        "src/UsageClient.ts",
        "src/internal/attempt.ts",
        "src/internal/body.ts",
        "src/internal/content.ts",
        "src/internal/hint.ts",
        "src/internal/refusal.ts"
      ],
      "effect/http-api": ["src/UsageApi.ts"],
      "effect/persistence": ["src/internal/breaker.ts"]
    }
  },
  "packages/aggregate": {
    name: "@varg-usage/aggregate",
    imports: ["@varg-usage/core"],
    portable: true,
    unstable: { "effect/http": ["src/UsageServices.ts"] }
  },
  "packages/emulator": {
    name: emulator,
    imports: ["@varg-usage/core"],
    portable: true,
    unstable: {
      "effect/http": ["src/Emulator.ts", "src/internal/answer.ts", "src/internal/api.ts"],
      "effect/http-api": ["src/internal/api.ts"]
    }
  },
  "packages/http": {
    name: "@varg-usage/http",
    imports: ["@varg-usage/core", "@varg-usage/aggregate"],
    portable: true,
    unstable: {
      "effect/http": [
        "src/UsageAccess.ts",
        "src/UsageDocs.ts",
        "src/UsageHttp.ts",
        "src/internal/dayStream.ts",
        "src/internal/handlers.ts",
        "src/internal/problem.ts",
        "src/web.ts"
      ],
      "effect/http-api": [
        "src/UsageAccess.ts",
        "src/UsageDocs.ts",
        "src/UsageHttp.ts",
        "src/UsageHttpApi.ts",
        "src/internal/mounted.ts",
        "src/internal/parameterErrors.ts"
      ]
    }
  },
  "packages/cli": {
    name: cli,
    imports: ["@varg-usage/core", "@varg-usage/aggregate", emulator],
    portable: false,
    unstable: {
      "effect/Stdio": ["src/Progress.ts", "src/main.ts"],
      "effect/cli": [
        "src/Cli.ts",
        "src/EmulatorCommand.ts",
        "src/Failure.ts",
        "src/ReportCommand.ts",
        "src/ReportFormat.ts",
        "src/main.ts"
      ],
      "effect/http": ["src/EmulatorServer.ts", "src/Gateway.ts", "src/main.ts"]
    }
  }
}

/** Tells whether Effect promises to keep a module such as `effect/Stream` or `effect/http`. */
export type IsStable = (module: string) => boolean

/** Checks each file, then that each exception in the rules is in use. */
export const check = (files: ReadonlyArray<SourceFile>, given: Rules, isStable: IsStable): ReadonlyArray<Violation> => {
  const used = new Set<string>()
  const violations = files.flatMap((file) => checkFile(file, given, isStable, used))
  const idle = Object.entries(given).flatMap(([folder, rule]) =>
    Object.entries(rule.unstable).flatMap(([module, allowed]) =>
      allowed
        .map((name) => `${folder}/${name}`)
        .filter((path) => !used.has(`${path} ${module}`))
        .map((path) => ({ path, line: 1, problem: `may import ${module} but does not: take it off the list` }))
    )
  )
  return [...violations, ...idle]
}

function checkFile(file: SourceFile, given: Rules, isStable: IsStable, used: Set<string>): ReadonlyArray<Violation> {
  const folder = Object.keys(given).find((name) => file.path.startsWith(`${name}/`)) ?? file.path.split("/")[0] ?? ""
  const place: Place = { file, folder, rule: given[folder], isSource: file.path.startsWith(`${folder}/src/`), used }
  return importsOf(file).flatMap(({ line, module }) => {
    const problem = problemWith(module, place, given, isStable)
    return problem === undefined ? [] : [{ path: file.path, line, problem }]
  })
}

interface Place {
  readonly file: SourceFile
  readonly folder: string
  readonly rule: PackageRule | undefined
  readonly isSource: boolean
  readonly used: Set<string>
}

function problemWith(module: string, place: Place, given: Rules, isStable: IsStable): string | undefined {
  if (module.startsWith(".")) return problemWithRelative(module, place)
  const target = Object.values(given).find(({ name }) => module === name || module.startsWith(`${name}/`))
  if (target !== undefined) return problemWithPackage(module, target.name, place)
  if (module === unreadable) return "imports a computed name, which can't be checked"
  if (place.rule === undefined || !place.isSource) return undefined
  const isEffect = module === "effect" || module.startsWith("effect/")
  if (place.rule.portable && !isEffect) {
    return `imports ${module}, but ${place.rule.name} may import only effect${isBuiltin(module) ? ": it also runs outside of Node" : ""}`
  }
  return isEffect && module !== "effect" && !isStable(module) ? problemWithUnstable(module, place) : undefined
}

function problemWithRelative(module: string, { file, folder, isSource }: Place): string | undefined {
  const target = posix.join(posix.dirname(file.path), module)
  if (!target.startsWith(`${folder}/`)) return `reaches ${target} by its path: import the package by its name`
  return isSource && !target.startsWith(`${folder}/src/`) ? `imports ${target}, which is not published` : undefined
}

function problemWithPackage(module: string, name: string, { isSource, rule }: Place): string | undefined {
  if (name === cli) return `imports ${cli}, which nobody may`
  if (module.startsWith(`${name}/internal/`)) return `imports ${module}: internal modules belong to their package`
  if (rule === undefined) return undefined
  if (isSource && name === rule.name) return `imports its own package by name: use a relative path`
  const allowed = isSource ? rule.imports : [...rule.imports, rule.name, emulator]
  return allowed.includes(name) ? undefined : `imports ${name}, but ${rule.name} may not`
}

function problemWithUnstable(module: string, { file, folder, rule, used }: Place): string | undefined {
  used.add(`${file.path} ${module}`)
  const allowed = rule?.unstable[module] ?? []
  return allowed.includes(file.path.slice(folder.length + 1))
    ? undefined
    : `imports ${module}, which Effect may change: keep it behind ${allowed.join(" or ") || "one file, listed in scripts/boundaries.ts"}`
}

const unreadable = "(computed)"

/** Each module that the file names. `import { Path } from "effect"` counts as `effect` and as `effect/Path`. */
function importsOf(file: SourceFile): ReadonlyArray<{ readonly module: string; readonly line: number }> {
  const found: Array<{ readonly module: string; readonly line: number }> = []
  const add = (module: string, start: number): void => {
    found.push({ module, line: file.text.slice(0, start).split("\n").length })
  }
  const addSource = (source: StringLiteral | null, names: ReadonlyArray<string>) => {
    if (source === null) return
    add(source.value, source.start)
    if (source.value === "effect") for (const name of names) add(`effect/${name}`, source.start)
  }
  const { errors, program } = parseSync(file.path, file.text)
  if (errors[0] !== undefined) throw new SyntaxError(`${file.path}: ${errors[0].message}`)
  new Visitor({
    ImportDeclaration: ({ source, specifiers }) => addSource(source, specifiers.flatMap(importedName)),
    ExportAllDeclaration: ({ source }) => addSource(source, []),
    ExportNamedDeclaration: ({ source, specifiers }) =>
      addSource(
        source,
        specifiers.flatMap(({ local }) => ("name" in local ? [local.name] : []))
      ),
    ImportExpression: ({ source, start }) =>
      add(source.type === "Literal" && typeof source.value === "string" ? source.value : unreadable, start),
    TSImportType: ({ source }) => addSource(source, [])
  }).visit(program)
  return found
}

function importedName(specifier: { readonly type: string; readonly imported?: { readonly name?: string } | object }) {
  const { imported } = specifier
  return imported !== undefined && "name" in imported && imported.name !== undefined ? [imported.name] : []
}
