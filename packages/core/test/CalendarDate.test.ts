import { assert, describe, it, vi } from "@effect/vitest"
import { CalendarDate } from "@varg-usage/core"
import { Effect, Option, pipe } from "effect"
import { TestClock } from "effect/testing"

/** Every day from 1999-01-01 to 2101-12-31, by the platform's own calendar. */
const platformDays = Array.from(
  { length: (Date.UTC(2102, 0, 1) - Date.UTC(1999, 0, 1)) / 86_400_000 },
  (_, index) => new Date(Date.UTC(1999, 0, 1 + index))
)

const date = (text: string) => Option.getOrThrow(CalendarDate.parse(text))

describe("CalendarDate", () => {
  it("[P15] agrees with the platform's calendar on every day of 1999 to 2101", () => {
    for (const day of platformDays) {
      const text = day.toISOString().slice(0, 10)
      assert.strictEqual(CalendarDate.fromEpochMillis(day.getTime() + 86_399_999), text)
      assert.strictEqual(CalendarDate.toEpochMillis(date(text)), day.getTime())
    }
  })

  it("[P15] refuses every text that is no day of the calendar", () => {
    const months = Array.from({ length: 14 }, (_, month) => String(month).padStart(2, "0"))
    const days = Array.from({ length: 34 }, (_, day) => String(day).padStart(2, "0"))
    for (const year of ["1900", "2000", "2023", "2024"]) {
      for (const text of months.flatMap((month) => days.map((day) => `${year}-${month}-${day}`))) {
        const real = new Date(`${text}T00:00:00Z`)
        const exists = !Number.isNaN(real.getTime()) && real.toISOString().startsWith(text)
        assert.strictEqual(Option.isSome(CalendarDate.parse(text)), exists, text)
      }
    }
    const others = ["", "2026-2-3", "2026-02-03T00:00:00Z", " 2026-02-03", "2026-02-03\n", "0000-01-01", "-001-01-01"]
    for (const text of [...others, "20260203", "２０２６-02-03", "2026/02/03", "today", "10000-01-01"]) {
      assert.isTrue(Option.isNone(CalendarDate.parse(text)), text)
    }
  })

  it.prop("[P15] adding days and counting days between undo each other", [CalendarDate.CalendarDate], ([from]) => {
    for (const days of [0, 1, -1, 27, 365, -366, 146_097]) {
      const to = CalendarDate.addDays(from, days)
      if (to === CalendarDate.min || to === CalendarDate.max) continue
      assert.strictEqual(CalendarDate.daysBetween(from, to), days)
    }
  })

  it("[P15] adds days in a pipe, and orders dates by time", () => {
    const later = pipe(date("2024-02-28"), CalendarDate.addDays(2))
    assert.strictEqual(later, "2024-03-01")
    assert.deepStrictEqual([later, date("2024-02-29"), date("0999-12-31")].toSorted(CalendarDate.Order), [
      date("0999-12-31"),
      date("2024-02-29"),
      later
    ])
  })

  it("stays within the dates that it can write", () => {
    assert.strictEqual(CalendarDate.addDays(CalendarDate.min, -1), CalendarDate.min)
    assert.strictEqual(CalendarDate.addDays(CalendarDate.max, 1), CalendarDate.max)
    assert.strictEqual(CalendarDate.fromEpochMillis(Number.NaN), CalendarDate.min)
    assert.strictEqual(CalendarDate.fromEpochMillis(Number.POSITIVE_INFINITY), CalendarDate.max)
  })

  it("ends a month on its last day", () => {
    const ends = ["2024-02", "2023-02", "2100-02", "2000-02", "2026-04", "2026-12"].map((month) =>
      CalendarDate.endOfMonth(date(`${month}-01`)).slice(8)
    )
    assert.deepStrictEqual(ends, ["29", "28", "28", "29", "30", "31"])
  })

  it.effect("[P15] takes today from the clock, in UTC", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 1, 13, 23, 59, 59, 999))
      assert.strictEqual(yield* CalendarDate.today, "2026-02-13")
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* CalendarDate.today, "2026-02-14")
    })
  )

  it("[P15] is the same in every zone that the machine may be in", () => {
    const zones = [
      "UTC",
      "Pacific/Kiritimati",
      "Pacific/Pago_Pago",
      "America/New_York",
      "America/St_Johns",
      "Asia/Tokyo"
    ]
    const others = ["Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo"]
    const instants = platformDays
      .filter((_, index) => index % 97 === 0)
      .map((day, index) => day.getTime() + index * 1_234_567)
    const seen = [...zones, ...others].map((zone) => {
      vi.stubEnv("TZ", zone)
      const days = instants.map(CalendarDate.fromEpochMillis)
      const text = days.map((day) => [day, CalendarDate.endOfMonth(day), CalendarDate.toEpochMillis(day)].join())
      return { hour: new Date(0).getHours(), text: text.join("\n") }
    })
    vi.unstubAllEnvs()
    assert.isAbove(new Set(seen.map(({ hour }) => hour)).size, 5, "the zone of the machine was changed")
    assert.strictEqual(new Set(seen.map(({ text }) => text)).size, 1)
  })
})
