/**
 * Answers with status 200 whose body is no usage answer, or arrives in an unusual way.
 */
import * as Fault from "../../Fault.ts"
import type { Circumstances, Failure } from "./failures.ts"
import * as Oracle from "./oracle.ts"

export const draw = (given: Circumstances): Failure => given.dice.pick(kinds)(given)

type Kind = (given: Circumstances) => Failure

const cut: Kind = ({ dice }) => {
  const how = dice.pick(["close", "reset", "end"] as const)
  // Every answer is longer than 20 bytes.
  const bytes = dice.between(1, 20)
  return {
    name: `cut after ${bytes} (${how})`,
    faults: [Fault.CutAfter({ bytes, how })],
    verdict: Oracle.refused("transient", "BodyTruncated")
  }
}

/** Cut far behind the head, so that records have been read; a shorter body arrives whole, which is decided by its length. */
const cutLate: Kind = ({ dice, length, honest }) => {
  const bytes = dice.between(20, length() + 10)
  const how = dice.pick(["close", "reset", "end"] as const)
  const whole = how === "end" ? bytes >= length() : bytes > length()
  return {
    name: `cut after ${bytes} of ${length()} (${how})`,
    faults: [Fault.CutAfter({ bytes, how })],
    verdict: whole ? honest() : Oracle.refused("transient", "BodyTruncated")
  }
}

const compressed: Kind = ({ dice, honest }) => {
  const format = dice.pick(["gzip", "deflate", "br", "zstd"] as const)
  return { name: format, faults: [Fault.Compress({ format })], verdict: honest(), held: true }
}

const compressedAndCut: Kind = ({ dice }) => ({
  name: "gzip, cut",
  faults: [
    Fault.Compress({ format: "gzip" }),
    Fault.CutAfter({ bytes: dice.between(1, 15), how: dice.pick(["close", "end"] as const) })
  ],
  verdict: Oracle.refused("transient", "BodyTruncated"),
  held: true
})

const encodingLie: Kind = ({ dice, honest }) => ({
  name: "not compressed as it says",
  faults: [
    Fault.WithHeaders({ headers: { "content-encoding": dice.pick(["gzip", "br", "zstd", "identity"] as const) } })
  ],
  verdict: honest()
})

const encodingUnknown: Kind = ({ dice }) => ({
  name: "unknown encoding",
  faults: [Fault.WithHeaders({ headers: { "content-encoding": dice.pick(["gzip, gzip", "compress"] as const) } })],
  verdict: Oracle.refused("final", "MalformedBody")
})

const bomb: Kind = ({ client }) => ({
  name: "gzip bomb",
  faults: [Fault.gzipBomb(client.maxBytes * 2)],
  verdict: Oracle.refused("final", "BodyTooLarge", "LimitExceeded"),
  held: true
})

const contentType: Kind = ({ client, dice }) => ({
  name: "another content type",
  faults: [
    Fault.WithHeaders({ headers: { "content-type": dice.pick(["text/html", "text/plain", `${client.apiKey}/html`]) } })
  ],
  verdict: Oracle.refused("final", "MalformedBody")
})

const silence: Kind = ({ dice, honest, serverNow }) => {
  const seconds = dice.between(1, 50)
  const date = new Date(Math.floor(serverNow / 1000) * 1000).toUTCString()
  return {
    name: `quota spent for ${seconds} s`,
    faults: [
      Fault.WithHeaders({
        headers: {
          date,
          "x-ratelimit-limit": "100",
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(seconds)
        }
      })
    ],
    verdict: honest(),
    pause: seconds * 1000
  }
}

const empty: Oracle.Verdict = { ...Oracle.refused("once", "MalformedBody"), kind: "empty" }
const notJson: Oracle.Verdict = { ...Oracle.refused("once", "MalformedBody"), kind: "json" }

/** Bodies in full, with the error that they are and how it is treated. */
const texts: readonly [readonly [string, Oracle.Verdict], ...ReadonlyArray<readonly [string, Oracle.Verdict]>] = [
  ["", empty],
  ["  \n", empty],
  ["null", empty],
  ["<html></html>", notJson],
  [`{"usage":[],"total_cents":0}x`, notJson],
  [`{"usage":[,],"total_cents":0}`, notJson],
  [`{"usage":[],"usage":[],"total_cents":0}`, Oracle.refused("final", "MalformedBody")],
  [`{"usage":[],"total_cents":1,"total_cents":0}`, Oracle.refused("final", "MalformedBody")],
  ["{}", Oracle.refused("final", "SchemaMismatch")],
  ["[]", Oracle.refused("final", "SchemaMismatch")],
  [`{"usage":[]}`, Oracle.refused("final", "SchemaMismatch")],
  [`{"total_cents":0}`, Oracle.refused("final", "SchemaMismatch")],
  [`{"usage":null,"total_cents":0}`, Oracle.refused("final", "SchemaMismatch")],
  [`{"usage":[],"total_cents":"0"}`, Oracle.refused("final", "SchemaMismatch")],
  [`{"usage":[7],"total_cents":0}`, Oracle.refused("final", "SchemaMismatch")],
  [`{"usage":[],"total_cents":0.01}`, Oracle.refused("once", "TotalMismatch")],
  [`{"error":"InternalError","message":"no"}`, Oracle.refused("final", "SchemaMismatch")]
]

const text: Kind = ({ dice }) => {
  const [body, verdict] = dice.pick(texts)
  return { name: `body ${JSON.stringify(body)}`, faults: [Fault.Respond({ status: 200, body })], verdict }
}

const notText: Kind = () => ({
  name: "not UTF-8",
  faults: [Fault.Respond({ status: 200, body: Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) })],
  verdict: Oracle.refused("final", "MalformedBody")
})

/** Records without end. */
const tooLarge: Kind = ({ client }) => {
  const record = JSON.stringify({
    job_id: "job_1",
    model: "a",
    cost_cents: 1,
    created_at: "2026-01-01T00:00:00Z",
    note: "x".repeat(900)
  })
  const records = Array.from({ length: Math.ceil(client.maxBytes / record.length) }, () => record)
  return {
    name: "too large",
    faults: [Fault.Respond({ status: 200, body: `{"usage":[${records.join(",")}],"total_cents":0}` })],
    verdict: Oracle.refused("final", "BodyTooLarge")
  }
}

const kinds: readonly [Kind, ...ReadonlyArray<Kind>] = [
  cut,
  cut,
  cutLate,
  cutLate,
  cutLate,
  compressed,
  compressed,
  compressedAndCut,
  encodingLie,
  encodingUnknown,
  bomb,
  contentType,
  silence,
  text,
  text,
  text,
  text,
  text,
  notText,
  tooLarge
]
