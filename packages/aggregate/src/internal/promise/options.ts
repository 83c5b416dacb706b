/**
 * What the Promise interface takes. `checks` holds the same as schemas, which the types of these are compared with.
 */
import type { Dimension } from "../../Dimension.ts"
import type * as Period from "../../Period.ts"
import type * as UsageServices from "../../UsageServices.ts"

/**
 * How to reach the gateway, and how to ask it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ClientOptions extends UsageServices.Options {}

/**
 * Which days: one of `last`, `month`, or `from` and `to`; nothing is the last 30 days.
 *
 * @category models
 * @since 0.1.0
 */
export interface UsageOptions extends Period.Period {
  /**
   * Ends the call and its requests.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
}

/**
 * Which days, which records, and how to roll them up.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReportOptions extends UsageOptions {
  /**
   * The rollups to make, each by the dimensions that it names: `[["model"], ["day"]]` are two. A flat list is one rollup
   * by all that it names: `["model", "day"]` is `[["model", "day"]]`.
   *
   * @default [["model"], ["capability"]]
   */
  readonly by?: ReadonlyArray<ReadonlyArray<Dimension>> | ReadonlyArray<Dimension> | undefined
  /**
   * Whose days the range is made of: `UTC`, or an IANA zone such as `Europe/Berlin`.
   *
   * @default "UTC"
   */
  readonly zone?: string | undefined
  /**
   * The day that weeks begin on, by its number in ISO 8601.
   *
   * @default 1, a Monday
   */
  readonly weekStartsOn?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | undefined
  /**
   * Which records to count.
   *
   * @default {}
   */
  readonly where?: Where | undefined
  /**
   * Which windows to ask for: one for each day, or wide ones that are cut in halves where they look cut short, at a
   * fraction of the requests.
   *
   * @default "daily"
   */
  readonly plan?: "daily" | "adaptive" | undefined
  /**
   * Windows that are read at the same time.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined
  /**
   * What a day that can't be read does: `"fail"` ends everything with its error; `"collect"` gives it as a `DayFailure` and
   * goes on.
   *
   * @default "fail"
   */
  readonly onDayFailure?: "fail" | "collect" | undefined
}

/**
 * A record counts when it meets every condition that is given. Where several values are given, it meets one of them. A
 * record without the field in question meets no condition on it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Where {
  /**
   * Patterns of models, in which `*` stands for any characters and `?` for one: `["fal:*"]`. A pattern fits the whole name
   * as the gateway wrote it, upper and lower case included.
   *
   * @default every model
   */
  readonly model?: ReadonlyArray<string> | undefined
  /**
   * Exact names of providers, which stand before the first `:` of a model: `["fal"]`.
   *
   * @default every provider
   */
  readonly provider?: ReadonlyArray<string> | undefined
  /**
   * Exact names of capabilities: `["video", "image"]`.
   *
   * @default every capability
   */
  readonly capability?: ReadonlyArray<string> | undefined
  /**
   * `true` for records that were answered from the gateway's cache, `false` for those that were not.
   *
   * @default both
   */
  readonly cacheHit?: boolean | undefined
  /**
   * The least that a record costs, in cents, such as `"12.5"`. Records of an unknown cost don't count.
   *
   * @default no bound
   */
  readonly minCents?: string | undefined
  /**
   * The most that a record costs, in cents, such as `"100"`. Records of an unknown cost don't count.
   *
   * @default no bound
   */
  readonly maxCents?: string | undefined
}
