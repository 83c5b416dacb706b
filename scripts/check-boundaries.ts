/** Checks the imports of every source file of the workspace against the rules in `boundaries.ts`. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import { check, rules } from "./boundaries.ts"
import { finish, root } from "./report.ts"

const effectSources = path.join(path.dirname(createRequire(import.meta.url).resolve("effect/package.json")), "src")

/**
 * The first stability tag of a module is its own. A folder such as `effect/http` promises nothing; a name that is
 * neither, such as `pipe`, is exported by `effect` itself.
 */
const isStable = (module: string): boolean => {
  const source = path.join(effectSources, module.slice("effect/".length))
  return existsSync(`${source}.ts`)
    ? /@stability (\w+)/u.exec(readFileSync(`${source}.ts`, "utf8"))?.[1] === "stable"
    : !existsSync(source)
}

const files = globSync("{packages/*/{src,test},examples,bench,scripts}/**/*.ts", { cwd: root })
  .map((file) => file.replaceAll(path.sep, "/"))
  .filter((file) => !/node_modules\/|\/dist\//u.test(file))
  .map((file) => ({ path: file, text: readFileSync(path.join(root, file), "utf8") }))

const violations = check(files, rules, isStable)
finish(
  `imports of ${files.length} files`,
  violations.map(({ line, path: file, problem }) => `${file}:${line} ${problem}`)
)
