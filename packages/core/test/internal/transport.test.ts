import { assert, describe, it } from "@effect/vitest"

import * as Transport from "../../src/internal/transport.ts"

/** An error as Node's, with what it carries beside its words. */
const error = (fields: Readonly<Record<string, unknown>>) => Object.assign(new Error("Something"), fields)

const refused = error({ code: "ECONNREFUSED", syscall: "connect" })
const unanswered = error({ code: "ETIMEDOUT", syscall: "connect" })
const severalAddresses = (...errors: ReadonlyArray<Error>) =>
  Object.assign(new AggregateError(errors), { code: "ETIMEDOUT" })
const undici = (cause?: Error) => error({ name: "ConnectTimeoutError", code: "UND_ERR_CONNECT_TIMEOUT", cause })
const fetchFailed = (cause: Error) => new TypeError("fetch failed", { cause })

describe("transport", () => {
  it("[P13] tells a connection that was not made in time from one that was refused or broke", () => {
    for (const timeout of [
      undici(),
      fetchFailed(undici()),
      unanswered,
      severalAddresses(unanswered, unanswered),
      undici(severalAddresses(unanswered, unanswered))
    ]) {
      assert.deepStrictEqual(Transport.classify({ cause: timeout }), { phase: "connect" })
    }
    for (const mixed of [
      severalAddresses(unanswered, refused),
      undici(severalAddresses(unanswered, refused)),
      refused
    ]) {
      assert.deepStrictEqual(Transport.classify({ cause: mixed }), { kind: "connect", code: "ECONNREFUSED" })
    }
    const silent = error({ code: "ETIMEDOUT", syscall: "read" })
    assert.deepStrictEqual(Transport.classify(silent), { kind: "reset", code: "ETIMEDOUT" })
  })

  it("[P13] knows a transport's own limit on the headers", () => {
    const late = fetchFailed(error({ code: "UND_ERR_HEADERS_TIMEOUT" }))
    assert.deepStrictEqual(Transport.classify(late), { phase: "headers" })
  })

  it("[P13] reads the kind from the first code in the chain of causes", () => {
    const kinds = {
      connect: ["EHOSTUNREACH", "ENETUNREACH"],
      dns: ["ENOTFOUND", "EAI_AGAIN"],
      tls: ["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "DEPTH_ZERO_SELF_SIGNED_CERT", "EPROTO"],
      reset: ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "HPE_INVALID_CONSTANT"],
      unknown: ["EWHATEVER"]
    }
    for (const [kind, codes] of Object.entries(kinds)) {
      for (const code of codes) {
        const cause = fetchFailed(error({ code, cause: unanswered }))
        assert.deepStrictEqual<unknown>(Transport.classify(cause), { kind, code })
      }
    }
  })

  it("[P13] says that it does not know, whatever was thrown", () => {
    const endless: { cause?: unknown } = {}
    endless.cause = endless
    for (const thrown of [undefined, null, "x", 7, {}, error({ code: 7 }), error({ code: "no code" }), endless]) {
      assert.deepStrictEqual(Transport.classify(thrown), { kind: "unknown" })
    }
  })
})
