/** Checks that each promise of `docs/promises.md` is cited by a test, and that each citation has its promise. */
import { globSync, readFileSync } from "node:fs"
import path from "node:path"

import { compare } from "./promises.ts"
import { finish, root } from "./report.ts"

const tests = globSync(["packages/*/test/**/*.ts", "examples/*/test/**/*.ts"], { cwd: root }).map((file) => ({
  path: file.replaceAll(path.sep, "/"),
  text: readFileSync(path.join(root, file), "utf8")
}))

finish(
  `promises cited in ${tests.length} files of tests`,
  compare(readFileSync(path.join(root, "docs/promises.md"), "utf8"), tests)
)
