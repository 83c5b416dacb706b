/**
 * Checks the packages as they will be installed: builds and packs each, lints the tarballs, and imports all of their
 * modules from a project that has nothing else.
 */
import { spawnSync } from "node:child_process"
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"

import { Effect } from "effect"

import { type Manifest, modulesOf, packAll, type Packed, readManifest } from "./packing.ts"
import { finish, root } from "./report.ts"

interface Unpacked extends Packed {
  /** Where it is unpacked, as if installed. */
  readonly folder: string
  readonly manifest: Manifest
  readonly files: ReadonlyArray<string>
}

const project = mkdtempSync(path.join(tmpdir(), "varg-usage-"))
const modules = path.join(project, "node_modules")

try {
  // The compiler leaves a file behind whose source is gone. It would be published.
  for (const output of globSync("packages/*/{dist,.tsbuildinfo}", { cwd: root })) {
    rmSync(path.join(root, output), { recursive: true })
  }
  const built = run("tsc", ["-b"])
  const packages = built.length === 0 ? (await Effect.runPromise(packAll(project))).map(unpack) : []
  finish(`${packages.length} packed packages`, [
    ...built,
    ...packages.flatMap(lint),
    ...packages.flatMap(strayFiles),
    ...consume(packages)
  ])
} finally {
  rmSync(project, { recursive: true, force: true })
}

function unpack(packed: Packed): Unpacked {
  const folder = path.join(modules, packed.name)
  mkdirSync(folder, { recursive: true })
  const [problem] = run("tar", ["-xzf", packed.tarball, "-C", folder, "--strip-components", "1"])
  if (problem !== undefined) throw new Error(problem)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
  return { ...packed, folder, manifest: readManifest(folder), files }
}

function lint({ manifest, tarball }: Unpacked): ReadonlyArray<string> {
  const types = Object.keys(manifest.exports).some((entry) => entry !== "./package.json")
  return [
    ...run("publint", ["run", tarball, "--strict"]),
    // A package that is only a command has no types to get wrong.
    ...(types ? run("attw", [tarball, "--profile", "esm-only", "--no-emoji"]) : [])
  ].map((problem) => `${manifest.name}: ${problem}`)
}

function strayFiles({ files, manifest }: Unpacked): ReadonlyArray<string> {
  const wanted =
    /^(?:package\.json|LICENSE|README\.md|CHANGELOG\.md|schema\/.+\.json|(?:src|kernel)\/.+\.ts|dist\/.+\.(?:js|d\.ts)(?:\.map)?)$/u
  return [
    ...files
      .filter((file) => !wanted.test(file) || /\.test\b/u.test(file))
      .map((file) => `${manifest.name} packs ${file}`),
    ...["LICENSE", "README.md"]
      .filter((file) => !files.includes(file))
      .map((file) => `${manifest.name} packs no ${file}`)
  ]
}

/** Imports each public module of the tarballs with plain Node, fails to import an internal one, and runs commands. */
function consume(packages: ReadonlyArray<Unpacked>): ReadonlyArray<string> {
  for (const { manifest, source } of packages) {
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const installed = path.join(modules, name)
      if (existsSync(installed)) continue
      mkdirSync(path.dirname(installed), { recursive: true })
      symlinkSync(realpathSync(path.join(source, "node_modules", name)), installed, "junction")
    }
  }
  writeFileSync(path.join(project, "consumer.mjs"), packages.flatMap(importsOf).join("\n"))
  const commands = packages.flatMap(({ folder, manifest }) =>
    Object.values(manifest.bin ?? {}).map((file) => path.join(folder, file))
  )
  return [
    ...run(process.execPath, ["consumer.mjs"], project),
    ...commands.flatMap((file) => run(process.execPath, [file, "--version"], project))
  ]
}

function importsOf({ files, folder, manifest }: Unpacked): ReadonlyArray<string> {
  const names = modulesOf(folder)
  const internal =
    names.length === 0 ? [] : files.flatMap((file) => /^dist\/(internal\/.+)\.js$/u.exec(file)?.[1] ?? [])
  return [
    ...names.map((module) => `await import(${JSON.stringify(module)})`),
    ...internal
      .slice(0, 1)
      .map(
        (entry) =>
          `await import(${JSON.stringify(`${manifest.name}/${entry}`)}).then(() => { throw new Error("${manifest.name}/${entry} is exported") }, (error) => { if (error.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error })`
      )
  ]
}

/** Runs a command; what it said is the problem when it fails. */
function run(command: string, given: ReadonlyArray<string>, cwd: string = root): ReadonlyArray<string> {
  const { error, status, stderr, stdout } = spawnSync(command, given, { cwd, encoding: "utf8" })
  return status === 0 ? [] : [`${command} ${given.join(" ")} failed\n${stdout ?? ""}${stderr ?? String(error)}`]
}
