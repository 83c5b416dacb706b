/** Which days have their date below the chart, and how it is written. */
import { month, short, year } from "./dates.ts"

/** Its lines, by the index of the day. */
export type Labels = ReadonlyMap<number, ReadonlyArray<string>>

/** From more days on, months are labelled. */
const mostDays = 62

const daySteps = [1, 2, 3, 7, 14, 28]

/** Quarters and halves of a year begin with January. */
const monthSteps = [1, 2, 3, 6, 12]

/**
 * No more labels than there is room for: every so many days, or the firsts of every so many months. Unless all days are
 * of this year, the first label and the first of another year say theirs.
 */
export const labelsOf = (dates: ReadonlyArray<string>, room: number, thisYear: string): Labels => {
  const isLong = dates.length > mostDays
  const indices = isLong ? firsts(dates, room) : everyFew(dates, room)
  const saysYears = dates.some((date) => year(date) !== thisYear)
  let said = saysYears ? undefined : thisYear
  return new Map(
    indices.map((index) => {
      const date = dates[index] ?? ""
      const isNew = year(date) !== said
      said = year(date)
      return [index, [isLong ? month(date) : short(date), ...(isNew ? [said] : [])]]
    })
  )
}

function everyFew(dates: ReadonlyArray<string>, room: number): ReadonlyArray<number> {
  const step = daySteps.find((days) => Math.ceil(dates.length / days) <= room) ?? mostDays
  return [...dates.keys()].filter((index) => index % step === 0)
}

function firsts(dates: ReadonlyArray<string>, room: number): ReadonlyArray<number> {
  const all = [...dates.keys()].filter((index) => dates[index]?.endsWith("-01") === true)
  const every = (months: number) => all.filter((index) => (Number(dates[index]?.slice(5, 7)) - 1) % months === 0)
  return every(monthSteps.find((months) => every(months).length <= room) ?? 12)
}
