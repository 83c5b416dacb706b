/**
 * Remembers when requests were sent, to tell when the next one may be: never more than `limit` in any `windowMillis`.
 *
 * A request counts from the moment that it is sent until a window after its answer has begun, since it reached the
 * server somewhere between the two. A token bucket would let nearly twice as many through in a window.
 */
export class SlidingLog {
  private readonly configured: number
  private readonly windowMillis: number
  private limit: number
  /** Ascending; the earliest entries expire first. */
  private readonly times: Array<number> = []
  private pausedUntil = Number.NEGATIVE_INFINITY

  constructor(limit: number, windowMillis: number) {
    this.configured = limit
    this.limit = limit
    this.windowMillis = windowMillis
  }

  /** Milliseconds until the next request may be sent; 0 for now. */
  waitAt(now: number): number {
    this.expire(now)
    const paused = this.pausedUntil - now
    const next = this.times[this.times.length - this.limit]
    const full = next === undefined ? 0 : next + this.windowMillis - now
    return Math.max(0, paused, full)
  }

  /** A request is sent. */
  enter(now: number): void {
    this.times.push(now)
  }

  /** The request that was sent at `sent` is answered: it counts from now on. */
  settle(sent: number, now: number): void {
    const index = this.times.indexOf(sent)
    if (index !== -1) this.times.splice(index, 1)
    const place = this.times.findLastIndex((time) => time <= now) + 1
    this.times.splice(place, 0, now)
  }

  /** Nothing is sent before `instant`. */
  pauseUntil(instant: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, instant)
  }

  /** What the server says that its limit is: it may lower ours, to 1 at the least, and give back what it took. */
  serverLimit(limit: number): void {
    this.limit = Math.max(1, Math.min(this.configured, Math.floor(limit)))
  }

  private expire(now: number): void {
    const kept = this.times.findIndex((time) => time + this.windowMillis > now)
    this.times.splice(0, kept === -1 ? this.times.length : kept)
  }
}
