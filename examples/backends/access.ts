/** Who may ask, in these examples: whoever has the token of the dashboard. Yours looks at a session. */
import { createHash, timingSafeEqual } from "node:crypto"

import type { UsageAccess } from "@varg-usage/http"

if (process.env["DASHBOARD_TOKEN"] === undefined) {
  console.error("DASHBOARD_TOKEN is not set, and nobody may ask before it is. Set it to a secret of those who may.")
}

const hash = (text: string) => createHash("sha256").update(text).digest()

/** By the value of the `Authorization` header. Without a token nobody may ask. */
export const access = (authorization: string | null | undefined): UsageAccess.Access => {
  const token = process.env["DASHBOARD_TOKEN"]
  if (typeof authorization !== "string") return "unauthorized"
  return token !== undefined && timingSafeEqual(hash(authorization), hash(`Bearer ${token}`)) ? "allowed" : "forbidden"
}
