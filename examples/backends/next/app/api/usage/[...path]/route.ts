/** Usage in a backend on Next.js: the handler of `/api/usage/report`, `/api/usage/days` and `/api/usage/budget`. */
import { createUsageClient } from "@varg-usage/aggregate/promise"
import { createUsageHandler, type UsageHandler } from "@varg-usage/http/web"

import { access } from "../../../../../access.ts"

let usage: UsageHandler | undefined

/** Made for the first request: a build loads this module too, and has no key. */
const makeUsage = (): UsageHandler =>
  createUsageHandler({
    client: createUsageClient({
      apiKey: process.env["VARG_API_KEY"] ?? "",
      gatewayUrl: process.env["VARG_GATEWAY_URL"]
    }),
    access: ({ headers }) => access(headers.get("authorization")),
    prefix: "/api"
  })

/** What was spent is asked for when somebody asks, and not when the site is built. */
export const dynamic = "force-dynamic"

export const GET = (request: Request): Promise<Response> => {
  usage ??= makeUsage()
  return usage.fetch(request)
}
