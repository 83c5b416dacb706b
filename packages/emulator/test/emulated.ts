/** A test against an emulator in process, on 2026-03-10 at noon. */
import { assert } from "@effect/vitest"
import { Cents, UsageApi } from "@varg-usage/core"
import { Emulator, UsageDataset } from "@varg-usage/emulator"
import { BigDecimal, Effect, Schema } from "effect"
import { HttpClient, type HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

export const dataset = UsageDataset.make({ seed: 7 })

type Emulated = Emulator.Emulator | HttpClient.HttpClient

export const emulated =
  (options?: Emulator.Options) =>
  <A, E>(test: Effect.Effect<A, E, Emulated>): Effect.Effect<A, E> =>
    at("2026-03-10T12:00:00Z").pipe(
      Effect.andThen(test),
      Effect.provide(Emulator.layerHttpClient({ dataset, ...options }))
    )

/** Sets the time, in UTC. */
export const at = (text: string): Effect.Effect<void> => TestClock.setTime(Date.parse(text))

type Asking<A> = Effect.Effect<A, HttpClientError.HttpClientError, HttpClient.HttpClient>

export const get = (
  pathAndQuery: string,
  key: string = Emulator.demoKey
): Asking<HttpClientResponse.HttpClientResponse> =>
  HttpClient.execute(HttpClientRequest.bearerToken(HttpClientRequest.get(`https://api.varg.ai${pathAndQuery}`), key))

export const body = (pathAndQuery: string): Asking<string> =>
  Effect.flatMap(get(pathAndQuery), (response) => response.text)

const read = Schema.decodeUnknownEffect(Schema.fromJsonString(UsageApi.UsageResponse))

interface Decoded extends Required<UsageApi.UsageResponse> {
  readonly sum: BigDecimal.BigDecimal
}

/** A body by the contract, in which both fields must be there. */
export const decode = (text: string): Effect.Effect<Decoded, Schema.SchemaError> =>
  Effect.map(read(text), ({ totalCents, usage }) => {
    if (totalCents === undefined || usage === undefined) return assert.fail("a field is missing")
    return { totalCents, usage, sum: BigDecimal.sumAll(usage.map((record) => record.costCents ?? Cents.zero)) }
  })
