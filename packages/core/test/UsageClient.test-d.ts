/** The types of the client, exactly as they are documented: compiled with all else, and never run. */
import { type CalendarDate, type DateRange, UsageClient, type UsageBatch, type UsageError } from "@varg-usage/core"
import { type Config, type Effect, Layer, type Redacted, type Stream } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { expectTypeOf } from "vitest"

type Service = UsageClient.UsageClient["Service"]

declare const apiKey: Redacted.Redacted
declare const client: Service
declare const range: { readonly from: CalendarDate.CalendarDate; readonly to: CalendarDate.CalendarDate }

/** What the effects and streams that a service gives require. */
type Requirements<Shape> = {
  readonly [Name in keyof Shape]: Shape[Name] extends (...args: never) => infer Given ? RequiredBy<Given> : never
}[keyof Shape]
type RequiredBy<Given> =
  Given extends Effect.Effect<unknown, unknown, infer R>
    ? R
    : Given extends Stream.Stream<unknown, unknown, infer R>
      ? R
      : "neither an effect nor a stream"

// Layers: the error says what can be wrong, and a transport is all that they require.
expectTypeOf(UsageClient.layer({ apiKey })).toEqualTypeOf<
  Layer.Layer<UsageClient.UsageClient, UsageError.InvalidConfig, HttpClient.HttpClient>
>()
expectTypeOf(UsageClient.layerConfig()).toEqualTypeOf<
  Layer.Layer<UsageClient.UsageClient, UsageError.InvalidConfig | Config.ConfigError, HttpClient.HttpClient>
>()
expectTypeOf(UsageClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))).toEqualTypeOf<
  Layer.Layer<UsageClient.UsageClient, UsageError.InvalidConfig | Config.ConfigError>
>()

// Methods: every failure is in the type, and nothing is required.
expectTypeOf<Requirements<Service>>().toBeNever()
expectTypeOf(client.getUsage).toEqualTypeOf<
  (range?: DateRange.DateRange) => Effect.Effect<UsageClient.UsageResponse, UsageError.UsageError>
>()
expectTypeOf(client.streamUsage).toEqualTypeOf<
  (
    range: DateRange.DateRange,
    options?: UsageClient.StreamOptions
  ) => Stream.Stream<UsageBatch.UsageBatch, UsageError.UsageError>
>()
expectTypeOf(client.foldWindow(range, { initial: () => 0, step: (count, { size }) => count + size })).toEqualTypeOf<
  Effect.Effect<UsageClient.WindowResult<number>, UsageError.UsageError>
>()

// A fold keeps its state's type.
// @ts-expect-error a step must give what the initial state is
void client.foldWindow(range, { initial: () => 0, step: () => "one" })
// @ts-expect-error a date is checked before it is one
void client.getUsage({ from: "2026-02-01", to: "2026-02-28" })
// @ts-expect-error a key is redacted
void UsageClient.layer({ apiKey: "varg_123" })
