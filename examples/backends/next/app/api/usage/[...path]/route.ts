/** Usage in a backend on Next.js: the handler of `/api/usage/report`, `/api/usage/days` and `/api/usage/budget`. */
import { createUsageClient } from "@varg-usage/aggregate/promise"
import { createUsageHandler } from "@varg-usage/http/web"

import { access } from "../../../../../access.ts"

const client = createUsageClient({
  apiKey: process.env["VARG_API_KEY"] ?? "",
  gatewayUrl: process.env["VARG_GATEWAY_URL"]
})

const usage = createUsageHandler({
  client,
  access: ({ headers }) => access(headers.get("authorization")),
  prefix: "/api"
})

/** What was spent is asked for when somebody asks, and not when the site is built. */
export const dynamic = "force-dynamic"

export const GET = (request: Request): Promise<Response> => usage.fetch(request)
