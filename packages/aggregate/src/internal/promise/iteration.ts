/**
 * A stream for `for await`.
 */
import { Stream } from "effect"

/**
 * Each iteration runs the stream anew. Leaving it early ends the stream at once, and so does the signal, whose reason the
 * iteration then throws.
 */
export const iterable = <A>(stream: Stream.Stream<A, Error>, signal: AbortSignal): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => new Iteration(stream, signal)
})

class Iteration<A> implements AsyncIterator<A, undefined> {
  private readonly iterator: AsyncIterator<A>
  private readonly signal: AbortSignal
  private open = true

  constructor(stream: Stream.Stream<A, Error>, signal: AbortSignal) {
    this.iterator = Stream.toAsyncIterable(stream)[Symbol.asyncIterator]()
    this.signal = signal
    signal.addEventListener("abort", this.stop, { once: true })
  }

  readonly next = async (): Promise<IteratorResult<A, undefined>> => {
    if (this.open) this.signal.throwIfAborted()
    const step = await this.iterator.next().catch((error: unknown) => {
      this.finish()
      throw error
    })
    if (step.done !== true) return step
    // A stream that was stopped looks finished.
    if (this.open) this.signal.throwIfAborted()
    return this.finish()
  }

  readonly return = async (): Promise<IteratorResult<A, undefined>> => {
    const end = this.finish()
    await this.iterator.return?.()
    return end
  }

  private readonly stop = (): void => void this.iterator.return?.()

  private finish(): IteratorReturnResult<undefined> {
    this.open = false
    this.signal.removeEventListener("abort", this.stop)
    return { done: true, value: undefined }
  }
}
