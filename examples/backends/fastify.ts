/** Usage in a backend on Fastify. */
import { createUsageClient } from "@varg-usage/aggregate/promise"
import { toNodeListener } from "@varg-usage/http/node"
import { createUsageHandler } from "@varg-usage/http/web"
import fastify from "fastify"

import { access } from "./access.ts"

const client = createUsageClient({
  apiKey: process.env["VARG_API_KEY"] ?? "",
  gatewayUrl: process.env["VARG_GATEWAY_URL"]
})

const usage = createUsageHandler({ client, access: ({ headers }) => access(headers.get("authorization")) })

const answer = toNodeListener(usage.fetch)

const app = fastify()

app.get("/usage/*", async (request, reply) => {
  reply.hijack()
  await answer(request.raw, reply.raw)
})

app.addHook("onClose", async () => {
  await usage.dispose()
  await client.dispose()
})

console.log(await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) }))

process.once("SIGTERM", () => void app.close())
