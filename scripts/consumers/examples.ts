/** The first thing that a readme shows, run as its reader would run it. */
import { writeFileSync } from "node:fs"
import path from "node:path"

import { Effect } from "effect"

import { readManifest } from "../packing.ts"
import { Problem, run } from "../processes.ts"
import type { Project } from "./project.ts"
import type { Runtime } from "./runtimes.ts"

/** Runs the first program of the readme, or its first command where it shows no program. It must print something. */
export const runFirst = Effect.fnUntraced(function* (
  project: Project,
  runtime: Runtime,
  environment: NodeJS.ProcessEnv
): Effect.fn.Return<void, Problem> {
  const { folder, name } = project
  const shown = programIn(project) ?? commandIn(project)
  if (shown === undefined) return yield* new Problem({ message: `The readme of ${name} shows nothing that runs` })
  const { output } = yield* run({ ...runtime, given: [...runtime.given, ...shown], cwd: folder, environment })
  if (output.trim() === "") return yield* new Problem({ message: `${name} prints nothing with ${runtime.name}` })
})

/** The first program, written where it runs. */
function programIn({ folder, readme }: Project): ReadonlyArray<string> | undefined {
  const program = readme.fences.find(({ language }) => language === "ts")
  if (program === undefined) return undefined
  writeFileSync(path.join(folder, "example.ts"), program.code)
  return ["example.ts"]
}

/** The first `npx` command, as the file that the installed package has for it. */
function commandIn({ folder, name, readme }: Project): ReadonlyArray<string> | undefined {
  const shell = readme.fences.find(({ language }) => language === "sh")?.code ?? ""
  const [, command = "", given = ""] = /^npx ([\w-]+)([^#\n]*)/mu.exec(shell) ?? []
  const file = readManifest(path.join(folder, "node_modules", name)).bin?.[command]
  return file === undefined ? undefined : [path.join("node_modules", name, file), ...given.split(" ").filter(Boolean)]
}
