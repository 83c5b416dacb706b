import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"

import * as Inflate from "../../src/internal/inflate.ts"

const documents = [
  '{"usage":[],"total_cents":0}',
  ' \n{"usage":[]}',
  '\ufeff{"a":1}',
  `{"a":"${"x".repeat(100_000)}"}`,
  "{}",
  "[1]",
  "null",
  '"x"',
  "7"
]

const compress = {
  gzip: gzipSync,
  brotli: brotliCompressSync,
  zstd: zstdCompressSync,
  deflate: deflateSync,
  "deflate-raw": deflateRawSync
} as const

const inflated = (bytes: Uint8Array, format: "gzip" | "deflate" | "brotli" | "zstd", chunk = 1000) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) =>
      bytes.slice(index * chunk, (index + 1) * chunk)
    )
  ).pipe(
    (body) => Inflate.inflate(body, format, () => "broken" as const),
    Stream.decodeText({ encoding: "utf-8" }),
    Stream.mkString,
    Effect.result
  )

describe("inflate", () => {
  it.effect("undoes each compression, and leaves what the transport has undone", () =>
    Effect.gen(function* () {
      for (const document of documents) {
        const plain = new TextEncoder().encode(document)
        const expected = document.replace(/^\ufeff/u, "")
        for (const format of ["gzip", "brotli", "zstd", "deflate"] as const) {
          const text = Result.getOrThrow(yield* inflated(compress[format](plain), format))
          assert.strictEqual(text.replace(/^\ufeff/u, ""), expected, `${format} ${document.slice(0, 20)}`)
          if (/^[{\s\ufeff]/u.test(document)) {
            const untouched = Result.getOrThrow(yield* inflated(plain, format))
            assert.strictEqual(untouched.replace(/^\ufeff/u, ""), expected, `${format} undone ${document.slice(0, 20)}`)
          }
        }
        const raw = Result.getOrThrow(yield* inflated(deflateRawSync(plain), "deflate"))
        assert.strictEqual(raw.replace(/^\ufeff/u, ""), expected)
      }
    })
  )

  it.effect("[P5] fails on compressed bytes that are cut or damaged", () =>
    Effect.gen(function* () {
      const plain = new TextEncoder().encode(documents[3])
      for (const format of ["gzip", "brotli", "zstd", "deflate"] as const) {
        const bytes = compress[format](plain)
        assert.deepStrictEqual(yield* inflated(bytes.subarray(0, bytes.length - 5), format), Result.fail("broken"))
      }
      const damaged = Uint8Array.from(gzipSync(plain))
      damaged[20] = (damaged[20] ?? 0) ^ 0xff
      assert.deepStrictEqual(yield* inflated(damaged, "gzip"), Result.fail("broken"))
    })
  )

  it("[P14] knows one compression at a time, and refuses what it does not know", () => {
    const named = (header: string | undefined) => Inflate.formatOf(header)
    for (const none of [undefined, "", "identity", " , identity"])
      assert.deepStrictEqual(named(none), Result.succeed(undefined))
    assert.deepStrictEqual(["gzip", "X-GZIP", "br", " zstd ", "deflate, identity"].map(named).map(Result.isSuccess), [
      true,
      true,
      true,
      true,
      true
    ])
    for (const chain of ["gzip, gzip", "gzip, br, zstd, deflate, gzip, br", "compress", "constructor", "__proto__"]) {
      assert.isTrue(Result.isFailure(named(chain)), chain)
    }
  })

  it("asks only for compressions that it can undo", () => {
    assert.strictEqual(Inflate.acceptEncoding(), "gzip, deflate, br, zstd")
  })
})
