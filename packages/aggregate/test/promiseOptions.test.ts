import { assert, describe, it } from "@effect/vitest"
import * as Face from "@varg-usage/aggregate/promise"
import { UsageDataset } from "@varg-usage/emulator"
import { Arbitrary, Effect, Schema } from "effect"

import { all, canary, failure, february, over } from "./fetched.ts"

/** The sentences with which a question is refused, by each method that takes it. */
const refusals = async (usage: Face.UsageClient, question: unknown) => {
  const options = question as Face.ReportOptions
  const errors = [await failure(usage.report(options)), await failure(all(usage.days(options)))]
  return errors.map((error) => (error instanceof Face.InvalidOptions ? error.message : error._tag))
}

/** Options that are refused, and how the sentence about them begins. */
const wrong: ReadonlyArray<readonly [question: unknown, message: string]> = [
  [
    { by: "model" },
    'by: must be a list of rollups, such as [["model"], ["day"]]; the dimensions are model, capability'
  ],
  [{ by: [] }, 'by: must be a list of rollups, such as [["model"], ["day"]]'],
  [{ by: ["modle"] }, 'by: must be a list of rollups, such as [["model"], ["day"]]'],
  [{ by: ["model", ["day"]] }, 'by: must be a list of rollups, such as [["model"], ["day"]]'],
  [
    { where: { model: "openai*" } },
    'where.model: must be a list of texts, such as ["fal:*"], not the text that was given'
  ],
  [{ where: { model: [7] } }, 'where.model: must be a list of texts, such as ["fal:*"].'],
  [{ where: { provider: "fal" } }, 'where.provider: must be a list of texts, such as ["fal"]'],
  [{ where: { capability: "video" } }, 'where.capability: must be a list of texts, such as ["video"]'],
  [
    { where: { models: ["fal:*"] } },
    "where.models: is no option. There are model, provider, capability, cacheHit, minCents, maxCents."
  ],
  [{ where: { cacheHit: "false" } }, "where.cacheHit: must be true or false, not the text that was given."],
  [{ where: { minCents: 5 } }, 'where.minCents: must be an amount in cents as text, such as "12.5", not 5.'],
  [{ where: { minCents: "5", maxCents: "1" } }, "where.minCents, where.maxCents: leave out every record"],
  [{ where: new Date(0) }, 'where: must be an object, such as { model: ["fal:*"] }, not a Date.'],
  [{ where: null }, 'where: must be an object, such as { model: ["fal:*"] }, not null.'],
  [{ weekStartsOn: 9 }, "weekStartsOn: must be a whole number from 1, a Monday, to 7, a Sunday, not 9."],
  [{ onDayFailure: "x" }, 'onDayFailure: must be "fail" or "collect", not the text that was given.'],
  [{ plan: "weekly" }, 'plan: must be "daily" or "adaptive"'],
  [{ concurrency: "4" }, "concurrency: must be a number from 1, not the text that was given."],
  [{ lst: 7 }, "lst: is no option. There are from, to, last, month, signal, by, zone,"],
  [{ lst: undefined }, "lst: is no option."],
  [{ from: new Date(0) }, 'from: must be a date as text, such as "2026-02-01", not a Date.'],
  [{ to: 20_260_201 }, 'to: must be a date as text, such as "2026-02-28", not 20260201.'],
  [{ month: 2 }, 'month: must be a month as text, such as "2026-02", not 2.'],
  [{ last: "7" }, "last: must be a whole number from 1, not the text that was given."],
  [{ zone: 1 }, 'zone: must be UTC or an IANA zone as text, such as "Europe/Berlin", not 1.'],
  [{ signal: {} }, "signal: must be an AbortSignal, not such an object."],
  [{ signal: null }, "signal: must be an AbortSignal, not null."],
  [null, "options: must be an object, such as { last: 7 }, not null."],
  [7, "options: must be an object, such as { last: 7 }, not 7."],
  [canary, "options: must be an object, such as { last: 7 }, not the text that was given."],
  [[february], "options: must be an object, such as { last: 7 }, not a list."],
  [new Date(0), "options: must be an object, such as { last: 7 }, not a Date."],
  [AbortSignal.abort(), "options: must be an object, such as { last: 7 }, not such an object."],
  [() => february, "options: must be an object, such as { last: 7 }, not a function."]
]

describe("what a client is asked with", () => {
  it.live(
    "[P13] options of another name or shape are refused in one sentence, before anything is asked",
    over(async ({ emulator, usage }) => {
      const expected = wrong.map(([, message]) => [message, message])
      const said = await Promise.all(wrong.map(([question]) => refusals(usage, question)))
      assert.deepStrictEqual(
        said.map((both, index) => both.map((text) => text.slice(0, expected[index]?.[0]?.length))),
        expected
      )
      const records = (options: unknown) => failure(usage.getUsage(options as Face.UsageOptions))
      assert.strictEqual(
        (await records({ by: [["model"]] })).message,
        "by: is no option. There are from, to, last, month, signal."
      )
      assert.strictEqual((await records(null))._tag, "InvalidOptions")
      assert.strictEqual(await Effect.runPromise(emulator.requestCount), 0)
    })
  )

  it.live(
    "a flat list of dimensions is one rollup by all of them",
    over(async ({ usage }) => {
      const flat = await usage.report({ ...february, by: ["provider", "capability"] })
      assert.deepStrictEqual(flat, await usage.report({ ...february, by: [["provider", "capability"]] }))
      assert.deepStrictEqual(
        flat.rollups.map(({ by }) => by),
        [["provider", "capability"]]
      )
    })
  )

  it.live(
    "[P13] whatever values the options have, they are accepted or refused by a typed error, and then nothing is asked",
    over(
      async ({ emulator, usage }) => {
        const count = () => Effect.runPromise(emulator.requestCount)
        const samples = await Effect.runPromise(Arbitrary.sampleEffect(Questions, { count: 200, seed: 7 }))
        const calls = samples.flatMap((options) => [
          () => usage.report(options),
          () => usage.getUsage(options),
          () => all(usage.days(options))
        ])
        const outcome = async (call: () => Promise<unknown>) => {
          const before = await count()
          try {
            await call()
            return "answered"
          } catch (error) {
            assert.strictEqual(await count(), before, "asked, and then refused")
            return Face.isUsageError(error) ? error._tag : error
          }
        }
        const outcomes = await Effect.runPromise(Effect.forEach(calls, (call) => Effect.promise(() => outcome(call))))
        assert.deepStrictEqual(new Set(outcomes), new Set(["InvalidOptions", "answered"]))
      },
      { dataset: UsageDataset.fromRecords([]) }
    )
  )
})

