/** Peers with large binaries, which are installed when they are needed first. */
import { execSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"

/** Installs them unless they are there. Without them their rows say so, and all else is measured. */
export const installPeers = (): void => {
  if (existsSync(path.join(import.meta.dirname, "node_modules"))) return
  console.error("Installs DuckDB and Polars in bench/peers, to compare with: 57 MB to download, 183 MB on disk, once.")
  try {
    execSync("pnpm bench:peers", { cwd: path.resolve(import.meta.dirname, "../.."), stdio: ["ignore", 2, 2] })
  } catch {
    console.error("That did not work. Goes on without them.")
  }
}
