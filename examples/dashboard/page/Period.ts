/** The first and the last day as they were written, in a field or in the address, and what is wrong with them. */
import { dayCount, isDate, medium } from "./dates.ts"

/** The fields of the page, by their ids. */
export type Field = "from" | "to"

/** Days that can't be asked for. */
export interface Objection {
  /** The field to change. */
  readonly field: Field
  /** What is wrong, as a sentence. */
  readonly title: string
  /** What to do, as a sentence. */
  readonly advice: string
}

/** What people call a field. */
export const labels: Readonly<Record<Field, string>> = { from: "From", to: "To" }

/** The API answers for no more days at once. */
const most = 366

/** The last day that there is to read. */
export const lastDay = (to: string, today: string): string => (to < today ? to : today)

/** Nothing where the days can be asked for. The future may be in them, but they can't begin there. */
export const objection = (from: string, to: string, today: string): Objection | undefined => {
  if (!isDate(from)) return noDate("from", from)
  if (!isDate(to)) return noDate("to", to)
  if (from > to) {
    return {
      field: "to",
      title: "To is before From.",
      advice: "Choose a later day for To, or an earlier one for From."
    }
  }
  if (from > today) {
    const advice = `Choose today, which is ${medium(today)} in UTC, or a day before it.`
    return { field: "from", title: "From is in the future.", advice }
  }
  const days = dayCount(from, lastDay(to, today))
  if (days <= most) return undefined
  const advice = `At most ${most} can be shown at once. Choose a later day for From, or an earlier one for To.`
  return { field: "from", title: `There are ${days.toLocaleString("en")} days from From to To.`, advice }
}

function noDate(field: Field, text: string): Objection {
  // What is longer tells nobody what is wrong with it.
  const quoted = text.length > 20 ? "" : `: “${text}”`
  const title =
    text === "" ? `${labels[field]} needs a date.` : `${labels[field]} is not a date of the calendar${quoted}.`
  return { field, title, advice: "Choose a day, or write all of its date." }
}
