import { assert, describe, it } from "@effect/vitest"
import type { Day } from "@varg-usage/aggregate/promise"
import { CalendarDate, DateRange } from "@varg-usage/core"
import { UsageDataset } from "@varg-usage/emulator"
import { Effect, Result } from "effect"
import { Sse } from "effect/encoding"

import { objects, over } from "./served.ts"

const february = "month=2026-02"

const month = Result.getOrThrow(DateRange.month("2026-02"))

const all = async (days: AsyncIterable<Day>): Promise<ReadonlyArray<Day>> => {
  const found: Array<Day> = []
  for await (const day of days) found.push(day)
  return found
}

/** The events of a body, as a reader of the format finds them. */
const events = (text: string) => {
  const found: Array<Sse.AnyEvent> = []
  Sse.makeParser((event) => void found.push(event)).feed(text)
  return found.flatMap((event) => (event._tag === "Event" ? [event] : []))
}

const model = (name: string, cost_cents = "12.5"): UsageDataset.WireRecord => ({
  job_id: `job_${name.length}`,
  model: name,
  capability: "image",
  cost_cents,
  cache_hit: false,
  created_at: "2026-02-01T10:00:00Z"
})

describe("GET /usage/report", () => {
  it.live(
    "[P1] [P18] is the report of the services, by parameters with the names of their options",
    over(async ({ ask, client, emulator }) => {
      const truth = await Effect.runPromise(emulator.truth(month))
      const response = await ask(`/usage/report?${february}`)
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("content-type"), "application/json")
      const report: unknown = await response.json()
      assert.deepInclude(report, { totalCents: truth.costText, records: truth.records })
      assert.deepStrictEqual(report, await client.report({ month: "2026-02" }))

      const query =
        "from=2026-02-02&to=2026-02-12&by=week&by=provider&zone=Asia/Tokyo&weekStartsOn=7&plan=adaptive&model=fal:*&model=openai:*&provider=fal&capability=image&cacheHit=false&minCents=2&maxCents=12.5&onDayFailure=collect"
      assert.deepStrictEqual(
        await (await ask(`/usage/report?${query}`)).json(),
        await client.report({
          from: "2026-02-02",
          to: "2026-02-12",
          by: [["week", "provider"]],
          zone: "Asia/Tokyo",
          weekStartsOn: 7,
          plan: "adaptive",
          where: {
            model: ["fal:*", "openai:*"],
            provider: ["fal"],
            capability: ["image"],
            cacheHit: false,
            minCents: "2",
            maxCents: "12.5"
          }
        })
      )
    })
  )

  it.live(
    "[P28] a hundred equal questions at once are one request a day",
    over(async ({ ask, requestCount }) => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const response = await ask(`/usage/${index % 2 === 0 ? "report" : "days"}?${february}`)
          return response.text()
        })
      )
      assert.strictEqual(new Set(answers).size, 2)
      assert.strictEqual(requestCount(), 28)
    })
  )
})

describe("GET /usage/days", () => {
  it.live(
    "[P19] is the days of the services in their order, and an end, as lines and as events",
    over(async ({ ask, client }) => {
      const expected: ReadonlyArray<unknown> = [
        ...(await all(client.days({ month: "2026-02" }))),
        { _tag: "End", days: 28 }
      ]
      const asLines = await ask(`/usage/days?${february}`)
      assert.strictEqual(asLines.headers.get("content-type"), "application/x-ndjson")
      assert.deepStrictEqual<unknown>(objects(await asLines.text()), expected)

      const asEvents = await ask(`/usage/days?${february}`, { headers: { accept: "text/event-stream" } })
      assert.strictEqual(asEvents.headers.get("content-type"), "text/event-stream")
      const found = events(await asEvents.text())
      assert.deepStrictEqual(
        found.map(({ data }) => JSON.parse(data) as unknown),
        expected
      )
      assert.deepStrictEqual(
        found.slice(0, -1).map(({ id }) => id),
        [...DateRange.days(month)]
      )
    })
  )

  it.live(
    "takes the form that Accept likes best, lines where it likes both, and 406 where it likes neither",
    over(async ({ ask, requestCount }) => {
      const typeOf = async (accept?: string) => {
        const response = await ask("/usage/days?last=1", { headers: accept === undefined ? {} : { accept } })
        await response.text()
        assert.strictEqual(response.headers.get("vary"), "accept")
        return response.status === 200 ? response.headers.get("content-type") : response.status
      }
      const typesOf = (...accepts: ReadonlyArray<string | undefined>) => Promise.all(accepts.map(typeOf))
      const likesBoth = [undefined, "*/*", "application/*", "text/event-stream, application/x-ndjson", "a, */*;q=0.1"]
      assert.deepStrictEqual(new Set(await typesOf(...likesBoth)), new Set(["application/x-ndjson"]))
      const likesEvents = [
        "text/event-stream",
        "text/*",
        "Text/Event-Stream;q=0.9, */*;q=0.8",
        "*/*, application/*;q=0"
      ]
      assert.deepStrictEqual(new Set(await typesOf(...likesEvents)), new Set(["text/event-stream"]))
      const before = requestCount()
      const likesNeither = ["text/html", "", "*/*;q=0", "application/x-ndjson;q=7"]
      assert.deepStrictEqual(new Set(await typesOf(...likesNeither)), new Set([406]))
      assert.strictEqual(requestCount(), before)
    })
  )

  it.live(
    "goes on after the event that came last, and says so when there is nothing after it",
    over(async ({ ask, requestCount }) => {
      const days = (id: string) =>
        ask(`/usage/days?${february}`, { headers: { accept: "text/event-stream", "last-event-id": id } })
      const rest = events(await (await days("2026-02-25")).text())
      assert.deepStrictEqual(
        rest.map(({ id }) => id),
        ["2026-02-26", "2026-02-27", "2026-02-28", "2026-02-28"]
      )
      assert.strictEqual(requestCount(), 3)
      assert.strictEqual((await days("2026-02-28")).status, 204)
      assert.strictEqual(requestCount(), 3)
      const whole = await Promise.all(["2026-01-31", "2026-02-30", "x"].map(days))
      const texts = await Promise.all(whole.map((response) => response.text()))
      assert.deepStrictEqual(
        texts.map((text) => events(text).length),
        [29, 29, 29]
      )
    })
  )

  it.live(
    "[P24] a name from outside is data in every form, whatever it holds",
    over(
      async ({ ask }) => {
        const report = (await (await ask("/usage/report?from=2026-02-01&to=2026-02-01")).json()) as {
          readonly rollups: ReadonlyArray<{
            readonly cells: ReadonlyArray<{ readonly key: { readonly model: string } }>
          }>
        }
        const modelsOf = ({ rollups }: typeof report) => rollups[0]?.cells.map(({ key }) => key.model).toSorted()
        assert.deepStrictEqual(modelsOf(report), hostile.toSorted())
        const text = await (await ask("/usage/days?from=2026-02-01&to=2026-02-01")).text()
        const [day] = objects(text)
        assert.deepStrictEqual(modelsOf(day as unknown as typeof report), hostile.toSorted())
        const response = await ask("/usage/days?from=2026-02-01&to=2026-02-01", {
          headers: { accept: "text/event-stream" }
        })
        const found = events(await response.text())
        assert.strictEqual(found.length, 2)
        assert.deepStrictEqual(modelsOf(JSON.parse(found[0]?.data ?? "") as typeof report), hostile.toSorted())
        for (const character of ["<", "\u2028", "\u2029", "\u202E", "\u001B"]) assert.notInclude(text, character)
      },
      { emulator: { dataset: UsageDataset.fromRecords(hostile.map((name) => model(name))) } }
    )
  )
})

