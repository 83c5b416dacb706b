/** Files in pieces, for all who read them piece by piece. */
import { closeSync, openSync, readSync } from "node:fs"
import { setImmediate } from "node:timers/promises"

const pieceBytes = 64 * 1024

/**
 * Reads as from a socket: after a turn of the event loop, on the thread itself, into one buffer. Another thread would
 * leave the bytes in the cache of another core, and whoever looks at each of them would pay for that.
 */
export async function* piecesOf(file: string): AsyncGenerator<Uint8Array, void, void> {
  const opened = openSync(file, "r")
  const buffer = new Uint8Array(pieceBytes)
  try {
    for (;;) {
      await setImmediate()
      const bytes = readSync(opened, buffer, { length: pieceBytes })
      if (bytes === 0) return
      yield buffer.subarray(0, bytes)
    }
  } finally {
    closeSync(opened)
  }
}
