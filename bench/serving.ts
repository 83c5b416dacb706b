/** The server of `server.ts`, in a process of its own for as long as it is needed. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"

import type { Task } from "./contenders/contender.ts"
import type { Dataset } from "./data/dataset.ts"
import { compiled } from "./race.ts"

/** Serves a dataset, each answer after so many milliseconds, until `use` is done. */
export const serving = async <A>(
  { dates, path }: Dataset,
  latency: number,
  use: (taskWith: (concurrency: number) => Task) => A
): Promise<A> => {
  const server = spawn(process.execPath, [...compiled("server.js"), path, String(latency)], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  try {
    const [source] = (await once(createInterface({ input: server.stdout }), "line")) as [string]
    return use((concurrency) => ({ source, dates, concurrency }))
  } finally {
    server.stdin.end()
  }
}
