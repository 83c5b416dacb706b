/**
 * Gateways that send the key back wherever an answer has room for it, one for each error that a client can fail with.
 */
import type { RetryPolicy, UsageClient, UsageError } from "@varg-usage/core"
import { Duration } from "effect"

import * as Answer from "../answer.ts"
import type { Behaviour } from "../Gateway.ts"

export interface Echo {
  readonly expected: UsageError.UsageError["_tag"]
  readonly gateway: Behaviour
  readonly retry?: Partial<RetryPolicy.RetryPolicy>
  readonly options?: Partial<UsageClient.Options>
  /** Calls by the same client; the last one is looked at. */
  readonly calls?: number
  readonly step?: () => never
}

const many: Partial<RetryPolicy.RetryPolicy> = { attempts: 10 }
const unhurried: Partial<RetryPolicy.RetryPolicy> = {
  attempts: 4,
  transient: { base: Duration.days(1000), cap: Duration.days(1000) }
}

/** Every echo of this key. */
export const echoesOf = (key: string): ReadonlyArray<Echo> => {
  /** The key in every header that a client may read, and in some that it has no reason to. */
  const headers = {
    "x-request-id": key,
    "cf-ray": key,
    "retry-after": key,
    "x-ratelimit-reset": key,
    "www-authenticate": `Bearer ${key}`,
    "set-cookie": `key=${key}`,
    "content-type": `application/json; charset=${key}`,
    server: key,
    [key.replaceAll(/[^\w.-]/gu, "")]: key
  }

  const said = JSON.stringify({
    error: key,
    message: `The key ${key} is not welcome`,
    field: key,
    detail: { [key]: key }
  })

  const refusing = (status: number): Behaviour => Answer.whole({ status, reason: key, headers, body: said })

  /** A 200 with this body. */
  const saying = (body: string | Uint8Array): Behaviour => Answer.whole({ reason: key, headers, body })

  const record = `{"job_id":"${key}","model":"${key}","capability":"${key}","cost_cents":1,"cache_hit":false,"created_at":"2026-02-13T10:00:00Z"}`
  const usage = (records: string, rest = "") => `{"usage":[${records}],"total_cents":1,"${key}":"${key}"${rest}}`

  return [
    { expected: "AuthError", gateway: refusing(401) },
    { expected: "InsufficientBalance", gateway: refusing(402) },
    { expected: "Forbidden", gateway: refusing(403) },
    {
      expected: "EdgeBlocked",
      gateway: Answer.whole({
        status: 403,
        headers: { ...headers, "content-type": "text/html" },
        body: `<b>${key}</b>`
      })
    },
    { expected: "EndpointRetired", gateway: refusing(404) },
    ...[400, 413, 422].map((status): Echo => ({ expected: "BadRequest", gateway: refusing(status) })),
    { expected: "RateLimited", gateway: refusing(429) },
    ...[500, 503].map((status): Echo => ({ expected: "ServerError", gateway: refusing(status) })),
    { expected: "UnexpectedStatus", gateway: refusing(418) },
    ...[`https://${key}.example/${key}`, `https://x.example/?k=${key}`, key].map((location): Echo => ({
      expected: "UnexpectedRedirect",
      gateway: Answer.whole({ status: 302, reason: key, headers: { ...headers, location }, body: said })
    })),
    { expected: "TransportError", gateway: Answer.resetAtOnce },
    { expected: "TransportError", gateway: (socket) => void socket.end(`${key}\r\n${key}: ${key}\r\n\r\n`) },
    { expected: "TransportError", gateway: (socket) => void socket.end(`HTTP/1.1 200 OK\r\n${key} ${key}\r\n\r\n`) },
    { expected: "AttemptTimeout", gateway: Answer.silence, retry: { attemptTimeout: Duration.millis(60) } },
    { expected: "AttemptTimeout", gateway: Answer.stalled, retry: { attemptTimeout: Duration.millis(60) } },
    { expected: "DeadlineExceeded", gateway: refusing(503), retry: unhurried },
    { expected: "BodyTruncated", gateway: Answer.truncated({ headers, body: usage(record) }, 200) },
    { expected: "BodyTooLarge", gateway: saying(usage(record)), options: { maxResponseBytes: 100 } },
    { expected: "LimitExceeded", gateway: saying(`{"${key}":"${key.repeat(1000)}"}`) },
    { expected: "MalformedBody", gateway: saying(`{"${key}":?${key}}`) },
    { expected: "MalformedBody", gateway: saying(`{"total_cents":1,"total_cents":2,"${key}":1}`) },
    { expected: "MalformedBody", gateway: saying(Buffer.from(`{"${key}":"\u00ff"}`, "latin1")) },
    { expected: "MalformedBody", gateway: Answer.whole({ headers: { ...headers, "content-type": key }, body: key }) },
    {
      expected: "MalformedBody",
      gateway: Answer.whole({ headers: { ...headers, "content-type": `${key}/${key}` }, body: key })
    },
    {
      expected: "MalformedBody",
      gateway: Answer.whole({ headers: { ...headers, "content-encoding": key }, body: key })
    },
    { expected: "SchemaMismatch", gateway: saying(said) },
    { expected: "SchemaMismatch", gateway: saying(usage(`{"model":{"${key}":1},"cost_cents":"${key}"}`)) },
    { expected: "TotalMismatch", gateway: saying(usage(`${record},${record.replace("10:00", "11:00")}`)) },
    { expected: "WindowIgnored", gateway: saying(usage(record.replace("2026-02", "2025-02"))) },
    {
      expected: "IrregularRecords",
      gateway: saying(usage(`${record},{"model":"${key}","cost_cents":"${key}"}`)),
      options: { strict: true }
    },
    {
      expected: "CallbackError",
      gateway: saying(usage(record)),
      step: () => {
        throw new Error("The caller's own")
      }
    },
    { expected: "CircuitOpen", gateway: refusing(503), calls: 6 },
    { expected: "RetryBudgetExhausted", gateway: refusing(503), retry: many, calls: 2 }
  ]
}
