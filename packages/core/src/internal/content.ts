/**
 * The bytes of an answer, whatever its transport has left of their compression.
 */
import { Result, Stream } from "effect"
import type { HttpClientError, HttpClientResponse } from "effect/http"

import * as Inflate from "./inflate.ts"

/** The connection broke, or the compressed bytes make no sense; `empty` is a body that is not there at all. */
export type Broken = "broken" | "empty"

/** Fails where the encoding is not known, or is a chain of several. */
export const of = (
  response: HttpClientResponse.HttpClientResponse
): Result.Result<Stream.Stream<Uint8Array, Broken>, "contentEncoding"> =>
  Result.map(Inflate.formatOf(response.headers["content-encoding"]), (format) => {
    const body = Stream.mapError(response.stream, reasonOf)
    return format === undefined ? body : Inflate.inflate(body, format, (): Broken => "broken")
  })

function reasonOf(error: HttpClientError.HttpClientError): Broken {
  return error.reason._tag === "EmptyBodyError" ? "empty" : "broken"
}
