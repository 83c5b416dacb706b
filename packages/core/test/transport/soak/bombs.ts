/** Small compressed bodies that inflate to 300 MiB. */
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { createGzip } from "node:zlib"

import { Effect } from "effect"

const mebibyte = 1024 * 1024

/** What each holds: the document that begins, and what then goes on and on. */
const kinds = {
  "white space": ['{"usage":[', " "],
  "padded records": ['{"usage":[', `{"cost_cents":0,"created_at":"2026-02-13T10:00:00Z"}${" ".repeat(60_000)},`],
  "one string": ['{"usage":[{"model":"', "x"],
  "empty records": ['{"usage":[', "{},"],
  "one record again and again": [
    '{"usage":[',
    '{"job_id":"job_1","model":"m","capability":"video","cost_cents":1,"cache_hit":false,"created_at":"2026-02-13T10:00:00Z"},'
  ]
} as const

export type Kind = keyof typeof kinds

/** About 306 kB, where what goes on is one byte. */
export const bomb = (kind: Kind): Effect.Effect<Buffer> =>
  Effect.promise(() => {
    const [head, piece] = kinds[kind]
    const block = Buffer.from(piece.repeat(Math.floor(mebibyte / piece.length)))
    const document = Readable.from([Buffer.from(head), ...Array.from({ length: 300 }, () => block)])
    return buffer(document.pipe(createGzip({ level: 9 })))
  })
