/** Effect's three clients, by the names under which figures are reported. */
import { NodeHttpClient } from "@effect/platform-node"
import { FetchHttpClient } from "effect/http"

export const transports = {
  fetch: FetchHttpClient.layer,
  undici: NodeHttpClient.layerUndici,
  "node:http": NodeHttpClient.layerNodeHttp
} as const

export type Transport = keyof typeof transports
