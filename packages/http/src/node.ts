/**
 * A function from `Request` to `Response` as a listener of Node's HTTP servers: for Express, Fastify and `createServer`.
 *
 * No module of Node is imported: what is used of its requests and responses is named here.
 *
 * @since 0.1.0
 */

/**
 * What is used of Node's `IncomingMessage`.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
}

/**
 * What is used of Node's `ServerResponse`.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeResponse {
  readonly writableFinished: boolean
  readonly writeHead: (status: number, headers: Record<string, string>) => unknown
  readonly write: (chunk: Uint8Array) => boolean
  readonly end: () => unknown
  readonly destroy: () => unknown
  readonly once: (event: "close" | "drain", listener: () => void) => unknown
  readonly off: (event: "close" | "drain", listener: () => void) => unknown
}

/**
 * Answers with `fetch`. Bytes are asked for as the connection takes them, so that a slow reader holds no memory; a reader
 * who goes away aborts the request.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toNodeListener =
  (fetch: (request: Request) => Promise<Response>) =>
  async (request: NodeRequest, response: NodeResponse): Promise<void> => {
    const gone = new AbortController()
    response.once("close", () => {
      if (!response.writableFinished) gone.abort()
    })
    try {
      const answer = await fetch(toRequest(request, gone.signal))
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      await answer.body?.pipeTo(sink(response), { signal: gone.signal })
      response.end()
    } catch {
      // The head may be out already: a body that ends before its end must not pass for a whole one.
      response.destroy()
    }
  }

function toRequest({ headers, method = "GET", url = "/" }: NodeRequest, signal: AbortSignal): Request {
  const fields = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) fields.append(name, one)
  }
  // The target is a path of this server, whatever else it looks like.
  return new Request(`http://localhost${url.startsWith("/") ? "" : "/"}${url}`, { headers: fields, method, signal })
}

/** The next chunk is asked for once the connection has taken this one. */
function sink(response: NodeResponse): WritableStream<Uint8Array> {
  return new WritableStream({ write: (chunk) => (response.write(chunk) ? undefined : drained(response)) })
}

/** Resolves when the connection takes more, or is closed. */
const drained = (response: NodeResponse): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      response.off("drain", wake)
      response.off("close", wake)
      resolve()
    }
    response.once("drain", wake)
    response.once("close", wake)
  })
