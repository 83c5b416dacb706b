/**
 * Texts numbered in the order in which they are first met, found by their text or by their bytes.
 */
import { filled } from "./typedArray.ts"

const utf8 = new TextDecoder()

export class Dictionary {
  readonly values: Array<string> = []
  private readonly indices = new Map<string, number>()
  /** Places of texts by the hash of their bytes, open addressing, at most half full; -1 is free. */
  private table = new Int32Array(16).fill(-1)
  private readonly known = new KnownBytes()

  indexOf(value: string | undefined): number {
    if (value === undefined) return -1
    const known = this.indices.get(value)
    if (known !== undefined) return known
    this.indices.set(value, this.values.length)
    return this.values.push(value) - 1
  }

  /** The number of a text by the bytes from `start` to `end` and a hash of them; -1 where it was not {@link learn}ed. */
  indexOfBytes(bytes: Uint8Array, view: DataView, start: number, end: number, hash: number): number {
    const { known, table } = this
    const mask = table.length - 1
    let at = hash & mask
    for (let place = table[at] ?? -1; place !== -1; place = table[at] ?? -1) {
      if (known.isAt(place, hash, bytes, view, start, end)) return known.index(place)
      at = (at + 1) & mask
    }
    return -1
  }

  /** Has a text of plain ASCII found by its bytes from now on, and gives its number. */
  learn(text: Uint8Array, hash: number): number {
    const index = this.indexOf(utf8.decode(text))
    const place = this.known.add(hash, text, index)
    if (this.known.size * 2 > this.table.length) this.grow()
    else this.put(place)
    return index
  }

  private put(place: number): void {
    const mask = this.table.length - 1
    let at = this.known.hash(place) & mask
    while (this.table[at] !== -1) at = (at + 1) & mask
    this.table[at] = place
  }

  private grow(): void {
    this.table = new Int32Array(2 * this.table.length).fill(-1)
    for (let place = 0; place < this.known.size; place++) this.put(place)
  }
}

/** The bytes of texts one after the other, with their hashes and numbers. */
class KnownBytes {
  size = 0
  private hashes = new Int32Array(8)
  private indices = new Int32Array(8)
  /** Where each text ends; it begins where the one before ends. */
  private ends = new Int32Array(8)
  private bytes = new Uint8Array(256)
  private view = new DataView(this.bytes.buffer)

  hash(place: number): number {
    return this.hashes[place] ?? 0
  }

  index(place: number): number {
    return this.indices[place] ?? -1
  }

  isAt(place: number, hash: number, bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    if (this.hashes[place] !== hash) return false
    const own = place === 0 ? 0 : (this.ends[place - 1] ?? 0)
    const length = end - start
    if ((this.ends[place] ?? 0) - own !== length) return false
    // Eight at a time, the last eight perhaps once more. No eight bytes of plain ASCII are a NaN or a zero.
    let index = 0
    for (; index + 8 < length; index += 8) {
      if (this.view.getFloat64(own + index, true) !== view.getFloat64(start + index, true)) return false
    }
    if (length >= 8) return this.view.getFloat64(own + length - 8, true) === view.getFloat64(end - 8, true)
    for (; index < length; index++) if (this.bytes[own + index] !== bytes[start + index]) return false
    return true
  }

  add(hash: number, bytes: Uint8Array, index: number): number {
    const place = this.size++
    const start = place === 0 ? 0 : (this.ends[place - 1] ?? 0)
    this.makeRoom(start + bytes.length)
    this.bytes.set(bytes, start)
    this.hashes[place] = hash
    this.indices[place] = index
    this.ends[place] = start + bytes.length
    return place
  }

  private makeRoom(bytes: number): void {
    if (this.size > this.hashes.length) {
      this.hashes = filled(new Int32Array(2 * this.size), this.hashes)
      this.indices = filled(new Int32Array(2 * this.size), this.indices)
      this.ends = filled(new Int32Array(2 * this.size), this.ends)
    }
    if (bytes <= this.bytes.length) return
    this.bytes = filled(new Uint8Array(2 * bytes), this.bytes)
    this.view = new DataView(this.bytes.buffer)
  }
}
