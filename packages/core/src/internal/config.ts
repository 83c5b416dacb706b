/**
 * Refuses options that would send the key to where it does not belong, before anything is sent.
 */
import { Redacted, Result } from "effect"

import { InvalidConfig } from "../UsageError.ts"
import { maxAttempts } from "./retryDecision.ts"

/** The usage endpoint of the gateway at this origin. */
export const gatewayEndpoint = (gatewayUrl: string): Result.Result<URL, InvalidConfig> => {
  if (!URL.canParse(gatewayUrl)) return refuse("gatewayUrl", "is no URL. Give an origin such as https://api.varg.ai.")
  const url = new URL(gatewayUrl)
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return refuse("gatewayUrl", "must begin with https://, so that nobody on the way reads the key.")
  }
  if (url.username !== "" || url.password !== "") {
    return refuse("gatewayUrl", "must not hold a user name or password. Give the key as apiKey.")
  }
  if (url.search !== "" || url.hash !== "") return refuse("gatewayUrl", "must not have a query or a fragment.")
  const path = url.pathname.replace(/\/+$/u, "")
  if (path.endsWith("/v1")) return refuse("gatewayUrl", "is the origin without /v1, which is added to it.")
  return Result.succeed(new URL(`${url.origin}${path}/v1/usage`))
}

/** The key that a variable holds. */
export const givenKey = (apiKey: Redacted.Redacted | undefined): Result.Result<Redacted.Redacted, InvalidConfig> =>
  apiKey === undefined || Redacted.value(apiKey) === ""
    ? refuse("apiKey", "is not set. Give the key in the variable VARG_API_KEY.")
    : Result.succeed(apiKey)

/** A key that can stand in a header. */
export const validKey = (apiKey: Redacted.Redacted): Result.Result<Redacted.Redacted, InvalidConfig> =>
  /^[\u0021-\u007e]{1,512}$/u.test(Redacted.value(apiKey))
    ? Result.succeed(apiKey)
    : refuse("apiKey", "is empty, or holds white space or characters that no key has. Copy it again.")

/** A rate or a number of places, where `Infinity` is as good as any other. */
export const positive = (option: string, value: number): Result.Result<number, InvalidConfig> =>
  value >= 1
    ? Result.succeed(value === Number.POSITIVE_INFINITY ? value : Math.floor(value))
    : refuse(option, "must be a number from 1.")

/** The numbers among the options, where a mistake would quietly lift a limit. */
export const validLimits = (options: {
  readonly maxFoldBytes?: number | undefined
  readonly maxResponseBytes?: number | undefined
  readonly retry?: object | undefined
}): Result.Result<void, InvalidConfig> => {
  const { maxFoldBytes = 1, maxResponseBytes = 1, retry = {} } = options
  const attempts = "attempts" in retry ? retry.attempts : 1
  if (!(maxFoldBytes >= 1)) return refuse("maxFoldBytes", "must be a number of bytes from 1.")
  if (!(maxResponseBytes >= 1)) return refuse("maxResponseBytes", "must be a number of bytes from 1.")
  return Number.isInteger(attempts) && Number(attempts) >= 1 && Number(attempts) <= maxAttempts
    ? Result.succeed(undefined)
    : refuse("retry", `attempts must be a whole number from 1 to ${maxAttempts}.`)
}

/** Whether the name can only mean this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/u.test(hostname)
  )
}

function refuse<A>(option: string, reason: string): Result.Result<A, InvalidConfig> {
  return Result.fail(new InvalidConfig({ option, reason }))
}
