/**
 * A gateway that only gives bytes, as fast as Node can: a file, or the file of the day that is asked for out of a folder.
 * Prints its address, and ends with its input, whatever ends the run. The emulator checks and counts; this measures nobody
 * but the client.
 */
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"
import { pipeline } from "node:stream"

const [source = "", delay = "0"] = process.argv.slice(2)
const latency = Number(delay)
const isFolder = statSync(source).isDirectory()

/** Days are small: they wait in memory, so that nobody waits for a file. */
const days = new Map(
  isFolder
    ? readdirSync(source).map((name) => [path.basename(name, ".json"), readFileSync(path.join(source, name))])
    : []
)

// A client that computes for long is not taken for gone.
const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, ({ url = "" }, response) => {
  const day = new URL(url, "http://localhost").searchParams.get("from") ?? ""
  if (latency === 0) answer(day, response)
  else setTimeout(() => answer(day, response), latency)
})

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))

process.stdin.resume().on("end", () => {
  server.close()
  server.closeAllConnections()
})

function answer(day: string, response: ServerResponse): void {
  const body = days.get(day)
  const length = isFolder ? body?.length : statSync(source).size
  if (length === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { "content-type": "application/json", "content-length": length })
  if (body !== undefined) return void response.end(body)
  pipeline(createReadStream(source, { highWaterMark: 2 ** 18 }), response, (error) => {
    if (error) console.error(error.message)
  })
}
