/**
 * Bounds the retries of all calls together: a dead gateway is not asked again and again by everybody.
 *
 * A bucket holds 100 tokens; a retry costs 10 after a transient failure, 5 after a 429. A call that succeeds gives back
 * what its last retry cost, or 1 when it needed none. One token trickles in every 10 seconds, so that a client which has
 * spent all of them recovers without a success.
 */
const capacity = 100
const costs = { transient: 10, once: 10, throttle: 5 } as const
const trickleMillis = 10_000

export class RetryBudget {
  private tokens = capacity
  private updated: number | undefined

  /** Takes what a retry costs; `false` when there is not enough. */
  take(kind: keyof typeof costs, now: number): boolean {
    this.trickle(now)
    if (this.tokens < costs[kind]) return false
    this.tokens -= costs[kind]
    return true
  }

  /** A call has succeeded, after a last retry of this kind or none. */
  refund(kind: keyof typeof costs | undefined, now: number): void {
    this.trickle(now)
    this.tokens = Math.min(capacity, this.tokens + (kind === undefined ? 1 : costs[kind]))
  }

  /** Tokens left, from 0 to 100. */
  levelAt(now: number): number {
    this.trickle(now)
    return this.tokens
  }

  private trickle(now: number): void {
    const since = now - (this.updated ?? now)
    this.tokens = Math.min(capacity, this.tokens + Math.max(0, since) / trickleMillis)
    this.updated = now
  }
}
