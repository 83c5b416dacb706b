/**
 * What a person and a script are told when a command fails: one message, one exit code.
 */
import type * as Reconciliation from "@varg-usage/aggregate/Reconciliation"
import type * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import * as SafeText from "@varg-usage/core/SafeText"
import type * as UsageError from "@varg-usage/core/UsageError"
import { Cause, type Config, Context, Data, Runtime } from "effect"
import { CliError } from "effect/cli"

/** Exit codes; 130 is an interrupted run. */
export const exitCodes = { fine: 0, failure: 1, usage: 2, auth: 3, notReconciled: 4, interrupted: 130 }

/** The report was printed, and the records do not agree with the gateway's totals in full. */
export class NotReconciled extends Data.TaggedError("NotReconciled")<{
  readonly reconciliation: Reconciliation.Reconciliation
}> {
  override get message(): string {
    const { days, reconciledDays } = this.reconciliation
    return `Not reconciled: ${reconciledDays} of ${days} days agree with total_cents. The report says what differs; don't rely on its sums before that is clear.`
  }
}

/** A gateway was named without a key for it. */
export class MissingKey extends Data.TaggedError("MissingKey") {
  override get message(): string {
    return "VARG_GATEWAY_URL is set and VARG_API_KEY is not. Set the key, or ask the emulator with --emulator."
  }
}

/** The emulator can't listen on its port. */
export class PortUnavailable extends Data.TaggedError("PortUnavailable")<{
  readonly port: number
  readonly code: string
}> {
  override get message(): string {
    return this.code === "EADDRINUSE"
      ? `Port ${this.port} of 127.0.0.1 is in use. Choose another with --port, or leave it out for a free one.`
      : `The emulator can't listen on port ${this.port} of 127.0.0.1 (${this.code}). Check what this machine allows.`
  }
}

/**
 * The exit code of a run that a signal ends. A command that a signal is meant to end, such as a server, sets it to that
 * of success. It is mutable, since an interrupted fiber has no other way to tell.
 */
export class Interruption extends Context.Service<Interruption, { exitCode: number }>()(
  "varg-usage/Failure/Interruption"
) {}

/** A run has failed and has told why. */
export class Ended extends Data.TaggedError("Ended")<{ readonly exitCode: number }> {
  override get [Runtime.errorExitCode](): number {
    return this.exitCode
  }
}

/** Everything that a command of this program may fail with. */
export type Failure =
  | UsageAggregate.AggregateError
  | UsageError.InvalidConfig
  | Config.ConfigError
  | CliError.CliError
  | NotReconciled
  | MissingKey
  | PortUnavailable

/** What a script is told. */
export function exitCode(failure: Failure): number {
  switch (failure._tag) {
    case "ShowHelp":
      return failure.errors.length === 0 ? exitCodes.fine : exitCodes.usage
    case "InvalidOptions":
    case "InvalidRange":
    case "ConfigError":
      return exitCodes.usage
    case "InvalidConfig":
      return failure.option === "apiKey" ? exitCodes.auth : exitCodes.usage
    case "AuthError":
    case "Forbidden":
    case "MissingKey":
      return exitCodes.auth
    case "NotReconciled":
    case "TotalMismatch":
      return exitCodes.notReconciled
    default:
      return CliError.isCliError(failure) ? exitCodes.usage : exitCodes.failure
  }
}

/**
 * What to tell about a failed run that asked the gateway at `gatewayUrl`; `undefined` when there is nothing to tell, or
 * it has been told already.
 */
export const message = (cause: Cause.Cause<Failure>, gatewayUrl: string | undefined): string | undefined => {
  if (Cause.hasInterruptsOnly(cause)) return undefined
  const failure = Cause.findErrorOption(cause)
  return failure._tag === "None" ? defectMessage(Cause.squash(cause)) : messageOf(failure.value, gatewayUrl)
}

function messageOf(failure: Failure, gatewayUrl: string | undefined): string | undefined {
  switch (failure._tag) {
    case "ShowHelp":
      return undefined
    case "InvalidConfig":
      return `${variables[failure.option] ?? failure.option} ${failure.reason}`
    case "AuthError":
      return `${failure.message} It is read from VARG_API_KEY.`
    default:
      return [
        failure.message,
        ...(isAboutAddress(failure) ? [addressed(gatewayUrl)] : []),
        // The server's name for the request is what its makers find it by.
        ...("requestId" in failure && failure.requestId !== undefined ? [`Request id: ${failure.requestId}.`] : [])
      ].join(" ")
  }
}

/** Whether the failure may come from a wrong address, also where it was the last of several. */
function isAboutAddress(failure: Failure): boolean {
  if (failure._tag === "AttemptTimeout") return failure.phase === "connect"
  return aboutAddress.has("last" in failure ? failure.last.tag : failure._tag)
}

const aboutAddress: ReadonlySet<string> = new Set([
  "TransportError",
  "EndpointRetired",
  "UnexpectedRedirect",
  "UnexpectedStatus",
  "MalformedBody"
])

function addressed(gatewayUrl: string | undefined): string {
  return gatewayUrl === undefined
    ? "VARG_GATEWAY_URL is not set, so the vendor's own was asked."
    : `VARG_GATEWAY_URL is ${URL.parse(gatewayUrl)?.origin ?? "no URL"}.`
}

/** Options of the client by the names under which a person has set them. */
const variables: Readonly<Record<string, string>> = { apiKey: "VARG_API_KEY", gatewayUrl: "VARG_GATEWAY_URL" }

function defectMessage(defect: unknown): string {
  const text = defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect)
  return `Something went wrong that should not be able to (${SafeText.visible(text)}). Please report this.`
}
