/** Usage in a backend on Hono. */
import { serve } from "@hono/node-server"
import { createUsageClient } from "@varg-usage/aggregate/promise"
import { createUsageHandler } from "@varg-usage/http/web"
import { Hono } from "hono"

import { access } from "./access.ts"

const client = createUsageClient({
  apiKey: process.env["VARG_API_KEY"] ?? "",
  gatewayUrl: process.env["VARG_GATEWAY_URL"]
})

const usage = createUsageHandler({ client, access: ({ headers }) => access(headers.get("authorization")) })

const app = new Hono()

app.get("/usage/*", (context) => usage.fetch(context.req.raw))

const server = serve(
  { fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) },
  ({ port }) => console.log(`http://127.0.0.1:${port}`)
)

process.once("SIGTERM", () => {
  server.close()
  void usage.dispose().then(client.dispose)
})
