/**
 * What an HTTP status means for a call.
 */

export type StatusClass =
  | "ok"
  | "redirect"
  | "badRequest"
  | "auth"
  | "payment"
  | "forbidden"
  | "retired"
  | "throttled"
  | "serverError"
  | "unexpected"

const listed: Readonly<Record<number, StatusClass>> = {
  200: "ok",
  400: "badRequest",
  401: "auth",
  402: "payment",
  403: "forbidden",
  404: "retired",
  410: "retired",
  413: "badRequest",
  422: "badRequest",
  429: "throttled",
  // Worth another try: timeouts, too early, overload, and the codes of the network in front of the gateway.
  408: "serverError",
  425: "serverError",
  500: "serverError",
  502: "serverError",
  503: "serverError",
  504: "serverError",
  520: "serverError",
  521: "serverError",
  522: "serverError",
  523: "serverError",
  524: "serverError",
  529: "serverError"
}

/** An allow-list: whatever is not in it (204, 206, 501, 525, ...) is no answer to this request and never asked again. */
export const classify = (status: number): StatusClass =>
  listed[status] ?? (status >= 300 && status < 400 && status !== 304 ? "redirect" : "unexpected")
