/** How many bytes an import brings into an application's bundle, and whether that is within its budget. */
import { gzipSync } from "node:zlib"

import { rolldown } from "rolldown"

import { root } from "./report.ts"

/** Bytes, minified and compressed with gzip. */
export interface Sizes {
  /** Of our own code, when the application has Effect already. */
  readonly own: number
  /** With everything that it needs of Effect. */
  readonly withEffect: number
}

/** What each import may bring, by its text. */
export type Budgets = Readonly<Record<string, Sizes>>

/** Bundles an import such as `import { Cents } from "@varg-usage/core"`, with all that it names in use. */
export const measure = async (statement: string): Promise<Sizes> => ({
  own: await bundledBytes(statement, [/^effect(?:\/|$)/u]),
  withEffect: await bundledBytes(statement, [])
})

/** What is above its budget; each with its import and its bytes. */
export const problems = (measured: Budgets, budgets: Budgets): ReadonlyArray<string> =>
  Object.entries(measured).flatMap(([statement, sizes]) => {
    const budget = budgets[statement] ?? { own: 0, withEffect: 0 }
    return [
      ...excess(`${statement} (without Effect)`, sizes.own, budget.own),
      ...excess(`${statement} (with Effect)`, sizes.withEffect, budget.withEffect)
    ]
  })

/** Budgets with a tenth of room, so that only growth that somebody notices needs a word. */
export const budgetsFor = (measured: Budgets): Budgets =>
  Object.fromEntries(
    Object.entries(measured).map(([statement, { own, withEffect }]) => [
      statement,
      { own: Math.ceil(own * 1.1), withEffect: Math.ceil(withEffect * 1.1) }
    ])
  )

function excess(what: string, bytes: number, budget: number): ReadonlyArray<string> {
  return bytes > budget ? [`${what} is ${bytes} bytes, ${bytes - budget} above its budget of ${budget}`] : []
}

/** The bundle is of the sources, which say the same as what is published. */
async function bundledBytes(statement: string, external: ReadonlyArray<RegExp>): Promise<number> {
  const entry = "entry-of-the-application"
  await using build = await rolldown({
    cwd: root,
    input: entry,
    external: [...external],
    platform: "browser",
    logLevel: "silent",
    plugins: [
      {
        name: entry,
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? statement.replace(/^import /u, "export ") : undefined)
      }
    ]
  })
  const { output } = await build.generate({ minify: true })
  return output.reduce((bytes, file) => bytes + (file.type === "chunk" ? gzipSync(file.code).length : 0), 0)
}
