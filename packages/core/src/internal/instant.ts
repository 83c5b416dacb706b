/**
 * Instants as RFC 3339 texts, read by arithmetic on their characters.
 */
import * as CalendarDate from "../CalendarDate.ts"

/** RFC 3339 `date-time`. The zone is required: a text without one names no instant. */
export const pattern =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/u

/**
 * Milliseconds since 1970-01-01T00:00:00Z, or `undefined` when the text is no RFC 3339 instant. Digits finer than a
 * millisecond are cut off, and a leap second counts as the last millisecond of its minute, so that neither moves a
 * record into the next day.
 */
export const parse = (text: string): number | undefined => {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, day = "", hours, minutes, seconds, fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = match
  const date = CalendarDate.parse(day)
  if (date._tag === "None") return undefined
  const leap = seconds === "60"
  const millis = leap ? 999 : Number(fraction.slice(0, 3).padEnd(3, "0"))
  const secondOfDay = Number(hours) * 3600 + Number(minutes) * 60 + (leap ? 59 : Number(seconds))
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  return CalendarDate.toEpochMillis(date.value) + secondOfDay * 1000 + millis - (sign === "-" ? -offset : offset)
}
