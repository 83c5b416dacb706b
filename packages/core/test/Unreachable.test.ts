import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@varg-usage/core"
import { Duration, Effect, Layer, Result } from "effect"
import { HttpClient, HttpClientError } from "effect/http"

import { day, run } from "./answers.ts"

/** A transport that gives up connecting after 10 seconds, as undici does. */
const unreachable = () => {
  const asked = { times: 0 }
  const client = HttpClient.make((request) =>
    Effect.gen(function* () {
      asked.times++
      yield* Effect.sleep("10 seconds")
      const cause = Object.assign(new Error("Connect Timeout Error"), { code: "UND_ERR_CONNECT_TIMEOUT" })
      return yield* new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({ request, cause })
      })
    })
  )
  return { asked, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

describe("UsageClient and a gateway that can't be connected to", () => {
  it.effect(
    "[P11] [P13] says that no connection was made, how long that took, and tries again as after any timeout",
    () =>
      Effect.gen(function* () {
        const { asked, layer } = unreachable()
        const result = yield* run(layer, (client) => client.getUsage(day))
        const error = Result.isFailure(result) ? result.failure : undefined
        if (error?._tag !== "AttemptTimeout") return assert.fail(error?._tag ?? "answered")
        assert.deepInclude({ ...error }, { phase: "connect", limit: Duration.seconds(10), attempts: 4 })
        assert.strictEqual(asked.times, 4)
        assert.isTrue(RetryPolicy.isRetryable(error))
        assert.strictEqual(
          error.message,
          "No connection to the gateway was made within 10s at attempt 4. Check the gateway's URL and the network."
        )
      })
  )

  it.effect("[P13] an attempt that may take less than that ends before, and can't tell", () =>
    Effect.gen(function* () {
      const retry = { ...RetryPolicy.none, attemptTimeout: Duration.seconds(5) }
      const result = yield* run(unreachable().layer, (client) => client.getUsage(day), { retry })
      assert.deepInclude(Result.isFailure(result) && { ...result.failure }, {
        _tag: "AttemptTimeout",
        phase: "headers",
        limit: Duration.seconds(5)
      })
    })
  )
})
