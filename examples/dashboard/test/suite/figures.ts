/** What the page shows of a gateway that tells the truth. */
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"

import * as Look from "../look.ts"
import { looking, range, Served } from "../Served.ts"

export const figures = (it: Vitest.MethodsNonLive<Served>): void => {
  it.effect("[P1] [P18] shows what the days cost, to the last digit, as text and as bars", () =>
    looking("/?from=2026-03-01&to=2026-03-07", async (page, { gateway }) => {
      await Look.until(page, "read")
      const truth = gateway.dataset.truth(range("2026-03-01", "2026-03-07"))
      const days = [...truth.byDay.values()]
      assert.strictEqual(Look.plain(await Look.text(page, "#total-cents")), truth.costText)
      assert.strictEqual(Look.plain(await Look.text(page, "#records")), String(truth.records))
      assert.strictEqual(await Look.text(page, "#reconciled"), "7 of 7")
      assert.deepStrictEqual(
        (await Look.rows(page, "#day-table tbody tr")).map(([, cents = ""]) => Look.plain(cents)),
        days.map(({ costText }) => costText)
      )
      assert.deepStrictEqual(
        await Look.cents(page),
        new Map(Array.from(truth.byModel, ([model, { costText }]) => [model, costText]))
      )
      const series = await Look.heights(page)
      assert.strictEqual(series.length, 8)
      for (const [index, { costText }] of days.entries()) {
        const height = series.reduce((all, one) => all + (one[index] ?? 0), 0)
        assert.closeTo(height, Number(costText) / 100, 1e-9)
      }
      assert.strictEqual(await Look.text(page, ".parts li:last-child .name"), `${truth.byModel.size - 7} others`)
    })
  )

  it.effect("[P19] shows each day as soon as it is told", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      // A day is told once the next one is there, which may show how the gateway cuts its days.
      const release = gateway.hold("2026-04-05", "2026-04-06")
      yield* looking("/?from=2026-04-01&to=2026-04-06", async (page) => {
        await page.locator("#day-table tbody").nth(2).waitFor()
        assert.strictEqual(await Look.text(page, "#read"), "3 of 6")
        assert.strictEqual(await page.locator("progress").getAttribute("data-phase"), "reading")
        const [first, second, third, ...rest] = await Look.feet(page)
        assert.strictEqual(new Set([first, second, third]).has("0 0 0 0"), false)
        assert.deepStrictEqual(rest, ["0 0 0 0", "0 0 0 0", "0 0 0 0"])
        const soFar = gateway.dataset.truth(range("2026-04-01", "2026-04-03"))
        assert.strictEqual(Look.plain(await Look.text(page, "#total-cents")), soFar.costText)
        assert.strictEqual(await page.locator("#status").textContent(), "50% of the days are read.")
        release()
        await Look.until(page, "read")
        const { costText, records } = gateway.dataset.truth(range("2026-04-01", "2026-04-06"))
        assert.strictEqual(Look.plain(await Look.text(page, "#total-cents")), costText)
        assert.include((await page.locator("#status").textContent()) ?? "", `6 days read: `)
        assert.include((await page.locator("#status").textContent()) ?? "", ` for ${records} records.`)
      })
    })
  )
}
