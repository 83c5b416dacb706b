/** The null control: plants each bug in a copy of the sources, and expects the simulation to find it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import path from "node:path"

import { root } from "./report.ts"
import { type Mutant, mutants } from "./simMutants.ts"

/** Seeds within which a bug must be found. */
const seeds = 500

/** Runs the mutants, or those whose name holds a text; `false` when one survives or can't be planted. */
export async function checkMutants(only = ""): Promise<boolean> {
  const chosen = mutants.filter(({ name }) => name.includes(only))
  if (chosen.length === 0) throw new RangeError(`no mutant has ${JSON.stringify(only)} in its name`)
  const home = mkdtempSync(path.join(tmpdir(), "varg-mutants-"))
  const start = performance.now()
  try {
    const sound = await soundness(path.join(home, "sound"))
    const lines = await inParallel(chosen, (mutant, index) => lineOf(mutant, path.join(home, String(index))))
    const found = lines.filter((line) => line.startsWith("found"))
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    console.log(
      [
        ...lines,
        sound,
        `${found.length} of ${chosen.length} planted bugs found within ${seeds} seeds (${seconds} s)`
      ].join("\n")
    )
    return found.length === chosen.length && sound.startsWith("sound")
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** A copy without a bug must be fine, or finding one would mean nothing. */
async function soundness(copy: string): Promise<string> {
  copySources(copy)
  const { code, output } = await simulate(copy)
  return code === 0
    ? `sound: without a bug, all ${seeds} seeds are fine`
    : `NOT SOUND: without a bug\n${output.trimEnd().slice(-1000)}`
}

async function lineOf(mutant: Mutant, copy: string): Promise<string> {
  const problem = plant(mutant, copy)
  if (problem !== undefined) return `NOT PLANTED: ${mutant.name}: ${problem}`
  const { output } = await simulate(copy)
  rmSync(copy, { recursive: true })
  const failure = /^seed (\d+) failed.*\n {2}(.*)/mu.exec(output)
  console.error(`${failure === null ? "survived" : `seed ${failure[1]}`}: ${mutant.name}`)
  return failure === null
    ? `NOT FOUND: ${mutant.name}\n${output.trimEnd().slice(-500)}`
    : `found at seed ${failure[1]?.padStart(3)}: ${mutant.name} (${failure[2]?.slice(0, 120)})`
}

/** Copies the sources with the bug in them; tells why that can't be done. */
function plant({ file, find, replace }: Mutant, copy: string): string | undefined {
  const text = readFileSync(path.join(root, "packages", file), "utf8")
  const times = text.split(find).length - 1
  if (times !== 1)
    return `${JSON.stringify(find)} stands ${times} times in packages/${file}: adjust scripts/simMutants.ts`
  copySources(copy)
  writeFileSync(
    path.join(copy, "packages", file),
    text.replace(find, () => replace)
  )
  return undefined
}

function copySources(copy: string): void {
  mkdirSync(path.join(copy, "node_modules/@varg-usage"), { recursive: true })
  symlinkSync(realpathSync(path.join(root, "node_modules/effect")), path.join(copy, "node_modules/effect"))
  for (const name of ["core", "aggregate", "emulator"]) {
    for (const part of ["src", "package.json"]) {
      cpSync(path.join(root, "packages", name, part), path.join(copy, "packages", name, part), { recursive: true })
    }
    symlinkSync(path.join(copy, "packages", name), path.join(copy, "node_modules/@varg-usage", name))
  }
  for (const script of ["package.json", "scripts/report.ts", ...globSync("scripts/sim*.ts", { cwd: root })]) {
    cpSync(path.join(root, script), path.join(copy, script))
  }
}

async function simulate(copy: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const given = ["--seeds", String(seeds), "--workers", "1", "--first-failure"]
  const child = spawn(process.execPath, ["scripts/sim.ts", ...given], { cwd: copy, stdio: ["ignore", "pipe", "pipe"] })
  const chunks: Array<string> = []
  const take = (chunk: unknown): void => void chunks.push(String(chunk))
  child.stdout.on("data", take)
  child.stderr.on("data", take)
  const [code] = (await once(child, "close")) as [number | null]
  return { code, output: chunks.join("") }
}

/** As many at once as there are processors; the results in the order of the elements. */
async function inParallel<A, B>(
  elements: ReadonlyArray<A>,
  run: (element: A, index: number) => Promise<B>
): Promise<ReadonlyArray<B>> {
  const results: Array<B> = []
  const queue = elements.entries()
  const work = async (): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop -- the others work meanwhile
    for (const [index, element] of queue) results[index] = await run(element, index)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return results
}
