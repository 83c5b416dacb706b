import { assert, describe, it } from "@effect/vitest"
import { Reconciliation } from "@varg-usage/aggregate"
import { Cents, DateRange } from "@varg-usage/core"
import { Fault } from "@varg-usage/emulator"
import { Effect, Result } from "effect"

import { california, dataset, type Faults, inside, read, records, wednesday, week } from "./doubtful.ts"
import { requests, run, total } from "./emulated.ts"
import { cutting, hour, range, sumOf } from "./gateways.ts"

describe("the requests for windows in doubt", () => {
  const delayed =
    (faults: Faults): Faults =>
    (request) => [Fault.Delay({ duration: "1 second" }), ...[faults(request) ?? []].flat()]

  /** Answers for more than four days have a wrong total. */
  const narrow: Faults = (request) =>
    DateRange.size(range(request.from ?? "", request.to ?? "")) > 4
      ? Fault.Tamper({ totalCents: (cents) => `1${cents}` })
      : california(request)

  it.effect("[P19] are never more at once than asked, all requests taken together", () =>
    Effect.gen(function* () {
      for (const concurrency of [1, 3]) {
        for (const plan of ["daily", "adaptive"] as const) {
          let underWay = 0
          let most = 0
          const result = yield* run(total(range("2026-02-01", "2026-02-28"), { concurrency, plan }), {
            dataset,
            faults: delayed(narrow),
            observe: ({ type }) => {
              underWay += type === "asked" ? 1 : type === "released" ? -1 : 0
              most = Math.max(most, underWay)
            }
          })
          assert.strictEqual(most, concurrency)
          assert.isTrue(Reconciliation.isReconciled(Result.getOrThrow(result).reconciliation))
        }
      }
    })
  )

  it.effect("[P28] are shared as well", () =>
    Effect.gen(function* () {
      const asked = Result.getOrThrow(
        yield* run(
          Effect.andThen(
            Effect.forEach(Array.from({ length: 20 }), () => total(week), { concurrency: "unbounded" }),
            requests
          ),
          { dataset, faults: delayed(california) }
        )
      )
      assert.lengthOf(asked, 2 * 7)
    })
  )

  it.effect("[P28] are not mistaken for those for all of their days", () =>
    Effect.gen(function* () {
      const three = range("2026-02-10", "2026-02-12")
      const [, report] = Result.getOrThrow(
        yield* run(Effect.all([total(wednesday, { plan: "adaptive" }), total(three, { plan: "adaptive" })]), {
          dataset,
          faults: california
        })
      )
      assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(three)))
    })
  )

  it.effect("[P2] are cut in halves where the answer around the window does not agree", () =>
    Effect.gen(function* () {
      // Answers for more than seven days lack records.
      const { asked, report } = yield* read(
        week,
        (request) => {
          const { from = "", to = "" } = request
          const window = range(from, to)
          return cutting(records, {
            offset: -8 * hour,
            total: "true",
            lost: (record) => DateRange.size(window) > 7 && record.created_at.startsWith("2026-02-12")
          })(request)
        },
        { plan: "adaptive" }
      )
      assert.strictEqual(Cents.format(report.totalCents), sumOf(inside(week)))
      assert.deepInclude(report.reconciliation, { windows: 2, reconciled: 2, reconciledDays: 7 })
      assert.deepStrictEqual(
        asked.map(({ from = "", to = "" }) => DateRange.size(range(from, to))),
        [7, 9, 4, 3, 6, 5]
      )
    })
  )
})
