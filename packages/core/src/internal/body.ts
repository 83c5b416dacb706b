/**
 * Moves the bytes of an answer to its reader, and the batches to the caller.
 */
import { Duration, Effect, Result, Stream } from "effect"
import type { HttpClientResponse } from "effect/http"

import type { RetryPolicy } from "../RetryPolicy.ts"
import type { UsageBatch } from "../UsageBatch.ts"
import * as E from "../UsageError.ts"
import type { WindowSummary } from "../WindowSummary.ts"
import type { CallState } from "./call.ts"
import * as Content from "./content.ts"
import { monotonicMillis } from "./monotonic.ts"
import * as Telemetry from "./telemetry.ts"
import { type Conclusion, type Failure, type Options, WindowReader } from "./windowReader.ts"

/** What to ask, and what to do with the answer. */
export interface Ask<S> extends Options {
  readonly initial: () => S
  readonly step: (state: S, batch: UsageBatch) => S
}

export interface Answer<S> {
  readonly state: S
  readonly summary: WindowSummary
}

type Response = HttpClientResponse.HttpClientResponse

/** A body that breaks on the way, or in its compression, is a truncated one. */
const faultOf =
  (fault: Content.Broken | "contentEncoding", { bytes }: WindowReader): Failure =>
  (about) =>
    fault === "broken" ? new E.BodyTruncated({ ...about, bytes }) : new E.MalformedBody({ ...about, kind: fault })

/** The decompressed bytes of an answer. */
const bytesOf = (response: Response, reader: WindowReader, call: CallState): Stream.Stream<Uint8Array, E.CallError> => {
  const fail = (fault: Content.Broken | "contentEncoding") => Stream.fromEffect(call.fail(faultOf(fault, reader)))
  const body = Content.of(response)
  return Result.isFailure(body) ? fail(body.failure) : Stream.catch(body.success, fail)
}

/** Bytes of a body that make one batch: what fits the processor's caches is read faster, and holds up nobody for long. */
const maxPieceBytes = 64 * 1024

const pieces = (chunk: Uint8Array): ReadonlyArray<Uint8Array> =>
  chunk.length <= maxPieceBytes
    ? [chunk]
    : Array.from({ length: Math.ceil(chunk.length / maxPieceBytes) }, (_, index) =>
        chunk.subarray(index * maxPieceBytes, (index + 1) * maxPieceBytes)
      )

/** Folds a whole answer. */
export const read = <S>(ask: Ask<S>, response: Response, call: CallState): Effect.Effect<Answer<S>, E.CallError> =>
  Effect.suspend(() => {
    const reader = new WindowReader(ask)
    const fold = new SafeFold(ask)

    const use: Content.Use<Failure> = (chunk) =>
      Content.each(pieces(chunk), (piece) => Result.flatMap(reader.push(piece), (rows) => fold.step(rows)))
    const chunks = Effect.catch(Content.forEachChunk(response, use), (fault) =>
      call.fail(typeof fault === "function" ? fault : faultOf(fault, reader))
    )

    return orFail(fold.begin(), call).pipe(
      Effect.andThen(chunks),
      Effect.andThen(conclude(reader, call)),
      Effect.tap(({ late }) => Effect.forEach(late, (batch) => orFail(fold.step(batch), call), { discard: true })),
      Effect.map(({ facts }) => ({ state: fold.state, summary: summarize(facts, call) }))
    )
  })

/** What to ask, and who hears what the window held. */
export interface StreamAsk extends Options {
  readonly onSummary: (summary: WindowSummary) => Effect.Effect<void>
}

/**
 * The batches of an answer as they arrive; fails in the end if they turn out not to be the truth. The consumer may take
 * its time: only waiting for the gateway counts, for each chunk and for all of them together.
 */
export const stream = (
  ask: StreamAsk,
  response: Response,
  limits: Pick<RetryPolicy, "attemptTimeout" | "deadline">,
  call: CallState
): Stream.Stream<UsageBatch, E.CallError> =>
  Stream.suspend(() => {
    const reader = new WindowReader(ask)
    const late = Effect.tap(conclude(reader, call), ({ facts }) => ask.onSummary(summarize(facts, call)))
    return patient(bytesOf(response, reader, call), limits, call).pipe(
      Stream.map(pieces),
      Stream.flattenIterable,
      Stream.mapEffect((piece) => orFail(reader.push(piece), call)),
      Stream.concat(Stream.unwrap(Effect.map(late, (end) => Stream.fromIterable(end.late)))),
      Stream.filter((batch) => batch.size > 0 || batch.rejected.length > 0)
    )
  })

/** The stream, as long as waiting for it stays within the limits. */
const patient = <A>(
  self: Stream.Stream<A, E.CallError>,
  { attemptTimeout, deadline }: Pick<RetryPolicy, "attemptTimeout" | "deadline">,
  call: CallState
): Stream.Stream<A, E.CallError> =>
  Stream.unwrap(
    Effect.map(Stream.toPull(self), (pull) => {
      let waited = 0
      const timed = Effect.flatMap(monotonicMillis, (began) => {
        const limit = Duration.min(attemptTimeout, Duration.subtract(deadline, Duration.millis(waited)))
        const tooSlow = () => call.fail((about) => new E.AttemptTimeout({ ...about, phase: "body", limit }))
        return Effect.timeoutOrElse(pull, { duration: limit, orElse: tooSlow }).pipe(
          Effect.tap(() => Effect.map(monotonicMillis, (now) => void (waited += now - began)))
        )
      })
      return Stream.fromPull(Effect.succeed(timed))
    })
  )

const conclude = (reader: WindowReader, call: CallState): Effect.Effect<Conclusion, E.CallError> =>
  Effect.suspend(() => orFail(reader.conclude(), call)).pipe(Effect.tap(({ facts }) => Telemetry.window(facts)))

const orFail = <A>(result: Result.Result<A, Failure>, call: CallState): Effect.Effect<A, E.CallError> =>
  Result.isSuccess(result) ? Effect.succeed(result.success) : call.fail(result.failure)

const summarize = (facts: Conclusion["facts"], call: CallState): WindowSummary => ({
  ...facts,
  attempts: call.attempts,
  requestId: call.requestId
})

/** The caller's fold, whose exceptions are failures. */
class SafeFold<S> {
  private readonly fold: Pick<Ask<S>, "initial" | "step">
  private current: { readonly state: S } | undefined

  constructor(fold: Pick<Ask<S>, "initial" | "step">) {
    this.fold = fold
  }

  /** Only after {@link begin}. */
  get state(): S {
    return (this.current as { readonly state: S }).state
  }

  begin(): Result.Result<void, Failure> {
    return this.guarded(() => this.fold.initial())
  }

  step(batch: UsageBatch): Result.Result<void, Failure> {
    return batch.size === 0 ? Result.succeed(undefined) : this.guarded(() => this.fold.step(this.state, batch))
  }

  private guarded(next: () => S): Result.Result<void, Failure> {
    try {
      this.current = { state: next() }
      return Result.succeed(undefined)
    } catch (cause) {
      return Result.fail((about) => new E.CallbackError({ ...about, cause }))
    }
  }
}
