/**
 * Reads what the body of a failed answer says. Two envelopes are known, flat `{error, message, field}` and nested
 * `{error: {code, message}}`, beside `application/problem+json`. The status alone decides which error it is; the body
 * only adds words.
 */
import { Option, Schema } from "effect"

export interface ErrorBody {
  readonly message?: string
  readonly field?: string
}

/** Bytes of a failed answer's body that are read. */
export const maxBytes = 64 * 1024

const text = Schema.optionalKey(Schema.Unknown)
const Envelope = Schema.Struct({
  message: text,
  field: text,
  detail: text,
  title: text,
  error: Schema.optionalKey(
    Schema.Union([Schema.String, Schema.Struct({ code: text, message: text, field: text, details: text })])
  )
})

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Envelope))

/** Characters of a text that is no JSON which are taken for the message. */
const maxExcerpt = 1024

export const parse = (body: string, isPage: boolean): ErrorBody => {
  const envelope = Option.getOrUndefined(decode(body))
  const excerpt = body.slice(0, maxExcerpt).trim()
  if (envelope === undefined) return isPage || excerpt === "" || /^[[{"<]/u.test(excerpt) ? {} : { message: excerpt }
  const nested = typeof envelope.error === "object" ? envelope.error : {}
  const code = typeof envelope.error === "string" ? envelope.error : undefined
  const message = firstText(envelope.message, nested.message, envelope.detail, envelope.title, code, nested.code)
  const field = firstText(envelope.field, nested.field)
  return { ...(message !== undefined && { message }), ...(field !== undefined && { field }) }
}

function firstText(...candidates: ReadonlyArray<unknown>): string | undefined {
  return candidates.find((candidate): candidate is string => typeof candidate === "string" && candidate !== "")
}
