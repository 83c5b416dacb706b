/**
 * What was asked of an emulator, in order, without anything that could be a secret.
 */
import type { RequestEntry } from "../Emulator.ts"

/** Entries that are kept. Older ones are dropped, so that a long simulation takes no memory. */
const kept = 10_000

type Entry = { -readonly [K in keyof RequestEntry]: RequestEntry[K] }

/** Mutable, for one emulator. */
export class Journal {
  private readonly entries = new Map<number, Entry>()
  private readonly asked = new Map<string, number>()
  private nextIndex = 0

  /** Enters a request that has arrived at `at`; the status is written into the entry when it is known. */
  open(request: { readonly method: string; readonly url: string }, at: number): Entry {
    const [path = "/", search = ""] = request.url.split("?", 2)
    const query = new URLSearchParams(search)
    const from = query.get("from") ?? undefined
    const to = query.get("to") ?? undefined
    const key = `${path} ${from} ${to}`
    const attempt = this.asked.get(key) ?? 0
    const index = this.nextIndex++
    const entry: Entry = { index, attempt, at, method: request.method, path, from, to, status: undefined }
    this.asked.set(key, attempt + 1)
    this.entries.set(index, entry)
    this.entries.delete(index - kept)
    return entry
  }

  get count(): number {
    return this.nextIndex
  }

  /** Copies of the entries that are kept, in order of arrival. */
  get all(): ReadonlyArray<RequestEntry> {
    return Array.from(this.entries.values(), (entry) => ({ ...entry }))
  }
}
