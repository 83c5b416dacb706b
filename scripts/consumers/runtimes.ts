/** What programs are run with: the Node of this workspace, and others that are there. */
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"

/** A command line that runs the program whose file is put at its end. */
export interface Runtime {
  readonly name: string
  readonly file: string
  readonly given: ReadonlyArray<string>
}

/** The Node that runs this. */
export const projectNode: Runtime = { name: `Node ${process.versions.node}`, file: process.execPath, given: [] }

/** The Node that the machine itself has: on the path, and in no `node_modules`. */
export const machineNode = (): Runtime | undefined => {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folder.includes("node_modules"))
  const file = folders.map((folder) => path.join(folder, "node")).find((candidate) => existsSync(candidate))
  if (file === undefined) return undefined
  const version = execFileSync(file, ["--version"], { encoding: "utf8" })
  return { name: `Node ${version.trim().slice(1)}`, file, given: [] }
}

/** Whether a runtime of Node is as new as the `engines` of a package ask for, as in `>=22.19.0`. */
export const isNewEnough = ({ name }: Runtime, engines: string): boolean =>
  name.localeCompare(engines.replace(">=", "Node "), "en", { numeric: true }) >= 0

/** Bun and Deno as npm has installed them. Deno is allowed what a client needs: its variables, and the network. */
export const others = (modules: string): ReadonlyArray<Runtime> => [
  { name: "Bun", file: path.join(modules, ".bin", "bun"), given: [] },
  {
    name: "Deno",
    file: path.join(modules, ".bin", "deno"),
    given: ["run", "--no-prompt", "--allow-env", "--allow-net"]
  }
]
