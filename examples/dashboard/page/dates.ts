/** Days of UTC, as `YYYY-MM-DD`. */

const dayMillis = 86_400_000

const millis = (date: string) => Date.parse(`${date}T00:00:00Z`)

const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)

export const today = (): string => dateOf(Date.now())

export const plusDays = (date: string, days: number): string => dateOf(millis(date) + days * dayMillis)

/** Whether it is a day of the calendar: there is no 31 February, though `Date` makes 3 March of it. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/u.test(text) && !Number.isNaN(millis(text)) && dateOf(millis(text)) === text

/** How many days there are from the first to the last, both included. */
export const dayCount = (from: string, to: string): number => Math.round((millis(to) - millis(from)) / dayMillis) + 1

/** Both ends included. */
export const daysBetween = (from: string, to: string): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, dayCount(from, to)) }, (_, index) => plusDays(from, index))

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" })
  return (date: string): string => formatter.format(millis(date))
}

/** As in `Tue, 3 February 2026`. */
export const long = format({ weekday: "short", day: "numeric", month: "long", year: "numeric" })

/** As in `Tue`. */
export const weekday = format({ weekday: "short" })

/** In British English, `Intl` has three letters for each month but September. */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** As in `Feb`. */
export const month = (date: string): string => months[Number(date.slice(5, 7)) - 1] ?? ""

/** As in `2026`. */
export const year = (date: string): string => date.slice(0, 4)

/** As in `3 Feb`. */
export const short = (date: string): string => `${Number(date.slice(8))} ${month(date)}`

/** As in `3 Feb 2026`. */
export const medium = (date: string): string => `${short(date)} ${year(date)}`

/** Days in their order, as in `3 Feb, 5 Feb – 9 Feb`. */
export const runs = (dates: ReadonlyArray<string>): string => {
  const found: Array<{ readonly first: string; last: string }> = []
  for (const date of dates) {
    const run = found.at(-1)
    if (run !== undefined && plusDays(run.last, 1) === date) run.last = date
    else found.push({ first: date, last: date })
  }
  return found.map(({ first, last }) => (first === last ? short(first) : `${short(first)} – ${short(last)}`)).join(", ")
}
