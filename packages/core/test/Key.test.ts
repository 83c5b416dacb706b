import { inspect } from "node:util"

import { assert, describe, it } from "@effect/vitest"
import { UsageClient } from "@varg-usage/core"
import { Cause, ConfigProvider, Effect, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

import { type Answer, failure, gateway, json, key, noon, options, record, tag } from "./answers.ts"

const good = json({ usage: [record(25)], total_cents: 25 })

describe("UsageClient and its key", () => {
  it.effect("[P9] the key is in no error, however deep one looks, though the server sends it back", () =>
    Effect.gen(function* () {
      const echo = { error: key, message: `Bad key ${key}`, field: key }
      const answers: ReadonlyArray<Answer> = [
        ...[400, 401, 402, 403, 404, 418, 429, 500].map((status) => json(echo, status, { "x-request-id": key })),
        json(echo),
        json(`{"${key}":`),
        () => new Response(key, { headers: { "content-type": key } }),
        () =>
          new Response(null, {
            status: 302,
            headers: { location: `https://${key.replaceAll("_", "-")}.example/${key}` }
          })
      ]
      for (const answer of answers) {
        const outcome = yield* failure(answer)
        const found = outcome.error ?? assert.fail("accepted")
        const shown = [
          String(found),
          found.message,
          found.stack,
          JSON.stringify(found),
          inspect(found, { depth: null, showHidden: true }),
          Cause.pretty(Cause.fail(found))
        ]
        for (const text of shown) assert.notInclude(text, key)
      }
    })
  )

  it.effect("[P10] refuses gateways that would show the key to others, and keys that are none", () =>
    Effect.gen(function* () {
      const build = (settings: Partial<UsageClient.Options>) =>
        UsageClient.make({ ...options, ...settings }).pipe(Effect.result, Effect.provide(gateway(good).layer))
      const refused = [
        "http://api.varg.ai",
        "ftp://api.varg.ai",
        "api.varg.ai",
        "",
        "https://user:pw@api.varg.ai",
        "https://api.varg.ai/v1",
        "https://api.varg.ai/v1/",
        "https://api.varg.ai?x=1",
        "https://api.varg.ai#x",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "javascript:alert(1)"
      ]
      for (const gatewayUrl of refused)
        assert.strictEqual(
          tag(Result.getFailure(yield* build({ gatewayUrl })).pipe(orUndefined)),
          "InvalidConfig",
          gatewayUrl
        )
      for (const gatewayUrl of [
        "https://api.varg.ai",
        "https://api.varg.ai/",
        "http://localhost:1",
        "http://127.0.0.1:80",
        "http://[::1]:3",
        "https://proxy.example/varg"
      ]) {
        assert.isTrue(Result.isSuccess(yield* build({ gatewayUrl })), gatewayUrl)
      }
      for (const apiKey of ["", " ", "a b", "a\nb", "ä", "x".repeat(513)]) {
        const result = yield* build({ apiKey: Redacted.make(apiKey) })
        assert.strictEqual(Result.isFailure(result) && result.failure._tag, "InvalidConfig")
      }
    })
  )

  it.effect("reads its key and gateway from the environment through Config", () =>
    Effect.gen(function* () {
      const { layer, requests } = gateway(json({ usage: [], total_cents: 0 }))
      const configured = (env: Record<string, string>) =>
        Effect.flatMap(UsageClient.UsageClient, (client) => client.getUsage()).pipe(
          Effect.provide(
            UsageClient.layerConfig().pipe(
              Layer.provide(layer),
              Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(env)))
            )
          ),
          Effect.result
        )
      yield* TestClock.setTime(noon)
      yield* configured({ VARG_API_KEY: key, VARG_GATEWAY_URL: "http://127.0.0.1:4000" })
      assert.strictEqual(requests[0]?.url.origin, "http://127.0.0.1:4000")
      yield* configured({ VARG_API_KEY: key })
      assert.strictEqual(requests[1]?.url.origin, "https://api.varg.ai")
      yield* configured({ VARG_API_KEY: key, VARG_GATEWAY_URL: "" })
      assert.strictEqual(requests[2]?.url.origin, "https://api.varg.ai")
      for (const empty of [{}, { VARG_API_KEY: "" }]) {
        const missing = yield* configured(empty)
        assert.deepStrictEqual(
          Result.isFailure(missing) ? missing.failure.message : undefined,
          "apiKey: is not set. Give the key in the variable VARG_API_KEY."
        )
      }
    })
  )
})

const orUndefined = <A>(option: { readonly _tag: "Some"; readonly value: A } | { readonly _tag: "None" }) =>
  option._tag === "Some" ? option.value : undefined
