/**
 * Why no answer came, read from what the three transports throw.
 */
import type { AttemptTimeout, TransportError } from "../UsageError.ts"

/** A limit of the transport's own has passed. */
export interface TimedOut {
  readonly phase: Exclude<AttemptTimeout["phase"], "body">
}

/** The connection could not be made, or broke. */
export interface Failed {
  readonly kind: TransportError["kind"]
  readonly code?: string
}

interface Fault {
  readonly code: string
  /** What the system was asked to do. */
  readonly syscall: unknown
}

const kinds: ReadonlyArray<readonly [RegExp, Failed["kind"]]> = [
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/u, "connect"],
  [/^(?:ENOTFOUND|EAI_\w+)$/u, "dns"],
  [/CERT|SIGNATURE|^(?:ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/u, "tls"],
  // A connection that is there ends with ETIMEDOUT when nothing has been heard of the other side for long.
  [/^(?:ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|UND_ERR_\w+|HPE_\w+)$/u, "reset"]
]

/** What the first code in the chain of causes stands for. */
export const classify = (cause: unknown): TimedOut | Failed => {
  const fault = findFault(cause, 8)
  if (fault === undefined) return { kind: "unknown" }
  const phase = phaseOf(fault)
  if (phase !== undefined) return { phase }
  const { code } = fault
  return { kind: kinds.find(([pattern]) => pattern.test(code))?.[1] ?? "unknown", code }
}

function phaseOf({ code, syscall }: Fault): TimedOut["phase"] | undefined {
  if (code === "UND_ERR_HEADERS_TIMEOUT") return "headers"
  return code === "UND_ERR_CONNECT_TIMEOUT" || (code === "ETIMEDOUT" && syscall === "connect") ? "connect" : undefined
}

/**
 * Where several addresses were tried, each has a fault of its own, and one that refused says more than one that did not
 * answer. Node and undici call the whole of them a timeout.
 */
function findFault(cause: unknown, depth: number): Fault | undefined {
  if (depth === 0 || typeof cause !== "object" || cause === null) return undefined
  const own = faultOf(cause)
  if (own !== undefined && !isTimeout(own)) return own
  const errors: ReadonlyArray<unknown> = "errors" in cause && Array.isArray(cause.errors) ? cause.errors : []
  const inner = ["cause" in cause ? cause.cause : undefined, ...errors].flatMap(
    (error) => findFault(error, depth - 1) ?? []
  )
  return inner.find((fault) => !isTimeout(fault)) ?? inner[0] ?? own
}

function faultOf(cause: object): Fault | undefined {
  if (!("code" in cause) || typeof cause.code !== "string" || !/^[A-Z][A-Z0-9_]{2,63}$/u.test(cause.code))
    return undefined
  return { code: cause.code, syscall: "syscall" in cause ? cause.syscall : undefined }
}

function isTimeout({ code }: Fault): boolean {
  return code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT"
}
