/**
 * What a request is told that no route takes.
 */
import * as SafeText from "@varg-usage/core/SafeText"

import type * as Problem from "./problem.ts"

export interface Options {
  /** The paths that there are. */
  readonly paths: ReadonlyArray<string>
  /** Whose requests are told so: those whose paths begin with it. Others are the host's. */
  readonly below: string
}

/** What is wrong with a request that no route takes; `undefined` where that is the host's to say. */
export const problemOf = (
  { method, url }: { readonly method: string; readonly url: string },
  { below, paths }: Options
): Problem.Problem | undefined => {
  const [pathname = ""] = url.split(/[?#]/u, 1)
  if (!pathname.startsWith(below)) return undefined
  return paths.includes(pathname.replace(/\/+$/u, "")) ? wrongMethod(method) : notFound(pathname, paths)
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
