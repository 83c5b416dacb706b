/** Days of UTC, as `YYYY-MM-DD`. */

const dayMillis = 86_400_000

const millis = (date: string) => Date.parse(`${date}T00:00:00Z`)

const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)

export const today = (): string => dateOf(Date.now())

export const plusDays = (date: string, days: number): string => dateOf(millis(date) + days * dayMillis)

export const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/u.test(text) && !Number.isNaN(millis(text))

/** The API answers for no more days at once. */
const most = 366

/** Both ends included. */
export const daysBetween = (from: string, to: string): ReadonlyArray<string> => {
  const days = Math.round((millis(to) - millis(from)) / dayMillis) + 1
  return Array.from({ length: Math.min(most, Math.max(0, days)) }, (_, index) => plusDays(from, index))
}

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" })
  return (date: string): string => formatter.format(millis(date))
}

/** As in `Tue, 3 February 2026`. */
export const long = format({ weekday: "short", day: "numeric", month: "long", year: "numeric" })

/** As in `3 Feb`. */
export const short = format({ day: "numeric", month: "short" })
