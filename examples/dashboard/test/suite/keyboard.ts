/** What the page does for those who use no pointer. */
import { assert, type Vitest } from "@effect/vitest"

import { sum } from "../../page/Amount.ts"
import * as Look from "../look.ts"
import { looking, range, type Served } from "../Served.ts"

export const keyboard = (it: Vitest.MethodsNonLive<Served>): void => {
  it.effect("can be used with the keyboard alone", () =>
    looking("/?from=2026-06-01&to=2026-06-05", async (page, { gateway }) => {
      await Look.until(page, "read")
      const { byCapability, byDay, costText } = gateway.dataset.truth(range("2026-06-01", "2026-06-05"))
      await Look.tabTo(page, "[name=theme]")
      await Look.tabTo(page, "#from")
      await Look.tabTo(page, "#to")
      await Look.tabTo(page, ".primary")
      await Look.tabTo(page, "[name=by]")
      await page.keyboard.press("ArrowRight")
      await page.getByRole("heading", { name: "All capabilities" }).waitFor()
      const expected = Array.from(byCapability, ([name, tally]) => [name, tally.costText] as const)
      assert.deepStrictEqual(await Look.cents(page), new Map(expected))
      assert.include(page.url(), "by=capability")

      await Look.tabTo(page, "#days")
      const days = page.locator("#days")
      assert.notStrictEqual(await days.evaluate((element) => getComputedStyle(element).outlineStyle), "none")
      const walked = async (key: string, position: number) => {
        await page.keyboard.press(key)
        await page.locator(`#days[aria-valuenow="${position}"]`).waitFor()
        return [await Look.text(page, "#breakdown h3"), Look.plain(await Look.text(page, "#breakdown p.muted"))]
      }
      const cents = [...byDay.values()].map((tally) => tally.costText)
      assert.deepStrictEqual(await walked("ArrowRight", 1), ["Mon, 1 June 2026", cents[0]])
      assert.deepStrictEqual(await walked("ArrowRight", 2), ["Tue, 2 June 2026", cents[1]])
      assert.match((await days.getAttribute("aria-valuetext")) ?? "", /^Tue, 2 June 2026: \$[\d.]+ for \d+ records\./u)
      assert.deepStrictEqual(await walked("End", 5), ["Fri, 5 June 2026", cents[4]])
      await page.keyboard.press("ArrowRight")
      assert.deepStrictEqual(await walked("ArrowLeft", 4), ["Thu, 4 June 2026", cents[3]])
      assert.deepStrictEqual(await walked("Escape", 0), ["5 days", costText])

      await Look.tabTo(page, "button.date")
      await page.keyboard.press("Enter")
      const parts = await Look.rows(page, "#day-2026-06-01 tr.part")
      assert.strictEqual(sum(parts.map(([, amount = ""]) => Look.plain(amount))), cents[0])
      await page.keyboard.press("Enter")
      assert.strictEqual(await page.locator("tr.part").count(), 0)
    })
  )
}
