import { assert, describe, it } from "@effect/vitest"
import { Dimension } from "@varg-usage/aggregate"
import { createUsageClient } from "@varg-usage/aggregate/promise"
import { createUsageHandler } from "@varg-usage/http/web"

import { canary, over } from "./served.ts"

const reasons: ReadonlyArray<readonly [query: string, field: string, message: string, fields?: string]> = [
  ["from=2026-02-30", "from", '"2026-02-30" is not a date of the calendar. Write it as YYYY-MM-DD.'],
  ["to=1.2.2026", "to", '"1.2.2026" is not a date of the calendar. Write it as YYYY-MM-DD.'],
  [
    "from=2026-03-01&to=2026-02-01",
    "from",
    "The range starts on 2026-03-01, after its end 2026-02-01. Swap the two dates."
  ],
  ["month=2026-13", "month", '"2026-13" is not a month. Write it as YYYY-MM.'],
  ["last=x", "last", "Expected a whole number from 1"],
  ["last=1.5", "last", "Expected a whole number from 1"],
  ["last=0", "last", "Expected a whole number from 1"],
  ["last=400", "last", "The range has 400 days. Ask for at most 366 at once."],
  ["from=2024-01-01&to=2025-12-31", "from", "The range has 731 days. Ask for at most 366 at once."],
  ["last=2&month=2026-02", "last", "each select the days. Use one of them.", "last, month"],
  ["form=2026-02-01", "form", "There is no such parameter."],
  ["from=2026-02-01&from=2026-02-02", "from", "Give this parameter once."],
  ["zone=Mars", "zone", '"Mars" is no time zone. Write it as Europe/Berlin or UTC.'],
  ["plan=weekly", "plan", 'Expected "daily" | "adaptive"'],
  ["weekStartsOn=8", "weekStartsOn", "Expected a whole number from 1 (Monday) to 7 (Sunday)"],
  ["cacheHit=yes", "cacheHit", 'Expected "true" | "false"'],
  ["minCents=1e3", "minCents", "Expected an amount in cents, as a decimal such as 12.5"],
  ["minCents=2&maxCents=1.99", "minCents", "is more than maxCents, and no record costs that. Swap the two amounts."],
  ["maxCents=1&maxCents=2", "maxCents", "Give this parameter once."],
  ["by=model&by=colour", "by", `Expected one of ${Dimension.all.join(", ")}`],
  ["__proto__=1", "__proto__", "There is no such parameter."],
  ["onDayFailure=ignore", "onDayFailure", 'Expected "fail" | "collect"']
]

const budgets = [
  ["", "limitCents", "This parameter is required."],
  ["limitCents=-1", "limitCents", "Expected an amount in cents, as a decimal such as 12.5, that is not negative"],
  ["limitCents=1&warnAt=2", "warnAt", "Expected a number from 0 to 1"],
  ["limitCents=1&by=model&by=day", "by", "Give this parameter once."],
  ["limitCents=1&last=400", "last", "The range has 400 days. Ask for at most 366 at once."]
] as const

describe("what the one who asks does wrong", () => {
  it.live(
    "[P15] a parameter that can't be used is 400 by its name, and nothing is asked",
    over(async ({ ask, requestCount }) => {
      const refused = async (path: string) => {
        const response = await ask(path)
        assert.strictEqual(response.status, 400, path)
        return (await response.json()) as object
      }
      const unusable = [
        ...["report", "days"].flatMap((path) =>
          reasons.map(async ([query, field, message, fields = field]) => {
            const problem = { error: "InvalidParameter", message: `${fields}: ${message}`, field, statusCode: 400 }
            assert.deepStrictEqual(await refused(`/usage/${path}?${query}`), problem)
          })
        ),
        ...budgets.map(async ([query, field, message]) => {
          const problem = { error: "InvalidParameter", field, message: `${field}: ${message}` }
          assert.deepInclude(await refused(`/usage/budget?${query}`), problem)
        })
      ]
      await Promise.all(unusable)
      assert.strictEqual(requestCount(), 0)
    })
  )

  it.live(
    "[P24] what was sent comes back as data, shown and cut",
    over(async ({ ask }) => {
      const name = `\u001B]0;x\u0007\u202E${"y".repeat(500)}`
      const response = await ask(`/usage/report?${encodeURIComponent(name)}=1&zone=${encodeURIComponent("<b>")}`)
      const text = await response.text()
      assert.strictEqual(response.headers.get("x-content-type-options"), "nosniff")
      assert.isBelow(text.length, 400)
      for (const character of ["\u001B", "\u202E"]) assert.notInclude(text, character)
    })
  )

  it.live(
    "who names no first day asks for 30 days, or for as many as the host allows",
    over(
      async ({ ask, client }) => {
        const { to: today } = await client.report({ last: 1 })
        const [from, to = ""] = await rangeOf(await ask("/usage/report"))
        assert.deepStrictEqual([(Date.parse(to) - Date.parse(from ?? "")) / 86_400_000, to], [9, today])
        assert.deepStrictEqual(await rangeOf(await ask("/usage/report?to=2026-02-28")), ["2026-02-19", "2026-02-28"])
      },
      { handler: { maxDays: 10 } }
    )
  )

  it.live(
    "the host bounds the days of one request",
    over(
      async ({ ask }) => {
        assert.strictEqual((await ask("/usage/report?last=7")).status, 200)
        assert.strictEqual((await ask("/usage/report?last=8")).status, 400)
        assert.strictEqual((await ask("/usage/report?from=2026-02-01&to=2026-02-08")).status, 400)
      },
      { handler: { maxDays: 7 } }
    )
  )
})

/** The range of a report. */
const rangeOf = async (response: Response) => {
  const { from, to } = (await response.json()) as Readonly<Record<string, string>>
  return [from, to]
}

describe("what a host is told at its start", () => {
  for (const [option, value] of [
    ["maxDays", 0],
    ["maxDays", Number.NaN],
    ["concurrency", 0],
    ["prefix", "api"]
  ] as const) {
    it(`[P15] ${option}: ${value} is no way to ask, and is refused`, () => {
      const client = createUsageClient({ apiKey: canary })
      assert.throws(
        () => void createUsageHandler({ client, access: "unprotected", [option]: value }),
        TypeError,
        new RegExp(`^${option}: `, "u")
      )
    })
  }
})
