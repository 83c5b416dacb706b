/**
 * Time that passes by itself: whenever no fiber can run, it jumps to the earliest sleeper and wakes that one alone.
 *
 * It knows that no fiber can run because it sees every task of Effect's scheduler and then lets one turn of the event
 * loop pass, in which promises settle. Work outside of both (a decompression on another thread) must `hold` the time.
 * Since one sleeper is woken at a time, such work never races with any other, and a run replays identically.
 */
import { Clock, Context, Duration, Effect, Scheduler } from "effect"

/** A wall clock is set: from `at` on (milliseconds since the start) it shows `by` milliseconds more. */
export interface Step {
  readonly at: number
  readonly by: number
}

interface Options {
  /** What the wall clock shows at the start, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly start: number
  readonly steps: ReadonlyArray<Step>
  /** The most that may pass, in milliseconds. */
  readonly limit: number
}

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

/** Real milliseconds that held work may take. */
const patience = 20_000

export class VirtualClock implements Clock.Clock {
  /** Milliseconds since the start. */
  elapsed = 0
  private readonly options: Options
  /** Sorted by time, then by who came first. */
  private readonly sleepers: Array<Sleeper> = []
  private running = 0
  private holders = 0
  private poked = false
  private over: ((why: string) => void) | undefined
  private guard: ReturnType<typeof setTimeout> | undefined

  constructor(options: Options) {
    this.options = options
  }

  /** Runs a program on this clock. When nothing can ever run again, or time is up, it is interrupted: `stuck`. */
  run<A, E, R>(program: Effect.Effect<A, E, R>, stuck: (why: string) => void): Effect.Effect<A | void, E, R> {
    return Effect.suspend(() => {
      const end = Effect.callback<void>((resume) => {
        this.over = (why) => {
          stuck(why)
          resume(Effect.void)
        }
        this.poke()
      })
      return Effect.raceFirst(program, end)
    }).pipe(
      Effect.ensuring(Effect.sync(() => this.stop())),
      Effect.provideContext(Context.make(Clock.Clock, this).pipe(Context.add(Scheduler.Scheduler, this.scheduler)))
    )
  }

  /** Time stands still until `release`. */
  hold(): void {
    this.holders++
    this.guard ??= setTimeout(() => this.over?.("held work did not end"), patience)
  }

  release(): void {
    if (--this.holders > 0) return
    clearTimeout(this.guard)
    this.guard = undefined
    this.poke()
  }

  currentTimeMillisUnsafe(): number {
    return Math.floor(this.wall)
  }

  currentTimeNanosUnsafe(): bigint {
    return BigInt(Math.round(this.wall * 1000)) * 1000n
  }

  monotonicTimeNanosUnsafe(): bigint {
    return BigInt(Math.round(this.elapsed * 1000)) * 1000n
  }

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const millis = Duration.toMillis(duration)
    if (millis <= 0) return Effect.yieldNow
    if (!Number.isFinite(millis)) return Effect.never
    return Effect.callback((resume) => {
      const sleeper = { due: this.elapsed + millis, wake: () => resume(Effect.void) }
      const after = this.sleepers.findLastIndex(({ due }) => due <= sleeper.due)
      this.sleepers.splice(after + 1, 0, sleeper)
      this.poke()
      return Effect.sync(() => {
        const index = this.sleepers.indexOf(sleeper)
        if (index !== -1) this.sleepers.splice(index, 1)
      })
    })
  }

  private get wall(): number {
    return this.options.steps.reduce(
      (time, { at, by }) => (at <= this.elapsed ? time + by : time),
      this.options.start + this.elapsed
    )
  }

  private stop(): void {
    this.over = undefined
    clearTimeout(this.guard)
    this.guard = undefined
  }

  private poke(): void {
    if (this.poked) return
    this.poked = true
    nextTurn(() => {
      this.poked = false
      this.advance()
    })
  }

  private advance(): void {
    if (this.over === undefined || this.running > 0 || this.holders > 0) return
    const next = this.sleepers.shift()
    if (next === undefined) return this.over("no fiber can ever run again")
    if (next.due > this.options.limit) return this.over("time is up")
    this.elapsed = Math.max(this.elapsed, next.due)
    next.wake()
    this.poke()
  }

  /** Effect's own scheduler, whose tasks are counted. */
  private readonly scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: (fiber) => mixed.shouldYield(fiber),
    makeDispatcher: () => {
      const dispatcher = mixed.makeDispatcher()
      return {
        scheduleTask: (task, priority) => {
          this.running++
          dispatcher.scheduleTask(() => {
            this.running--
            task()
            if (this.running === 0) this.poke()
          }, priority)
        },
        flush: () => dispatcher.flush()
      }
    }
  }
}

const mixed = new Scheduler.MixedScheduler()

/** After all that is due now; `setImmediate` where there is one, since timers wait a millisecond at the least. */
const nextTurn = (task: () => void): void => {
  const { setImmediate } = globalThis as { readonly setImmediate?: (task: () => void) => void }
  if (setImmediate === undefined) setTimeout(task, 0)
  else setImmediate(task)
}
