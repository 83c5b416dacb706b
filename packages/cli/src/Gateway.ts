/**
 * Whom a report asks: the gateway that the environment names, or an emulator that lives as long as the report.
 */
import * as UsageAggregate from "@varg-usage/aggregate/UsageAggregate"
import * as UsageClient from "@varg-usage/core/UsageClient"
import type * as UsageError from "@varg-usage/core/UsageError"
import { Config, Console, Effect, Layer, Option } from "effect"
import type { HttpClient } from "effect/http"

import { MissingKey, type PortUnavailable } from "./Failure.ts"

/** What carries the requests. */
export type Transport = HttpClient.HttpClient

type GatewayError = UsageError.InvalidConfig | Config.ConfigError | MissingKey | PortUnavailable

/** What a person may say about the client. */
export type ClientOptions = Pick<UsageClient.Options, "concurrency" | "plan">

/** Reads the name of a plan, or its number of requests a minute. */
export const parsePlan = (text: string): Option.Option<"free" | "pro" | number> => {
  if (text === "free" || text === "pro") return Option.some(text)
  return /^[1-9]\d{0,5}$/u.test(text) ? Option.some(Number(text)) : Option.none()
}

/**
 * The aggregation over the gateway of `VARG_API_KEY` and `VARG_GATEWAY_URL`, or over an emulator when that is asked for
 * or there is no key. A gateway without a key is refused, since made-up costs would pass for its own.
 */
export const layer = (options: {
  readonly emulator: boolean
  readonly client: ClientOptions
}): Layer.Layer<UsageAggregate.UsageAggregate, GatewayError, Transport> =>
  UsageAggregate.layer.pipe(Layer.provide(Layer.unwrap(client(options.emulator, options.client))))

const client = Effect.fnUntraced(function* (
  emulator: boolean,
  options: ClientOptions
): Effect.fn.Return<Layer.Layer<UsageClient.UsageClient, GatewayError, Transport>, Config.ConfigError | MissingKey> {
  if (emulator) return emulated("--emulator is given", options)
  if (Option.isSome(yield* environment.apiKey)) return UsageClient.layerConfig(options)
  if (Option.isSome(yield* environment.gatewayUrl)) return yield* new MissingKey()
  return emulated("VARG_API_KEY is not set", options)
})

/** What is set in the environment, if only to be refused. */
export const environment = {
  apiKey: Config.option(Config.Redacted("VARG_API_KEY")),
  gatewayUrl: Config.option(Config.String("VARG_GATEWAY_URL"))
}

const emulated = (reason: string, options: ClientOptions) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const EmulatorServer = yield* Effect.promise(() => import("./EmulatorServer.ts"))
      const server = Effect.tap(EmulatorServer.EmulatorServer, ({ gatewayUrl }) =>
        Console.error(`${reason}: these are the made-up costs of an emulator on ${gatewayUrl}.`)
      )
      return Layer.unwrap(Effect.map(server, (address) => UsageClient.layer({ ...address, ...options }))).pipe(
        Layer.provide(EmulatorServer.layer())
      )
    })
  )
