/** No part of a body is taken for the whole, and no compression changes what it says. */
import { constants, brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"

import { type Vitest, assert } from "@effect/vitest"
import { Effect } from "effect"

import * as Answer from "../answer.ts"
import { Asker } from "../Asker.ts"
import type { Gateway } from "../Gateway.ts"
import * as UsageBody from "../usageBody.ts"
import { asked, exact, failure } from "./answers.ts"

const { body } = UsageBody

/** Where bodies are cut: every so many bytes, and everywhere near both ends and the middle, where a chunk ends. */
export const offsets = (every: number): ReadonlyArray<number> => {
  const half = body.length / 2
  const edges = [0, half, body.length].flatMap((edge) => Array.from({ length: 13 }, (_, index) => edge + index - 6))
  const regular = Array.from({ length: Math.ceil(body.length / every) }, (_, index) => index * every)
  return [...new Set([...regular, ...edges])].filter((offset) => offset >= 0 && offset < body.length)
}

const encodings: ReadonlyArray<readonly [name: string, header: string, bytes: Uint8Array]> = [
  ["gzip", "gzip", gzipSync(body)],
  ["x-gzip", "x-gzip", gzipSync(body)],
  ["deflate with its zlib header", "deflate", deflateSync(body)],
  ["deflate without it", "deflate", deflateRawSync(body)],
  ["br", "br", brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
  ["zstd", "zstd", zstdCompressSync(body)]
]

export const bodies = (it: Vitest.MethodsNonLive<Asker | Gateway>): void => {
  it.effect("the body under test has 8,192 bytes, of which the last one closes it", () =>
    Effect.sync(() => {
      assert.strictEqual(body.length, 8192)
      assert.strictEqual(body.at(-1), 0x7d)
    })
  )

  for (const framing of Answer.framings) {
    it.effect(`[P5] accepts no body framed by ${framing} that is cut, at the edges and every few bytes between`, () =>
      Effect.gen(function* () {
        const every = (yield* Asker).runtime === "browser" ? 256 : 64
        const cut = (offset: number) => failure(Answer.truncated({ framing }, offset))
        const found = yield* Effect.forEach(offsets(every), cut, { concurrency: 8 })
        const tags = new Set(found.map(({ _tag }) => _tag))
        tags.delete("BodyTruncated")
        // Without a length, a body of no bytes looks whole, and empty.
        assert.deepStrictEqual([...tags], framing === "close" ? ["MalformedBody"] : [])
        assert.strictEqual(found.filter(({ _tag }) => _tag === "MalformedBody").length, framing === "close" ? 1 : 0)
      })
    )
  }

  for (const [name, header, bytes] of encodings) {
    it.effect(`[P1] reads a body in ${name} exactly`, () =>
      Effect.gen(function* () {
        for (const framing of Answer.framings) {
          const { outcome } = yield* asked(
            Answer.whole({ framing, headers: { "content-encoding": header }, body: bytes })
          )
          assert.deepStrictEqual(outcome, exact, framing)
        }
      })
    )

    it.effect(`[P5] accepts no body in ${name} whose compressed bytes are cut, though the framing is whole`, () =>
      Effect.gen(function* () {
        for (const length of [1, 2, 10, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
          const cut = Answer.whole({ headers: { "content-encoding": header }, body: bytes.subarray(0, length) })
          const { outcome } = yield* asked(cut)
          // What only misses the check sum at its end has been read whole, and is proved by its total.
          if (outcome._tag === "Answered") assert.deepStrictEqual(outcome, exact, `${length} of ${bytes.length}`)
          else assert.oneOf(outcome._tag, ["BodyTruncated", "MalformedBody", "TransportError"])
        }
      })
    )
  }

  it.effect("[P14] refuses compression that is unknown, or applied twice", () =>
    Effect.gen(function* () {
      const { runtime } = yield* Asker
      for (const header of ["compress", "gzip, gzip", "gzip,br", "br, identity, br"]) {
        const answer = Answer.whole({ headers: { "content-encoding": header }, body: gzipSync(gzipSync(body)) })
        const { outcome } = yield* asked(answer, { attempts: 4 })
        // A browser may undo both, and does not say what it undid.
        if (runtime === "browser" && header === "gzip, gzip") assert.deepStrictEqual(outcome, exact)
        else if (runtime === "browser") assert.notStrictEqual(outcome._tag, "Answered")
        else assert.deepInclude("fields" in outcome && outcome.fields, { kind: "contentEncoding", attempts: 1 }, header)
      }
      const six = Answer.whole({
        headers: { "content-encoding": "gzip,".repeat(6) },
        body: gzipSync(body)
      })
      // Some refuse such a chain before the client sees it.
      assert.notStrictEqual((yield* asked(six)).outcome._tag, "Answered")
    })
  )

  it.effect("[P14] stops reading a compressed body that grows over the limit", () =>
    Effect.gen(function* () {
      const padded = `{"cost_cents":0,"created_at":"2026-02-13T10:00:00Z"}${" ".repeat(50_000)},`
      const bomb = gzipSync(`{"usage":[${padded.repeat(200)}`)
      const behaviour = Answer.whole({ headers: { "content-encoding": "gzip" }, body: bomb })
      const found = yield* failure(behaviour, { attempts: 4, maxBytes: 1_000_000 })
      assert.deepInclude(found, { _tag: "BodyTooLarge", limit: 1_000_000, requests: 1 })
    })
  )
}
