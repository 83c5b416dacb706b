/** Gives a bomb to a client in a process of its own. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

import { Effect } from "effect"

import * as Answer from "../answer.ts"
import * as Gateway from "../Gateway.ts"
import * as UsageBody from "../usageBody.ts"
import { type Kind, bomb } from "./bombs.ts"
import type { Transport } from "./transports.ts"
import type { Report } from "./victim.ts"

const victim = fileURLToPath(new URL("victim.ts", import.meta.url))
const run = (...words: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const child = execFile(process.execPath, words, (error, stdout) =>
      resume(error === null ? Effect.succeed(stdout) : Effect.die(error))
    )
    return Effect.sync(() => {
      child.kill()
    })
  })

/**
 * V8 lets its young generation grow to 48 MiB under any program that streams, before it looks for what can go. Held
 * small, what is measured is what the body takes.
 */
const smallNursery = ["--max-semi-space-size=4"]

/** What the client said, and the size of the compressed body. */
export const inflation = (
  transport: Transport,
  kind: Kind,
  flags: ReadonlyArray<string> = smallNursery
): Effect.Effect<Report & { readonly bytes: number }> =>
  Effect.gen(function* () {
    const body = yield* bomb(kind)
    const { behave } = yield* Gateway.Gateway
    const headers = { "content-encoding": "gzip" }
    const good = yield* behave(Answer.whole({ headers, body: gzipSync(UsageBody.body) }))
    const { url } = yield* behave(Answer.whole({ headers, body }))
    const stdout = yield* run(...flags, victim, transport, good.url, url)
    return { ...(JSON.parse(stdout) as Report), bytes: body.length }
  }).pipe(Effect.provide(Gateway.layer))
