/** A backend, and the gateway that it asks. */
import { Emulator } from "@varg-usage/emulator"
import { Context, Effect, Layer } from "effect"

import * as Backend from "./backend.ts"
import * as Gateway from "./gateway.ts"

export class Running extends Context.Service<
  Running,
  { readonly backend: Backend.Backend; readonly gateway: Gateway.Gateway }
>()("@varg-usage/examples/backends/test/Running") {}

/** The backend of this name with this key, of which the gateway takes only its own. */
export const layer = (name: string, apiKey = Emulator.demoKey): Layer.Layer<Running> =>
  Layer.effect(
    Running,
    Effect.gen(function* () {
      const gateway = yield* Gateway.start
      const backend = yield* Backend.start(name, { VARG_API_KEY: apiKey, VARG_GATEWAY_URL: gateway.url })
      return { backend, gateway }
    })
  )
