/** Turns the changesets into versions and changelogs, and writes the versions where the sources state them. */
import { spawnSync } from "node:child_process"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { root } from "./report.ts"

const { status } = spawnSync("changeset version", { cwd: root, stdio: "inherit", shell: true })
if (status !== 0) throw new Error("changeset version failed")

for (const file of globSync("packages/*/src/internal/version.ts", { cwd: root })) {
  const manifest = path.join(root, file, "../../../package.json")
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }
  const source = readFileSync(path.join(root, file), "utf8")
  writeFileSync(path.join(root, file), source.replace(/(version = )"[^"]*"/u, `$1"${version}"`))
}
