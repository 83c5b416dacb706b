/** What becomes of names that were made to do harm. */
import { assert, type Vitest } from "@effect/vitest"
import { visible } from "@varg-usage/core/SafeText"
import { Fault, type UsageDataset } from "@varg-usage/emulator"
import { Effect } from "effect"

import { sum } from "../../page/Amount.ts"
import * as Look from "../look.ts"
import { looking, range, Served } from "../Served.ts"

/** Model names that have done harm somewhere, and one that only is long. */
const hostile = [
  `<img src=x onerror="globalThis.harmed=true">`,
  "</script><script>globalThis.harmed=true</script>",
  "__proto__",
  "constructor",
  "=cmd|' /C calc'!A0",
  "\u202Egnp.exe",
  "\u001b[31mred\u0000\r\nforged",
  "x".repeat(300),
  "النموذج"
]

export const names = (it: Vitest.MethodsNonLive<Served>): void => {
  it.effect("[P24] shows a hostile name as the text that it is", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      const renamed = (record: UsageDataset.WireRecord, index: number) => ({
        ...record,
        model: hostile[index % hostile.length] ?? ""
      })
      gateway.faults = () => Fault.Tamper({ records: (records) => records.map(renamed) })
      yield* looking("/?from=2026-05-05&to=2026-05-05", async (page) => {
        await Look.until(page, "read")
        const records = gateway.dataset.day(range("2026-05-05", "2026-05-05").from).map(renamed)
        const expected = hostile.map((model) => {
          const own = records.filter((record) => record.model === model)
          return [visible(model), sum(own.map(({ cost_cents }) => cost_cents))] as const
        })
        assert.deepStrictEqual(await Look.cents(page), new Map(expected))
        await page.locator("#days").press("End")
        await page.locator("#days[aria-valuenow='1']").waitFor()
        assert.strictEqual(await page.locator("main img, main script, main iframe").count(), 0)
        assert.isFalse(await page.evaluate(() => "harmed" in globalThis || "costCents" in {}))
        const all =
          (await page.locator("body").innerHTML()) + (await page.locator("#days").getAttribute("aria-valuetext"))
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        assert.notMatch(all, /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/u)
      })
      gateway.faults = () => undefined
    })
  )

  it.effect("[P24] lets no text become markup, whoever tries, and would tell this suite of it", () =>
    looking("/?from=2026-05-06&to=2026-05-06", async (page) => {
      const tried = await page.evaluate(() => {
        try {
          document.body.innerHTML = "<b>markup</b>"
          return "done"
        } catch (error) {
          return error instanceof TypeError ? "refused" : String(error)
        }
      })
      assert.strictEqual(tried, "refused")
      await page.evaluate(() => document.body.setAttribute("style", "color: red"))
      assert.deepStrictEqual(
        await page.evaluate(() => globalThis.violations.splice(0).map((violation) => violation.split(":")[0])),
        ["require-trusted-types-for", "style-src-attr"]
      )
    })
  )
}
