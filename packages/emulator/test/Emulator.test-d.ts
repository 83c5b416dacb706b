/** The types of the emulator's layers, exactly as they are documented: compiled with all else, and never run. */
import { UsageClient, type UsageError } from "@varg-usage/core"
import { Emulator, type Simulation } from "@varg-usage/emulator"
import { type Effect, Layer, Redacted } from "effect"
import type { HttpClient, HttpServer } from "effect/http"
import { expectTypeOf } from "vitest"

expectTypeOf(Emulator.layer()).toEqualTypeOf<Layer.Layer<Emulator.Emulator>>()
expectTypeOf(Emulator.layerHttpClient()).toEqualTypeOf<Layer.Layer<Emulator.Emulator | HttpClient.HttpClient>>()
expectTypeOf(Emulator.layerServer()).toEqualTypeOf<Layer.Layer<Emulator.Emulator, never, HttpServer.HttpServer>>()
expectTypeOf<ReturnType<typeof Simulation.run>>().toEqualTypeOf<Effect.Effect<Simulation.Run>>()

// A world for a test of one's own: nothing is left to be provided.
const client = UsageClient.layer({ apiKey: Redacted.make(Emulator.demoKey) })
expectTypeOf(Layer.provideMerge(client, Emulator.layerHttpClient())).toEqualTypeOf<
  Layer.Layer<UsageClient.UsageClient | Emulator.Emulator | HttpClient.HttpClient, UsageError.InvalidConfig>
>()
