/**
 * Where the API is mounted.
 */
import type { HttpApi, HttpApiGroup } from "effect/http-api"

import * as UsageHttpApi from "../UsageHttpApi.ts"

export type Prefix = `/${string}`

type Groups = HttpApiGroup.AddPrefix<typeof UsageHttpApi.UsageGroup, Prefix>

export interface Mounted {
  /** The API with the paths that it has there. */
  readonly api: HttpApi.HttpApi<"varg-usage", Groups>
  /** Something beside the endpoints. */
  readonly path: (name: string) => Prefix
  /** All that may be asked. */
  readonly paths: ReadonlyArray<Prefix>
}

/** Throws a `TypeError` where no request could have such a path. */
export const at = (prefix: Prefix = "/"): Mounted => {
  if (!prefix.startsWith("/")) {
    throw new TypeError(
      `prefix: ${JSON.stringify(prefix)} is not the beginning of a path. Write it with a slash first.`
    )
  }
  const base = prefix.replace(/\/+$/u, "")
  const path = (name: string) => `${base}/usage/${name}` as Prefix
  return {
    api: UsageHttpApi.UsageHttpApi.prefix(prefix),
    path,
    paths: ["report", "days", "budget", "openapi.json"].map(path)
  }
}
