/**
 * What every answer says of itself.
 */
import { HttpServerResponse } from "effect/http"

/** What was spent is nobody's cache's business, and JSON is no page. */
export const marked: (answer: HttpServerResponse.HttpServerResponse) => HttpServerResponse.HttpServerResponse =
  HttpServerResponse.setHeaders({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
