/** Usage in a backend on Express. */
import type { AddressInfo } from "node:net"

import { createUsageClient } from "@varg-usage/aggregate/promise"
import { toNodeListener } from "@varg-usage/http/node"
import { createUsageHandler } from "@varg-usage/http/web"
import express from "express"

import { access } from "./access.ts"

const client = createUsageClient({
  apiKey: process.env["VARG_API_KEY"] ?? "",
  gatewayUrl: process.env["VARG_GATEWAY_URL"]
})

const usage = createUsageHandler({ client, access: ({ headers }) => access(headers.get("authorization")) })

const app = express()

app.get("/usage/*path", toNodeListener(usage.fetch))

const server = app.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

process.once("SIGTERM", () => {
  server.close()
  void usage.dispose().then(client.dispose)
})
