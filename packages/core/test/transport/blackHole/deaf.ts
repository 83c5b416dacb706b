/**
 * Listens, and never looks who has come: a program of its own, since it stops for good. The system makes the first few
 * connections without it, and leaves all others unanswered.
 */
import { type AddressInfo, createServer } from "node:net"
import { parentPort } from "node:worker_threads"

const server = createServer()
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage((server.address() as AddressInfo).port)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
