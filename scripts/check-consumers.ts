/**
 * Checks the packages as new users meet them: outside of this workspace, installed with npm as each readme says.
 *
 * `pnpm verify:consumers` runs the first example of each readme with Node, and bundles the packages that run anywhere for
 * browsers. With `--full` it also compiles what the readmes show with several versions of TypeScript, runs it with Bun
 * and Deno, and reads a month from a page that Vite has built, in Chromium where that is installed.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"

import { Effect } from "effect"

import { rules } from "./boundaries.ts"
import * as Browser from "./consumers/browser.ts"
import * as Compilers from "./consumers/compilers.ts"
import * as Examples from "./consumers/examples.ts"
import * as Portability from "./consumers/portability.ts"
import * as Project from "./consumers/project.ts"
import * as Runtimes from "./consumers/runtimes.ts"
import { type Packed, packAll, readManifest } from "./packing.ts"
import { type Problem, run } from "./processes.ts"
import { startEmulator } from "./programs.ts"
import { finish, root } from "./report.ts"

interface Check {
  readonly name: string
  readonly run: Effect.Effect<void, Problem>
}

const { values: given } = parseArgs({ options: { full: { type: "boolean", default: false } } })
const folder = mkdtempSync(path.join(tmpdir(), "varg-usage-"))
const concurrency = availableParallelism()
const cli = "varg-usage"
const portable = new Set(Object.values(rules).flatMap(({ name, portable: anywhere }) => (anywhere ? [name] : [])))

/** Packs and installs, which must succeed, and gives what each check has found. */
const checkAll = Effect.gen(function* () {
  yield* run({ file: "tsc", given: ["-b"], cwd: root })
  const packages = yield* packAll(folder)
  const guides = [{ name: "README.md", source: root }, ...packages]
  const projects = yield* Effect.forEach(guides, (guide) => Project.follow(guide, packages, folder), { concurrency })
  const emulator = yield* Effect.acquireRelease(
    Effect.promise(() => startEmulator({ file: commandOf(projects) })),
    ({ stop }) => Effect.promise(stop)
  )
  const runtimes = nodes()
  const checks = [
    ...projects.flatMap((project) => examples(project, runtimes, emulator.environment)),
    ...projects.filter(({ name }) => portable.has(name)).map(bundle),
    ...(given.full ? yield* fullChecks(projects, packages, emulator.environment) : [])
  ]
  const found = yield* Effect.forEach(checks, problemsOf, { concurrency })
  finish(`${projects.length} readmes followed in new projects`, found.flat())
}).pipe(
  Effect.scoped,
  Effect.catchTag("Problem", ({ message }) => Effect.sync(() => finish("packages for new users", [message])))
)

/** What runs the examples: the Node of this workspace, and the machine's where it is new enough for the packages. */
function nodes(): ReadonlyArray<Runtimes.Runtime> {
  const own = Runtimes.machineNode()
  if (own === undefined) return [Runtimes.projectNode]
  if (Runtimes.isNewEnough(own, readManifest(root).engines.node)) return [Runtimes.projectNode, own]
  console.log(`The machine's ${own.name} is older than the packages ask for.`)
  return [Runtimes.projectNode]
}

function commandOf(projects: ReadonlyArray<Project.Project>): string {
  const installed = path.join(projects.find(({ name }) => name === cli)?.folder ?? "", "node_modules", cli)
  return path.join(installed, readManifest(installed).bin?.[cli] ?? "")
}

function examples(
  project: Project.Project,
  runtimes: ReadonlyArray<Runtimes.Runtime>,
  environment: NodeJS.ProcessEnv
): ReadonlyArray<Check> {
  return runtimes.map((runtime) => ({
    name: `${project.name} with ${runtime.name}`,
    run: Examples.runFirst(project, runtime, environment)
  }))
}

function bundle(project: Project.Project): Check {
  return { name: `${project.name} without Node`, run: Portability.bundleForBrowsers(project) }
}

/** What takes minutes, and needs tools that only it installs. */
const fullChecks = Effect.fnUntraced(function* (
  projects: ReadonlyArray<Project.Project>,
  packages: ReadonlyArray<Packed>,
  emulator: NodeJS.ProcessEnv
): Effect.fn.Return<ReadonlyArray<Check>, Problem> {
  const tools = path.join(folder, "tools")
  const everything = path.join(folder, "everything")
  const tooling = { ...Compilers.compilers, vite: "8.3.8", bun: "1.4.5", deno: "2.9.6" }
  const specifiers = Object.entries(tooling).map(([name, version]) => `${name}@${version}`)
  yield* Project.install(tools, specifiers, [])
  yield* Project.install(everything, [...packages.map(({ name }) => name), "effect"], packages)
  Compilers.writePrograms(everything, packages, projects)
  const modules = path.join(tools, "node_modules")
  const anywhere = projects.filter(({ name }) => name !== cli)
  return [
    ...Compilers.compileAll(everything, modules),
    ...anywhere.flatMap((project) => examples(project, Runtimes.others(modules), emulator)),
    { name: "a page built by Vite", run: Browser.buildAndOpen(everything, modules, emulator) }
  ]
})

function problemsOf({ name, run: check }: Check): Effect.Effect<ReadonlyArray<string>> {
  return check.pipe(
    Effect.tap(() => Effect.sync(() => console.log(`ok  ${name}`))),
    Effect.match({ onFailure: ({ message }) => [`${name}: ${message}`], onSuccess: () => [] })
  )
}

try {
  await Effect.runPromise(checkAll)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
