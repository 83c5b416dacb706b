/**
 * What a request is told that no route takes.
 */
import * as SafeText from "@varg-usage/core/SafeText"
import { Effect, type Layer } from "effect"
import { HttpRouter, HttpServerError, HttpServerRequest } from "effect/http"

import * as Answer from "./answer.ts"
import * as Problem from "./problem.ts"

export interface Options {
  /** The paths that there are. */
  readonly paths: ReadonlyArray<string>
  /** Whose requests are told so: those whose paths begin with it. Others are the host's. */
  readonly below: string
}

/** Answers after all routes, the host's own included, and so takes none of their requests. */
export const layer = ({ below, paths }: Options): Layer.Layer<never, never, HttpRouter.HttpRouter> =>
  HttpRouter.middleware(
    (answer) =>
      Effect.catchIf(answer, isUnrouted, (error) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
          const [pathname = ""] = url.split(/[?#]/u, 1)
          if (!pathname.startsWith(below)) return Effect.fail(error)
          const isKnown = paths.includes(pathname.replace(/\/+$/u, ""))
          const problem = isKnown ? wrongMethod(method) : notFound(pathname, paths)
          return Effect.succeed(Answer.marked(Problem.toResponse(problem)))
        })
      ),
    { global: true }
  )

function isUnrouted(error: unknown): boolean {
  return HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"
}

const wrongMethod = (method: string): Problem.Problem => ({
  error: "MethodNotAllowed",
  message: `Ask with GET, not with ${SafeText.visible(method, 20)}.`,
  statusCode: 405
})

const notFound = (pathname: string, paths: ReadonlyArray<string>): Problem.Problem => ({
  error: "NotFound",
  message: `There is nothing at ${SafeText.visible(pathname, 80)}, but there is ${paths.join(", ")}.`,
  statusCode: 404
})
