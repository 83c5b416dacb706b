/**
 * Puts questions to gateways over one transport: the thing that the suite is run against.
 */
import { Context, Effect, Layer } from "effect"
import { HttpClient } from "effect/http"

import * as Question from "./Question.ts"

export class Asker extends Context.Service<
  Asker,
  {
    /** Where the client runs. A browser keeps status, target and reason of what it refuses to itself. */
    readonly runtime: "node" | "browser"
    readonly ask: (question: Question.Question) => Effect.Effect<Question.Outcome>
    /** Whatever was printed meanwhile. */
    readonly printed: Effect.Effect<string>
  }
>()("@varg-usage/core/test/transport/Asker") {}

/** Asks in this process, over one of Effect's clients. */
export const overHttpClient = <E>(transport: Layer.Layer<HttpClient.HttpClient, E>): Layer.Layer<Asker, E> =>
  Layer.effect(
    Asker,
    Effect.map(HttpClient.HttpClient, (client) =>
      Asker.of({
        runtime: "node",
        ask: (question) => Effect.provideService(Question.ask(question), HttpClient.HttpClient, client),
        printed: Effect.succeed("")
      })
    )
  ).pipe(Layer.provide(transport))
