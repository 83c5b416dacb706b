/**
 * Compiles `packages/core/kernel` to WebAssembly and writes it into a module of `core`, as text, so that every bundler takes
 * it. With `--check`, says whether what is there is what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"

import { main } from "assemblyscript/asc"

import { finish, root } from "./report.ts"

const source = "packages/core/kernel/index.ts"
const target = path.join(root, "packages/core/src/internal/kernelBinary.ts")
const compiled = "kernel.wasm"

const options = [
  `--outFile=${compiled}`,
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime=stub",
  "--enable=simd",
  "--enable=bulk-memory",
  // There is nobody to call: what the kernel can't read it leaves to others.
  "--use=abort=",
  // Vectors are exchanged between its own files only.
  "--disableWarning=112",
  // Pages of 64 KiB, of which those are real that are used.
  "--initialMemory=24"
]

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } })
const files = new Map<string, Uint8Array | string>()
const { error } = await main([source, ...options], {
  readFile: (name, base) => {
    try {
      return readFileSync(path.resolve(root, base, name), "utf8")
    } catch {
      return null
    }
  },
  writeFile: (name, contents) => void files.set(name, contents),
  listFiles: () => [],
  stderr: process.stderr
})
if (error !== null) throw error

const binary = Buffer.from(files.get(compiled) ?? "")
const text = `/** Made by scripts/build-kernel.ts. */

/** The module that \`packages/core/kernel\` compiles to, in base64. */
export const kernelBinary =
  "${binary.toString("base64")}"
`
if (!values.check) writeFileSync(target, text)
const isCurrent = text === readFileSync(target, "utf8")
finish(`the kernel of ${binary.length} bytes`, isCurrent ? [] : ["is not what is compiled: run `pnpm kernel:build`"])
