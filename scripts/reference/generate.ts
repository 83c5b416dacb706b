/** Writes the reference of every public module, from its sources, to `docs/api-reference`. */
import { globSync } from "node:fs"
import path from "node:path"

import { Application } from "typedoc"

import { load } from "./effectPlugin.ts"

const root = path.resolve(import.meta.dirname, "../..")

/** The modules that a package exports by their names; its index only gathers them. */
const modules = globSync("packages/*/src/index.ts", { cwd: root })
  .flatMap((index) => globSync(path.join(path.dirname(index), "*.ts"), { cwd: root }))
  .filter((file) => path.basename(file) !== "index.ts")

const app = await Application.bootstrapWithPlugins({
  name: "varg-usage",
  entryPoints: modules.map((file) => path.join(root, file)),
  tsconfig: path.join(import.meta.dirname, "tsconfig.json"),
  basePath: root,
  out: path.join(root, "docs/api-reference"),
  readme: path.join(root, "README.md"),
  projectDocuments: ["guide", "errors", "metrics", "promises"].map((name) => path.join(root, `docs/${name}.md`)),
  plugin: [load],
  // Where the sources are on the web is not known here.
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  sort: ["source-order"],
  navigation: { includeFolders: true },
  treatWarningsAsErrors: true
})

const project = await app.convert()
if (project !== undefined) {
  app.validate(project)
  await app.generateOutputs(project)
}
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1
