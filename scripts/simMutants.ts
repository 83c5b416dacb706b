/** Bugs to plant: each is one change of one text, which must stand in its file exactly once. */

export interface Mutant {
  readonly name: string
  /** In the folder `packages`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

const core = (file: string, name: string, find: string, replace: string): Mutant => ({
  name,
  file: `core/src/${file}`,
  find,
  replace
})

const aggregate = (file: string, name: string, find: string, replace: string): Mutant => ({
  name,
  file: `aggregate/src/${file}`,
  find,
  replace
})

const retries: ReadonlyArray<Mutant> = [
  core(
    "UsageClient.ts",
    "a retry goes on with the state of the failed attempt",
    "workspace, initial, step }",
    "workspace, initial: ((state) => () => state)(initial()), step }"
  ),
  core(
    "internal/hint.ts",
    "a hint is halved",
    "undefined : value * 1000\n}\n\nfunction retryAfter",
    "undefined : value * 500\n}\n\nfunction retryAfter"
  ),
  core(
    "internal/hint.ts",
    "a date is measured by the local clock",
    `httpDate(answer.headers["date"]) ?? answer.now`,
    "answer.now"
  ),
  core(
    "internal/retryDecision.ts",
    "a throttled call returns at once",
    'return how === "throttle" ? ceiling / 2 +',
    'return how === "throttle" ? 0 *'
  ),
  core(
    "internal/retryDecision.ts",
    "one attempt too many",
    "error.attempts >= Math.min(policy.attempts",
    "error.attempts > Math.min(policy.attempts"
  ),
  core(
    "internal/retryDecision.ts",
    "a hint over the cap is waited for",
    "(hintMillis(error) ?? 0) > Duration.toMillis(hintCap)",
    "false"
  ),
  core("internal/retryDecision.ts", "the deadline is ignored", "if (inTime) return", "if (inTime || true) return"),
  core(
    "internal/retryDecision.ts",
    "what may help once is tried again and again",
    `(how === "once" && seen`,
    `(how === "final" && seen`
  ),
  core(
    "internal/retryDecision.ts",
    "a body that is too large is asked for again",
    `case "BodyTruncated":`,
    `case "BodyTruncated":\n    case "BodyTooLarge":`
  ),
  core(
    "internal/retryDecision.ts",
    "a truncated body is final",
    `    case "BodyTruncated":\n      return "transient"`,
    `      return "transient"`
  ),
  core(
    "internal/attempt.ts",
    "a refused key does not end the other calls",
    "response.status === 401 && isJson(response)) gateway.latch",
    "response.status === 499) gateway.latch"
  ),
  core(
    "internal/attempt.ts",
    "an attempt may take twice its time",
    "Duration.min(limits.attemptTimeout,",
    "Duration.min(Duration.times(limits.attemptTimeout, 2),"
  ),
  core(
    "internal/breaker.ts",
    "the circuit opens at once",
    "CircuitBreaker.consecutive(5)",
    "CircuitBreaker.consecutive(1)"
  ),
  core(
    "internal/slidingLog.ts",
    "one request too many in a minute",
    "this.times.length - this.limit]",
    "this.times.length - this.limit - 1]"
  ),
  core("internal/limiter.ts", "a minute has 59 seconds", "windowMillis = 60_000", "windowMillis = 59_000"),
  core(
    "internal/monotonic.ts",
    "the rate is measured by a clock that is set",
    "Clock.monotonicTimeNanos,",
    "Clock.currentTimeNanos,"
  ),
  core(
    "internal/limiter.ts",
    "one request too many at once",
    "makeUnsafe(options.concurrency)",
    "makeUnsafe(options.concurrency + 1)"
  ),
  core(
    "internal/limiter.ts",
    "the server's silence is ignored",
    "if (pauseMillis !== undefined) log",
    "if (pauseMillis === -1) log"
  ),
  core(
    "internal/retryDecision.ts",
    "a veto of the server is ignored",
    'error.retryVetoed === true ? "final" : "transient"',
    '"transient"'
  )
]

const money: ReadonlyArray<Mutant> = [
  core(
    "WindowSummary.ts",
    "totals are compared as binary fractions",
    "if (BigDecimal.equals(sumCents, totalCents)) return",
    "if (BigDecimal.toNumberUnsafe(sumCents) === BigDecimal.toNumberUnsafe(totalCents)) return"
  ),
  core("internal/windowReader.ts", "a wrong total is accepted", `if (facts.agreement !== "mismatch") return`, "return"),
  core(
    "Cents.ts",
    "sums run over 2^53",
    "if (sum <= Number.MAX_SAFE_INTEGER &&",
    "if (sum !== 0 || sum <= Number.MAX_SAFE_INTEGER &&"
  ),
  core(
    "internal/columns.ts",
    "an amount that is no integer of micro-cents is lost",
    "if (exact !== undefined) this.exactCosts.set(this.size, exact)",
    ""
  ),
  core(
    "internal/columns.ts",
    "an unknown cost is zero",
    "this.costMicros[this.size] = micros ?? Number.NaN",
    "this.costMicros[this.size] = micros ?? (cost ? Number.NaN : 0)"
  ),
  core(
    "internal/commonReader.ts",
    "the last amount of many is lost",
    "kernel.costMicros.subarray(0, rows)",
    "kernel.costMicros.subarray(0, rows - 1)"
  ),
  core(
    "internal/admission.ts",
    "the end of a window is not looked at where many records are read",
    "if (earliest >= start && latest < end) {",
    "if (earliest >= start) {"
  ),
  core(
    "internal/layoutReader.ts",
    "the last record of a chunk is read twice",
    "if (end >= 0) chunks.moveTo(end)",
    "if (end >= 0 && end < chunks.end - 2) chunks.moveTo(end)"
  ),
  core("internal/windowReader.ts", "repeats are always dropped", "if (agrees(once)) return []", "return []"),
  core(
    "internal/repeats.ts",
    "repeats are always counted",
    "if (this.known[row] === 1) this.hold",
    "if (this.known[row] === 1 && row < 0) this.hold"
  ),
  core(
    "internal/fingerprint.ts",
    "a charge that is made again is dropped",
    "if (charges < 0) return true",
    "if (charges !== 0) return true"
  ),
  core(
    "internal/admission.ts",
    "the cost of a rejected record is forgotten",
    "this.rejected.add(cost)",
    "this.rejected.add(undefined)"
  ),
  core(
    "internal/decoder.ts",
    "a cut body is not seen as cut",
    `if (this.state !== "done") refuse(`,
    `if (this.state === "start") refuse(`
  ),
  aggregate(
    "internal/daySequence.ts",
    "a day that can't be read is left out",
    "      days.push(day)",
    '      if (day._tag === "DayRollup") days.push(day)'
  ),
  aggregate(
    "internal/cellSums.ts",
    "the aggregation forgets amounts that are no integer of micro-cents",
    "    cents.add(cost)\n",
    ""
  )
]

const windows: ReadonlyArray<Mutant> = [
  core(
    "internal/admission.ts",
    "records of other days are counted",
    "if (createdAt < start || createdAt >= end) {",
    "if (createdAt < 0) {"
  ),
  core("internal/admission.ts", "the end of a window is in it", "|| createdAt >= end) {", "|| createdAt > end) {"),
  core(
    "internal/admission.ts",
    "the start of a window is not in it",
    "if (createdAt < start ||",
    "if (createdAt <= start ||"
  ),
  aggregate(
    "internal/doubt.ts",
    "a window in doubt is not asked for once more",
    "  return start || end",
    "  return start && end"
  ),
  aggregate(
    "internal/doubt.ts",
    "what the next day has of a window is not looked at",
    "after === undefined ? earlier : hasEarlier(after)",
    "after === undefined && earlier"
  ),
  aggregate(
    "internal/windowRollups.ts",
    "records of the days around a window count in it",
    "if (instant < this.start || instant >= this.end) {",
    "if (instant < 0) {"
  ),
  aggregate(
    "internal/union.ts",
    "a wider answer counts, whatever it lacks",
    "if (unknown < 0 || known < 0) return false",
    "if (unknown < 0 || known < 0) return true"
  )
]

const redaction: ReadonlyArray<Mutant> = [
  core("internal/refusal.ts", "the server's words are not searched for the key", "scrub(said, gateway.apiKey)", "said"),
  core(
    "internal/scrub.ts",
    "keys are not taken out of a text",
    `"<redacted>").replaceAll(/\\s+/gu`,
    `"$&").replaceAll(/\\s+/gu`
  )
]

/** Every mutant. */
export const mutants: ReadonlyArray<Mutant> = [...retries, ...money, ...windows, ...redaction]
