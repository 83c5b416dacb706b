/**
 * Why no answer came, read from what the three transports throw.
 */
import type { TransportError } from "../UsageError.ts"

export type Kind = TransportError["kind"]

const kinds: ReadonlyArray<readonly [RegExp, Kind]> = [
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/u, "connect"],
  [/^(?:ENOTFOUND|EAI_\w+)$/u, "dns"],
  [/CERT|SIGNATURE|^(?:ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/u, "tls"],
  [/^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_\w+|HPE_\w+)$/u, "reset"]
]

/** The first code in the chain of causes, and its kind. */
export const classify = (cause: unknown): { readonly kind: Kind; readonly code?: string } => {
  const code = findCode(cause, 8)
  if (code === undefined) return { kind: "unknown" }
  return { kind: kinds.find(([pattern]) => pattern.test(code))?.[1] ?? "unknown", code }
}

function findCode(cause: unknown, depth: number): string | undefined {
  if (depth === 0 || typeof cause !== "object" || cause === null) return undefined
  if ("code" in cause && typeof cause.code === "string" && /^[A-Z][A-Z0-9_]{2,63}$/u.test(cause.code)) return cause.code
  const inner = "cause" in cause ? findCode(cause.cause, depth - 1) : undefined
  if (inner !== undefined || !("errors" in cause) || !Array.isArray(cause.errors)) return inner
  return findCode(cause.errors[0], depth - 1)
}
