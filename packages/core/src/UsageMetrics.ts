/**
 * What the client measures about itself, as Effect metrics. `docs/metrics.md` is the contract: names, units and
 * attributes change with a major version only.
 *
 * @since 0.1.0
 */
import { Metric } from "effect"

/**
 * Requests that were sent, by `outcome`: `ok`, or the tag of the error that the attempt failed with.
 *
 * @category metrics
 * @since 0.1.0
 */
export const requests = Metric.counter("varg_usage_requests_total", {
  description: "Requests sent, by outcome: ok or the tag of the error",
  incremental: true
})

/**
 * Retries, by `reason`: the tag of the error that was tried again.
 *
 * @category metrics
 * @since 0.1.0
 */
export const retries = Metric.counter("varg_usage_retries_total", {
  description: "Retries, by reason: the tag of the error that was tried again",
  incremental: true
})

/**
 * Milliseconds that requests have waited for the plan's rate, or because a server asked all of them to wait.
 *
 * @category metrics
 * @since 0.1.0
 */
export const throttled = Metric.counter("varg_usage_throttled_milliseconds", {
  description: "Time that requests have waited for the rate limit",
  incremental: true
})

/**
 * Records of windows that were read to their end, by `fate`: `counted`, `outOfWindow`, `rejected` or `repeated`.
 *
 * @category metrics
 * @since 0.1.0
 */
export const records = Metric.counter("varg_usage_records_total", {
  description: "Records of windows read to their end, by fate: counted, outOfWindow, rejected or repeated",
  incremental: true
})

/**
 * Bytes of decompressed bodies that were read to their end.
 *
 * @category metrics
 * @since 0.1.0
 */
export const bytes = Metric.counter("varg_usage_body_bytes", {
  description: "Bytes of decompressed bodies read to their end",
  incremental: true
})

/**
 * Milliseconds from sending a request until its body was read or the attempt failed.
 *
 * @category metrics
 * @since 0.1.0
 */
export const duration = Metric.histogram("varg_usage_request_milliseconds", {
  description: "Time from sending a request until its body was read or the attempt failed",
  boundaries: Metric.exponentialBoundaries({ start: 10, factor: 2, count: 13 })
})

/**
 * The state of the circuit breaker: 0 closed, 1 half open, 2 open.
 *
 * @category metrics
 * @since 0.1.0
 */
export const circuit = Metric.gauge("varg_usage_circuit_state", {
  description: "Circuit breaker: 0 closed, 1 half open, 2 open"
})

/**
 * Tokens left of the retry budget, from 0 to 100.
 *
 * @category metrics
 * @since 0.1.0
 */
export const retryBudget = Metric.gauge("varg_usage_retry_budget_tokens", {
  description: "Tokens left of the retry budget, from 0 to 100"
})

/**
 * Every metric of the client: counts, bytes, milliseconds and states, as each one says.
 *
 * @category metrics
 * @since 0.1.0
 */
export const all = [requests, retries, throttled, records, bytes, duration, circuit, retryBudget] as const
