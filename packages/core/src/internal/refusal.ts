/**
 * The gates before a body: an answer that is no usage answer becomes the error that it stands for.
 */
import { Clock, Duration, Effect, type Redacted, Result, Stream } from "effect"
import type { HttpClientResponse } from "effect/http"

import * as E from "../UsageError.ts"
import type { CallState } from "./call.ts"
import * as Content from "./content.ts"
import * as ErrorBody from "./errorBody.ts"
import * as Hint from "./hint.ts"
import type { Limiter } from "./limiter.ts"
import { scrub } from "./scrub.ts"
import * as Status from "./status.ts"

type Response = HttpClientResponse.HttpClientResponse

interface Asked {
  readonly endpoint: URL
  readonly apiKey: Redacted.Redacted
  readonly limiter: Limiter
}

/** Lets a 200 pass. */
export const statusGate = (gateway: Asked, response: Response, call: CallState): Effect.Effect<void, E.CallError> => {
  const kind = response.status === 0 ? "redirect" : Status.classify(response.status)
  if (kind === "ok") return Effect.void
  if (kind === "redirect") {
    const toOrigin = targetOrigin(gateway, response)
    return call.fail(
      (about) =>
        new E.UnexpectedRedirect({ ...about, status: response.status, ...(toOrigin !== undefined && { toOrigin }) })
    )
  }
  return Effect.flatMap(refusal(gateway, response, call), (said) => {
    const { detail, field, hint } = said
    const { status } = response
    return call.fail((about): E.CallError => {
      const answer = { ...about, ...(detail !== undefined && { detail }) }
      const wait = {
        source: hint?.source ?? ("none" as const),
        ...(response.headers["x-should-retry"] === "false" && { retryVetoed: true }),
        ...(hint !== undefined && { retryAfter: Duration.millis(hint.millis) })
      }
      switch (kind) {
        case "auth":
          return new E.AuthError(answer)
        case "payment":
          return new E.InsufficientBalance(answer)
        case "forbidden":
          return isJson(response) ? new E.Forbidden(answer) : new E.EdgeBlocked(about)
        case "retired":
          return new E.EndpointRetired({ ...answer, status })
        case "badRequest":
          return new E.BadRequest({ ...answer, status, ...(field !== undefined && { field }) })
        case "throttled":
          return new E.RateLimited({ ...answer, ...wait })
        case "serverError":
          return new E.ServerError({ ...answer, status, ...wait })
        case "unexpected":
          return new E.UnexpectedStatus({ ...answer, status })
      }
    })
  })
}

/** What a failed answer says: words and a time to wait. Reading it never fails, and never takes long. */
const refusal = Effect.fnUntraced(function* (gateway: Asked, response: Response, call: CallState) {
  const now = yield* Clock.currentTimeMillis
  const answer = { headers: response.headers, status: response.status, now }
  // The server asks all of us to wait, not this call alone, and its headers are here before its words.
  const busy = ["throttled", "serverError"].includes(Status.classify(response.status))
  const pause = (asked: Hint.Hint | undefined) =>
    busy && asked !== undefined ? gateway.limiter.pause(asked.millis) : Effect.void
  const byHeader = Hint.read({ ...answer, message: undefined })
  yield* pause(byHeader)
  const { field, message } = ErrorBody.parse(yield* textOf(response, call), isPage(response))
  const hint = byHeader ?? Hint.read({ ...answer, message })
  yield* pause(hint)
  const shown = (said: string | undefined) => (said === undefined ? undefined : scrub(said, gateway.apiKey))
  return { detail: shown(message), field: shown(field), hint }
})

/** As much of a failed answer as arrives soon: its status says what matters. */
const textOf = (response: Response, call: CallState): Effect.Effect<string> => {
  const body = Result.getOrElse(Content.of(response), () => Stream.empty)
  return body.pipe(
    Stream.limitBytes(ErrorBody.maxBytes, (): Stream.Stream<Uint8Array, Content.Broken> => Stream.empty),
    Stream.interruptWhen(Effect.sleep(call.patience)),
    Stream.catch(() => Stream.empty),
    Stream.decodeText(),
    Stream.mkString
  )
}

function targetOrigin(gateway: Asked, response: Response): string | undefined {
  const location = response.headers["location"]
  if (location === undefined || !URL.canParse(location, gateway.endpoint)) return undefined
  return scrub(new URL(location, gateway.endpoint).origin, gateway.apiKey)
}

/** Lets an answer of the gateway's own origin pass: a client given to us may follow redirects on its own. */
export const originGate = (
  gateway: Asked,
  response: Response,
  call: CallState
): Effect.Effect<void, E.UnexpectedRedirect> => {
  const url = finalUrl(response)
  const { origin } = gateway.endpoint
  // Most begin with the gateway's own; only others are parsed.
  if (url.startsWith(`${origin}/`)) return Effect.void
  const toOrigin = URL.canParse(url) ? new URL(url).origin : "nowhere"
  return toOrigin === origin
    ? Effect.void
    : call.fail((about) => new E.UnexpectedRedirect({ ...about, status: response.status, toOrigin }))
}

/** Where the answer came from: a `fetch` of one's own may have followed a redirect without a word in the request. */
function finalUrl(response: Response): string {
  const source = "source" in response ? response.source : undefined
  return source instanceof globalThis.Response && source.url !== "" ? source.url : response.request.url
}

/** Lets JSON pass, and an answer that does not name its type. */
export const contentTypeGate = (
  gateway: Asked,
  response: Response,
  call: CallState
): Effect.Effect<void, E.MalformedBody> =>
  isJson(response) || contentType(response) === ""
    ? Effect.void
    : call.fail(
        (about) =>
          new E.MalformedBody({
            ...about,
            kind: "contentType",
            contentType: scrub(contentType(response), gateway.apiKey)
          })
      )

function contentType(response: Response): string {
  const [type = ""] = (response.headers["content-type"] ?? "").split(";")
  return /^[\w.+/-]*$/u.test(type.trim()) ? type.trim().toLowerCase() : "not readable"
}

export function isJson(response: Response): boolean {
  return /^(?:application|text)\/(?:[\w.-]+\+)?json$/u.test(contentType(response))
}

/** A page for people: its text is no message. */
function isPage(response: Response): boolean {
  return /html|xml/u.test(contentType(response))
}
