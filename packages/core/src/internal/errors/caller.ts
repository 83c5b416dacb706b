/**
 * What the caller gave can not be used.
 */
import { Schema } from "effect"

import { CallFields, days } from "./call.ts"

/**
 * The function given to `foldWindow` threw. The window is not counted. Never retried.
 *
 * @category errors
 * @since 0.1.0
 */
export class CallbackError extends Schema.TaggedError<CallbackError>()("CallbackError", {
  ...CallFields,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `The fold over ${days(this)} threw. The window was not counted.`
  }
}

/**
 * The client was built with options that can't be used. Nothing was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidConfig extends Schema.TaggedError<InvalidConfig>()("InvalidConfig", {
  option: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.option}: ${this.reason}`
  }
}
