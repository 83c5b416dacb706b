import { assert, describe, it } from "@effect/vitest"
import { LocalCalendar } from "@varg-usage/aggregate"
import { CalendarDate, type DateRange } from "@varg-usage/core"
import { Option, Result } from "effect"

const zones = [
  "UTC",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/St_Johns",
  "America/New_York",
  "Europe/Berlin",
  "Europe/London",
  "Asia/Kolkata",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "America/Sao_Paulo",
  "Africa/Casablanca"
]

const calendar = (zone: string, weekStartsOn?: LocalCalendar.Weekday) =>
  Result.getOrThrow(LocalCalendar.make(zone, weekStartsOn))
const date = (text: string) => Option.getOrThrow(CalendarDate.parse(text))
const oneDay = (text: string): DateRange.DateRange => ({ from: date(text), to: date(text) })
const hours = ({ end, start }: { readonly start: number; readonly end: number }) => (end - start) / 3_600_000
const at = (text: string) => new Date(text).getTime()

/** The local date and time by the platform's own formatter. */
const platform = (zone: string) => {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
  return (instant: number) => format.format(instant)
}

describe("LocalCalendar", () => {
  it.each(zones)(
    "[P27] agrees with the platform's clock on every day of 1999 to 2101 in %s",
    { timeout: 60_000 },
    (zone) => {
      const local = calendar(zone)
      const clock = platform(zone)
      const first = at("1999-01-01T00:00:00Z")
      for (let day = 0; day < 37_621; day++) {
        // Another hour each day, so that every hour is met on every date in some year.
        const instant = first + day * 86_400_000 + ((day * 37) % 1440) * 60_000
        const shown = clock(instant)
        assert.strictEqual(LocalCalendar.dateOf(local, instant), shown.slice(0, 10))
        assert.strictEqual(LocalCalendar.label(local, "hour", instant).slice(11, 13), shown.slice(11, 13))
      }
    }
  )

  it("[P27] local days follow each other without a gap or an overlap, and their UTC days hold all of their instants", () => {
    for (const zone of zones) {
      const local = calendar(zone)
      for (let day = date("2024-01-01"); day < "2025-01-01"; day = CalendarDate.addDays(day, 1)) {
        const { end, start } = LocalCalendar.instants(local, { from: day, to: day })
        assert.strictEqual(
          LocalCalendar.instants(local, { from: CalendarDate.addDays(day, 1), to: CalendarDate.addDays(day, 1) }).start,
          end,
          `${zone} ${day}`
        )
        assert.strictEqual(LocalCalendar.dateOf(local, start), day)
        assert.strictEqual(LocalCalendar.dateOf(local, end - 1), day)
        const { from, to } = LocalCalendar.utcDays(local, { from: day, to: day })
        assert.isTrue(
          CalendarDate.toEpochMillis(from) <= start && end <= CalendarDate.toEpochMillis(CalendarDate.addDays(to, 1))
        )
      }
    }
  })

  it("[P27] knows days of 23, 24, 25 and 23.5 hours, and the day that Samoa skipped", () => {
    const length = (zone: string, day: string) => hours(LocalCalendar.instants(calendar(zone), oneDay(day)))
    assert.strictEqual(length("America/New_York", "2026-03-08"), 23)
    assert.strictEqual(length("America/New_York", "2026-03-09"), 24)
    assert.strictEqual(length("America/New_York", "2026-11-01"), 25)
    assert.strictEqual(length("Australia/Lord_Howe", "2026-10-04"), 23.5)
    assert.strictEqual(length("Australia/Lord_Howe", "2026-04-05"), 24.5)
    assert.isAtMost(length("Pacific/Apia", "2011-12-30"), 0)
    assert.strictEqual(length("Pacific/Apia", "2011-12-31"), 24)
  })

  it("[P27] covers a day that clocks went back over at one minute past midnight", () => {
    const local = calendar("America/St_Johns")
    const first = LocalCalendar.instants(local, oneDay("2006-10-29"))
    const before = LocalCalendar.instants(local, oneDay("2006-10-28"))
    // A minute of the 29th came, then the 59 minutes from 23:01 of the 28th once more.
    assert.strictEqual(before.end - first.start, 3_600_000)
    assert.strictEqual(LocalCalendar.dateOf(local, first.start), "2006-10-29")
    assert.strictEqual(LocalCalendar.dateOf(local, before.end - 1), "2006-10-28")
  })

  it("tells apart the two hours that a clock shows twice", () => {
    const local = calendar("America/New_York")
    assert.strictEqual(LocalCalendar.label(local, "hour", at("2026-11-01T05:30:00Z")), "2026-11-01T01:00-04:00")
    assert.strictEqual(LocalCalendar.label(local, "hour", at("2026-11-01T06:30:00Z")), "2026-11-01T01:00-05:00")
    assert.strictEqual(
      LocalCalendar.label(calendar("Asia/Kathmandu"), "hour", at("2026-02-13T10:00:00Z")),
      "2026-02-13T15:00+05:45"
    )
    assert.strictEqual(
      LocalCalendar.label(LocalCalendar.utc, "hour", at("2026-02-13T23:59:59.999Z")),
      "2026-02-13T23:00Z"
    )
  })

  it("numbers weeks as ISO 8601 does, or dates them where they begin on another day", () => {
    const weeks = {
      "2020-12-31": "2020-W53",
      "2021-01-03": "2020-W53",
      "2021-01-04": "2021-W01",
      "2024-12-30": "2025-W01",
      "2026-02-13": "2026-W07",
      "1999-01-03": "1998-W53",
      "0001-01-01": "0001-W01"
    }
    for (const [day, week] of Object.entries(weeks)) {
      assert.strictEqual(LocalCalendar.label(LocalCalendar.utc, "week", CalendarDate.toEpochMillis(date(day))), week)
    }
    const friday = at("2026-02-13T12:00:00Z")
    assert.strictEqual(LocalCalendar.label(calendar("UTC", 7), "week", friday), "2026-02-08")
    assert.strictEqual(LocalCalendar.label(calendar("UTC", 5), "week", friday), "2026-02-13")
    assert.strictEqual(LocalCalendar.label(calendar("UTC", 6), "week", friday), "2026-02-07")
  })

  it("names months and quarters", () => {
    const labels = ["2026-01-31", "2026-03-31", "2026-04-01", "2026-12-31"].map((day) =>
      LocalCalendar.label(LocalCalendar.utc, "quarter", CalendarDate.toEpochMillis(date(day)))
    )
    assert.deepStrictEqual(labels, ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"])
    assert.strictEqual(LocalCalendar.label(calendar("Asia/Kathmandu"), "month", at("2026-01-31T18:15:00Z")), "2026-02")
  })

  it("refuses what is no time zone", () => {
    for (const zone of ["", "Mars/Olympus", "europe", "+25:00", "__proto__"]) {
      assert.isTrue(Result.isFailure(LocalCalendar.make(zone)), zone)
    }
  })
})