const hostile = [
  "a\n\ndata: {}",
  "a\r\nevent: x\r\nid: 1\r\n\r\n",
  "\u2028\u2029",
  "</script><script>alert(1)</script>",
  "\u001B[31m",
  "\u202Egnp.exe",
  "__proto__",
  '"},{"'
]

describe("GET /usage/budget", () => {
  it.live(
    "says how spending stands against a limit, in all and for each value of a dimension",
    over(
      async ({ ask }) => {
        const budget = async (query: string) =>
          (await (await ask(`/usage/budget?from=2026-02-01&to=2026-02-02&${query}`)).json()) as unknown
        const status = { records: 3, unknownCosts: 0, complete: true }
        assert.deepStrictEqual(await budget("limitCents=100.001"), {
          from: "2026-02-01",
          to: "2026-02-02",
          zone: "UTC",
          provisional: [],
          statuses: [
            {
              key: {},
              state: "warning",
              spentCents: "100.001",
              limitCents: "100.001",
              remainingCents: "0",
              share: 1,
              ...status
            }
          ]
        })
        const states = (value: unknown) =>
          (
            value as { readonly statuses: ReadonlyArray<{ readonly key: object; readonly state: string }> }
          ).statuses.map(({ key, state }) => [Object.values(key)[0] as unknown, state])
        assert.deepStrictEqual(states(await budget("limitCents=50&by=model")), [
          ["a", "exceeded"],
          ["b", "ok"]
        ])
        assert.deepStrictEqual(states(await budget("limitCents=50&by=model&warnAt=0.5")), [
          ["a", "exceeded"],
          ["b", "warning"]
        ])
        assert.deepStrictEqual(states(await budget("limitCents=50&model=b")), [[undefined, "ok"]])
      },
      {
        emulator: {
          dataset: UsageDataset.fromRecords([model("a", "50"), model("a", "20.001"), model("b", "30")])
        }
      }
    )
  )

  it.live(
    "is about the month of today when no days are named",
    over(async ({ ask }) => {
      const { from, to } = (await (await ask("/usage/budget?limitCents=1")).json()) as Record<string, string>
      const today = await Effect.runPromise(CalendarDate.today)
      assert.deepStrictEqual([from, to], [`${today.slice(0, 7)}-01`, today])
    })
  )

  it.live(
    "a budget is not called kept when a record could not be read",
    over(
      async ({ ask }) => {
        const response = await ask("/usage/budget?limitCents=1000&from=2026-02-01&to=2026-02-01")
        const { statuses } = (await response.json()) as { readonly statuses: ReadonlyArray<object> }
        assert.deepInclude(statuses[0], { state: "unproven", complete: false })
      },
      {
        emulator: {
          faults: () => ({
            _tag: "Respond",
            status: 200,
            body: JSON.stringify({
              usage: [
                { ...model("a"), cost_cents: 1 },
                { ...model("b"), cost_cents: "x" }
              ],
              total_cents: 1
            })
          })
        }
      }
    )
  )
})
