/**
 * The bytes of a body that have arrived and are not read yet, and where the values in them end.
 *
 * A chunk is read in place. Where a value is cut between two chunks, its parts are joined in a buffer, with no more of the
 * second chunk than it takes; then reading goes on in that chunk.
 */
import { isWhitespace } from "./bytes.ts"
import { ValueScan } from "./valueScan.ts"

const byteOrderMark = [0xef, 0xbb, 0xbf] as const

/** Bytes of a chunk that are joined to what was left of the one before. */
const joinedBytes = 1024

export class Chunks {
  /** What is not read yet is `bytes[position..end)`; `base` is the offset of `bytes[0]` in the body. */
  bytes: Uint8Array
  view: DataView
  position = 0
  end = 0
  private base = 0
  /** Counts how often `bytes` has become other bytes. */
  version = 0

  private own = new Uint8Array(0)
  private ownView = new DataView(this.own.buffer)
  /** A chunk whose first `joined` bytes were copied behind what was left of the one before. */
  private following: { readonly chunk: Uint8Array; joined: number } | undefined

  /** White space that the bytes so far end with. */
  private whitespace = 0
  private readonly scan = new ValueScan()

  constructor() {
    this.bytes = this.own
    this.view = this.ownView
  }

  /** Offset of the next byte in the body. */
  get offset(): number {
    return this.base + this.position
  }

  /** How many bytes are left. */
  get left(): number {
    return this.end - this.position
  }

  /** The next byte; `undefined` when none is left. */
  get next(): number | undefined {
    return this.position < this.end ? this.bytes[this.position] : undefined
  }

  /** What is left. */
  get rest(): Uint8Array {
    return this.bytes.subarray(this.position, this.end)
  }

  /** Takes a chunk. It belongs to the transport and is looked at until {@link release} only. */
  append(chunk: Uint8Array): void {
    if (this.left === 0) return this.borrow(chunk, 0)
    this.following = { chunk, joined: 0 }
    this.join()
  }

  /** Once nothing more can be read of what there is: goes on in the chunk, if there is more of it. */
  advance(): boolean {
    const { following, left } = this
    if (following === undefined || following.joined === following.chunk.length) return false
    if (left > following.joined) this.join()
    else this.borrow(following.chunk, following.joined - left)
    return true
  }

  /** Copies what is left of the chunk. */
  release(): void {
    this.following = undefined
    if (this.bytes !== this.own) this.makeRoom(0)
  }

  skip(): void {
    this.position++
  }

  /** Goes to a later place, behind whole values. */
  moveTo(position: number): void {
    this.position = position
    this.scan.reset()
  }

  /** Skips white space, and gives how much of it has now come at a stretch. */
  skipWhitespace(): number {
    const { bytes, end, position } = this
    let at = position
    while (at < end && isWhitespace(bytes[at] ?? 0)) at++
    this.position = at
    this.whitespace = at < end ? 0 : this.whitespace + at - position
    return this.whitespace
  }

  /** Skips a byte order mark at the very beginning; `false` while the first bytes may still become one. */
  skipByteOrderMark(): boolean {
    if (this.offset > 0 || this.next !== byteOrderMark[0]) return true
    if (this.left < byteOrderMark.length) return false
    if (byteOrderMark.every((part, index) => this.bytes[index] === part)) this.position = byteOrderMark.length
    return true
  }

  /** Reads the value that begins here, cut by its quotes and brackets alone; `undefined` when it is not complete yet. */
  takeValue(): Uint8Array | undefined {
    const end = this.scan.find(this.bytes, this.position, this.end)
    if (end < 0) return undefined
    const value = this.bytes.subarray(this.position, end)
    this.position = end
    return value
  }

  /** Reads the chunk in place, from the byte at `position` on. */
  private borrow(chunk: Uint8Array, position: number): void {
    this.following = undefined
    this.version++
    this.base = this.offset - position
    // A view of its own: Node's buffers are of another class, and code that meets both is slower.
    this.bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.position = position
    this.end = chunk.length
  }

  /** Copies some more of the chunk behind what is left; twice as much each time, so that long values stay linear. */
  private join(): void {
    if (this.following === undefined) return
    const { chunk, joined } = this.following
    const part = chunk.subarray(joined, joined + Math.max(joinedBytes, joined))
    this.makeRoom(part.length)
    this.version++
    this.own.set(part, this.end)
    this.end += part.length
    this.following.joined += part.length
  }

  /** Has what is left in the own buffer, with room for so many bytes behind it. */
  private makeRoom(bytes: number): void {
    const { left, rest } = this
    if (this.bytes === this.own && this.end + bytes <= this.own.length) return
    if (left + bytes > this.own.length) {
      this.own = new Uint8Array(Math.max(4 * joinedBytes, 2 * (left + bytes)))
      this.ownView = new DataView(this.own.buffer)
    }
    this.version++
    this.own.set(rest)
    this.base = this.offset
    this.bytes = this.own
    this.view = this.ownView
    this.position = 0
    this.end = left
  }
}
