/** Runs every `verify:*` script of package.json in order, all of them whatever fails, and lists those that failed. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import path from "node:path"
import { stripVTControlCharacters } from "node:util"

import { root } from "./report.ts"

const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>
}

const failed = Object.entries(scripts)
  .filter(([name]) => name.startsWith("verify:"))
  .filter(([name, command]) => !passes(name, command))
  .map(([name]) => name)

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`)
  process.exitCode = 1
}

/** What a check says is shown when it fails, without colours: some tools colour whatever they are told. */
function passes(name: string, command: string): boolean {
  const start = performance.now()
  const { status, stderr, stdout } = spawnSync(command, { cwd: root, encoding: "utf8", shell: true })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`)
  if (status !== 0) console.error(stripVTControlCharacters(`${stdout}${stderr}`).trimEnd())
  return status === 0
}
