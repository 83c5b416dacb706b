/** How the page looks: light, dark, narrow, still. */
import { assert, type Vitest } from "@effect/vitest"
import { RecordFault } from "@varg-usage/emulator"
import { Effect } from "effect"
import type { Page } from "playwright-core"

import * as Look from "../look.ts"
import { looking, Served } from "../Served.ts"

const page = "/?from=2026-07-01&to=2026-07-03"

const background = (at: Page) => at.evaluate(() => getComputedStyle(document.body).backgroundColor)

/** The fields that are narrower than what they would take by themselves. */
const cutFields = (at: Page) =>
  at.locator("input[type=date]").evaluateAll((all) =>
    all
      .filter((field) => {
        const whole = document.createElement("input")
        whole.type = "date"
        document.body.append(whole)
        const { width } = whole.getBoundingClientRect()
        whole.remove()
        return field.getBoundingClientRect().width < width
      })
      .map(({ id }) => id)
  )

export const looks = (it: Vitest.MethodsNonLive<Served>): void => {
  it.effect("can be read in both looks, failures and open days included", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      gateway.faults = (date) => (date === "2026-07-02" ? RecordFault.dropped(2) : undefined)
      yield* looking(page, async (at) => {
        await Look.until(at, "read")
        assert.isFalse(await at.locator("#problem").isHidden())
        await at.locator("button.date").first().click()
        assert.deepStrictEqual(await Look.faint(at), [])
        await at.emulateMedia({ colorScheme: "dark" })
        assert.deepStrictEqual(await Look.faint(at), [])
      })
    })
  )

  it.effect("is light or dark as the system is, or as its reader says, who is remembered", () =>
    looking(page, async (at) => {
      await Look.until(at, "read")
      const light = await background(at)
      const bar = (await Look.feet(at))[0]
      await at.emulateMedia({ colorScheme: "dark" })
      const dark = await background(at)
      assert.notStrictEqual(dark, light)
      await at.getByText("Light", { exact: true }).click()
      assert.strictEqual(await background(at), light)
      await at.emulateMedia({ colorScheme: "light" })
      await at.getByText("Dark", { exact: true }).click()
      assert.strictEqual(await background(at), dark)
      await at.reload()
      await Look.until(at, "read")
      assert.strictEqual(await background(at), dark)
      assert.notStrictEqual((await Look.feet(at))[0], bar)
      assert.isTrue(await at.getByLabel("Dark").isChecked())
    })
  )

  it.effect("fits a narrow screen, and moves nothing for a reader who wants no motion", () =>
    looking(
      page,
      async (at) => {
        await Look.until(at, "read")
        assert.isAtMost(await at.evaluate(() => document.documentElement.scrollWidth), 360)
        assert.isFalse(await Look.isAnimated(at))
      },
      { viewport: { width: 360, height: 800 }, reducedMotion: "reduce" }
    )
  )

  it.effect("keeps the names of rows in sight, each day on one line, dates whole, and tiles in full rows", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      gateway.faults = (date) => (date === "2026-07-12" ? RecordFault.dropped(2) : undefined)
      yield* looking(
        "/?from=2026-07-11&to=2026-07-13",
        async (at) => {
          await Look.until(at, "read")
          const table = at.locator(".scroll:has(#day-table)")
          const failed = table.locator("tbody th").nth(1)
          const before = await failed.boundingBox()
          await table.evaluate((box) => box.scrollTo(500, 0))
          assert.isAbove(await table.evaluate(({ scrollLeft }) => scrollLeft), 50)
          assert.deepStrictEqual(await failed.boundingBox(), before)
          assert.isBelow(before?.height ?? 0, 45)
          assert.deepStrictEqual(await cutFields(at), [])
          await at.setViewportSize({ width: 768, height: 800 })
          const tops = await at
            .locator(".tiles > .card")
            .evaluateAll((all) => all.map((tile) => tile.getBoundingClientRect().top))
          assert.deepStrictEqual([tops[0], tops[2]], [tops[1], tops[3]])
        },
        { viewport: { width: 320, height: 800 } }
      )
      gateway.faults = () => undefined
    })
  )

  it.effect("lets a bar grow when its day comes, and never again", () =>
    looking(
      page,
      async (at) => {
        assert.isTrue(await Look.isAnimated(at))
        await Look.until(at, "read")
        await Look.still(at)
        const before = await Look.tops(at)
        await at.getByText("Dark", { exact: true }).click()
        await Look.twoFrames(at)
        assert.deepStrictEqual(await Look.tops(at), before)
      },
      { reducedMotion: "no-preference" }
    )
  )
}
