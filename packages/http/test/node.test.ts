import { once } from "node:events"
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { toNodeListener } from "@varg-usage/http/node"

import { inTurn, objects, only, over, turns } from "./served.ts"

/** A test against a server of Node on a free port. */
const listening = async (
  fetch: (request: Request) => Promise<Response>,
  test: (port: number, server: Server) => Promise<void>
): Promise<void> => {
  const listener = toNodeListener(fetch)
  const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1")
  await once(server, "listening")
  try {
    await test((server.address() as AddressInfo).port, server)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Resolves when nothing is under way any more. */
const closed = async (open: () => number): Promise<void> => {
  await turns(1)
  return open() === 0 ? undefined : closed(open)
}

const february = "/usage/days?month=2026-02"

describe("toNodeListener", () => {
  it.live(
    "serves the API over sockets, with its status and headers",
    over(async ({ fetch }) => {
      await listening(fetch, async (port) => {
        const days = await globalThis.fetch(`http://127.0.0.1:${port}${february}`)
        assert.strictEqual(days.headers.get("x-content-type-options"), "nosniff")
        assert.deepStrictEqual(objects(await days.text()).at(-1), { _tag: "End", days: 28 })
        assert.strictEqual((await globalThis.fetch(`http://127.0.0.1:${port}/usage/report?zone=Mars`)).status, 400)
      })
    })
  )

  it.live(
    "[P20] a reader who goes away ends what was asked for, before and after the answer begins",
    over(
      async ({ asked, fetch, open }) => {
        await listening(fetch, async (port) => {
          await inTurn(
            [
              [february, 5],
              ["/usage/report?last=3", 8]
            ] as const,
            async ([path, count]) => {
              const socket = connect(port, "127.0.0.1")
              socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
              await asked(count)
              socket.destroy()
              await closed(open)
            }
          )
        })
      },
      { emulator: only(1) }
    )
  )

  it("[P31] writes no more than the connection takes, and goes on when it takes more", async () => {
    let pulls = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls += 1
        if (pulls > 9) controller.close()
        else controller.enqueue(new Uint8Array(10))
      }
    })
    const response = new SlowResponse()
    const answered = toNodeListener(() => Promise.resolve(new Response(body)))({ url: "/", headers: {} }, response)
    await turns(20)
    assert.strictEqual(response.written, 1)
    assert.isAtMost(pulls, 3)
    response.takes = true
    for (const listener of response.listeners) listener()
    await answered
    assert.deepStrictEqual([response.written, response.ended, response.destroyed], [9, true, false])
    assert.strictEqual(response.listeners.size, 0)
  })

  it("[P31] a body that breaks breaks the connection, so that it does not look whole", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.error(new Error("broken"))
      }
    })
    const response = new SlowResponse()
    await toNodeListener(() => Promise.resolve(new Response(body)))({ url: "/", headers: {} }, response)
    assert.deepStrictEqual([response.ended, response.destroyed], [false, true])
  })

  it("asks for a path of its own server, whatever the target looks like, with the headers that came", async () => {
    const seen: Array<Request> = []
    await listening(
      (request) => {
        seen.push(request)
        return Promise.resolve(new Response(null, { status: 204 }))
      },
      async (port) => {
        await inTurn(["//evil.example/usage", "http://evil.example/usage?a=b", "/usage/days?by=day"], async (path) => {
          const outgoing = httpRequest({ port, host: "127.0.0.1", path, headers: { "x-role": "owner" } }).end()
          const [incoming] = (await once(outgoing, "response")) as [IncomingMessage]
          incoming.resume()
          assert.strictEqual(incoming.statusCode, 204)
        })
      }
    )
    assert.deepStrictEqual(
      seen.map(({ headers, url }) => [url, headers.get("x-role")]),
      [
        ["http://localhost//evil.example/usage", "owner"],
        ["http://localhost/http://evil.example/usage?a=b", "owner"],
        ["http://localhost/usage/days?by=day", "owner"]
      ]
    )
  })
})

/** A connection that takes nothing until it is told to. */
class SlowResponse {
  readonly listeners = new Set<() => void>()
  takes = false
  written = 0
  ended = false
  destroyed = false
  readonly writableFinished = false
  readonly writeHead = (): void => undefined
  readonly write = (): boolean => {
    this.written += 1
    return this.takes
  }
  readonly end = (): void => {
    this.ended = true
  }
  readonly destroy = (): void => {
    this.destroyed = true
  }
  readonly once = (event: string, listener: () => void): void => {
    if (event === "drain") this.listeners.add(listener)
  }
  readonly off = (_: string, listener: () => void): void => {
    this.listeners.delete(listener)
  }
}