/** Options of a client that are refused, and how the sentence about them begins. */
const wrongClients: ReadonlyArray<readonly [options: unknown, message: string]> = [
  [undefined, "options: must be an object, such as { apiKey }, not undefined."],
  [canary, "options: must be an object, such as { apiKey }, not the text that was given."],
  [{}, "apiKey: is missing: give the key of the vendor's dashboard as text."],
  [{ apiKey: undefined }, "apiKey: must be the key of the vendor's dashboard as text, not undefined."],
  [{ apiKey: 7 }, "apiKey: must be the key of the vendor's dashboard as text, not 7."],
  [{ apiKey: "" }, "apiKey: is empty"],
  [
    { apiKey: canary, gatewayURL: "http://127.0.0.1:4900" },
    "gatewayURL: is no option. There are apiKey, gatewayUrl, plan, concurrency, retry, strict, keptWindows, keptFor, fetch."
  ],
  [{ apiKey: canary, gatewayUrl: new URL("http://127.0.0.1:4900") }, "gatewayUrl: must be an origin as text, such as"],
  [{ apiKey: canary, gatewayUrl: "http://elsewhere.example" }, "gatewayUrl: must begin with https://"],
  [
    { apiKey: canary, retry: "lots" },
    'retry: must be "interactive", "backfill" or "none", not the text that was given.'
  ],
  [{ apiKey: canary, retry: "constructor" }, 'retry: must be "interactive", "backfill" or "none"'],
  [{ apiKey: canary, plan: "gold" }, 'plan: must be "free", "pro" or the requests a minute, a number from 1'],
  [{ apiKey: canary, plan: 0 }, 'plan: must be "free", "pro" or the requests a minute, a number from 1, not 0.'],
  [{ apiKey: canary, plan: Number.NaN }, 'plan: must be "free", "pro" or the requests a minute'],
  [{ apiKey: canary, concurrency: "4" }, "concurrency: must be a number from 1, not the text that was given."],
  [{ apiKey: canary, strict: "repeat" }, "strict: must be true, false or a list of rejected, outOfWindow, repeat,"],
  [{ apiKey: canary, strict: ["repeats"] }, "strict: must be true, false or a list of rejected, outOfWindow, repeat,"],
  [{ apiKey: canary, keptWindows: -1 }, "keptWindows: must be a number from 0, not -1."],
  [
    { apiKey: canary, keptFor: "1 hour" },
    "keptFor: must be a number of milliseconds from 0, not the text that was given."
  ],
  [
    { apiKey: canary, fetch: "fetch" },
    "fetch: must be a function like the platform's fetch, not the text that was given."
  ]
]

describe("what a client is made with", () => {
  it("[P10] [P13] options of another name or shape make no client, and one sentence says why", () => {
    const refusal = (options: unknown) => {
      try {
        void Face.createUsageClient(options as Face.ClientOptions).dispose()
      } catch (error) {
        return error instanceof Face.InvalidConfig ? error.message : error
      }
      return "made"
    }
    for (const [options, message] of wrongClients) {
      const said = refusal(options)
      assert.strictEqual(typeof said === "string" ? said.slice(0, message.length) : said, message)
    }
    const every: Required<Face.ClientOptions> = {
      apiKey: canary,
      gatewayUrl: "http://127.0.0.1:4900",
      plan: Number.POSITIVE_INFINITY,
      concurrency: 1,
      retry: "none",
      strict: ["repeat"],
      keptWindows: 0,
      keptFor: 0,
      fetch: globalThis.fetch
    }
    assert.strictEqual(refusal(every), "made")
  })
})

/** Values that people and programs put where others belong. */
const values: ReadonlyArray<unknown> = [
  undefined,
  null,
  "",
  "7",
  "2026-02-01",
  "2026-02-30",
  "2026-02",
  "Europe/Berlin",
  "model",
  "daily",
  "5",
  0,
  1,
  2,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  7n,
  Symbol("a"),
  [],
  ["model"],
  [["model"], []],
  [null],
  {},
  Object.create(null),
  { model: ["fal:*"] },
  { minCents: "1e3", cacheHit: null },
  new Date(0),
  new Map(),
  new AbortController().signal,
  () => 7
]

const names = [
  "from",
  "to",
  "last",
  "month",
  "by",
  "zone",
  "weekStartsOn",
  "where",
  "plan",
  "concurrency",
  "signal"
].concat(["onDayFailure", "__proto__", "lst"])

const Questions = Arbitrary.array(
  Arbitrary.schema(
    Schema.Struct({
      name: Schema.Literals(names),
      value: Schema.Literals(values.map((_, index) => index))
    })
  ),
  { maxLength: 3 }
).pipe(Arbitrary.map((options) => Object.fromEntries(options.map(({ name, value }) => [name, values[value]]))))
