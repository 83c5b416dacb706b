/** The stream of days, asked from the server that served this page. */
import type { UsageHttpApi } from "@varg-usage/http"

import { type Field, labels } from "./Period.ts"

/** A line as it is written: its amounts are text. */
type Line = typeof UsageHttpApi.Line.Encoded

/** A day that was read. */
export type DayRollup = Extract<Line, { readonly _tag: "DayRollup" }>

/** A day, read or not. */
export type Day = DayRollup | Extract<Line, { readonly _tag: "DayFailure" }>

/** What the days are grouped by. Both groupings are in each line, so that changing it asks for nothing. */
export type By = "capability" | "model"

/** The days did not all come. The message is for people. */
export class NotRead extends Error {
  override readonly name = "NotRead"

  /** The field that has to change, where the question can't be answered as it is. */
  readonly field: Field | undefined

  constructor(message: string, field?: Field) {
    super(message)
    this.field = field
  }
}

/** Days in the order of their dates, each as soon as it is there. Throws `NotRead` unless the stream came to its end. */
export async function* days(from: string, to: string, signal: AbortSignal): AsyncGenerator<Day> {
  yield* daysOf(await ask(from, to, signal))
}

/** The days in a body, however it is cut into chunks. */
export async function* daysOf(body: Bytes): AsyncGenerator<Day> {
  for await (const line of lines(body)) {
    const told = JSON.parse(line) as Line
    if (told._tag === "End") return
    if (told._tag === "Failure") throw new NotRead(told.message)
    yield told
  }
  throw new NotRead("The connection broke before the last day was there.")
}

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>

async function ask(from: string, to: string, signal: AbortSignal): Promise<Bytes> {
  const query = new URLSearchParams({ from, to, onDayFailure: "collect" })
  const response = await fetch(`/usage/days?${query}`, { headers: { accept: "application/x-ndjson" }, signal }).catch(
    () => {
      throw new NotRead("The server of this page can't be reached.")
    }
  )
  if (response.ok && response.body !== null) return response.body
  throw refusal(response.status, (await response.json().catch(() => ({}))) as Refusal)
}

interface Refusal {
  readonly message?: string
  /** The parameter at fault, with which the message begins. */
  readonly field?: string
}

/** The server's words, with the field's label in the place of the parameter. */
function refusal(status: number, { field, message }: Refusal): NotRead {
  if (message === undefined) return new NotRead(`The server of this page answers ${status}.`)
  if (field !== "from" && field !== "to") return new NotRead(message)
  return new NotRead(message.replace(`${field}: `, `${labels[field]}: `), field)
}

/** Whole lines. A body that breaks off ends: whether it was whole, its last line tells. */
async function* lines(body: Bytes): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const next = () => reader.read().catch(() => ({ value: undefined }))
  let rest = ""
  // One chunk after the other, as each is asked for.
  // oxlint-disable-next-line no-await-in-loop
  for (let { value } = await next(); value !== undefined; { value } = await next()) {
    const parts = (rest + value).split("\n")
    rest = parts.pop() ?? ""
    yield* parts
  }
}
