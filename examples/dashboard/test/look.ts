/** What a page shows, as a test reads it. */
import type { Chart } from "chart.js"
import type { JSHandle, Page } from "playwright-core"

/** Waits until the days are there, or the page has given up. */
export const until = async (page: Page, phase: "read" | "stopped"): Promise<void> => {
  await page.locator(`progress[data-phase=${phase}]`).waitFor()
}

export const text = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText()

/** An amount as the API writes it, of what is shown. */
export const plain = (shown: string): string => shown.replaceAll(",", "").replace(/ cents.*$/u, "")

/** The rows of a table: the text of each cell. */
export const rows = (page: Page, selector: string): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  page
    .locator(selector)
    .evaluateAll((all) =>
      all.map((row) => Array.from(row.children, (cell) => (cell instanceof HTMLElement ? cell.innerText.trim() : "")))
    )

/** The exact cents of each group, by its name. */
export const cents = async (page: Page): Promise<ReadonlyMap<string, string>> => {
  const groups = await rows(page, "#groups tr:not(.sum)")
  return new Map(groups.map(([name = "", amount = ""]) => [name, plain(amount)]))
}

/** The chart of the page. As text, since a test's own `import` would be another one. */
const chartOf = (page: Page): Promise<JSHandle<Chart>> =>
  page.evaluateHandle<Chart>(`import("chart.js").then(({ Chart }) => Chart.getChart("canvas"))`)

/** What the chart draws: dollars, day by day, for each series. */
export const heights = async (page: Page): Promise<ReadonlyArray<ReadonlyArray<number | null>>> =>
  (await chartOf(page)).evaluate(({ data }) => data.datasets.map((dataset) => dataset.data as Array<number | null>))

/** Whether there are amounts beside the bars. */
export const hasScale = async (page: Page): Promise<boolean> =>
  (await chartOf(page)).evaluate(({ scales }) => scales["y"]?.options.display === true)

/** Whether bars grow. */
export const isAnimated = async (page: Page): Promise<boolean> =>
  (await chartOf(page)).evaluate(({ options }) => options.animation !== false)

/** Waits until nothing moves any more. */
export const still = (page: Page): Promise<unknown> =>
  page.evaluate(`import("chart.js").then(async ({ animator, Chart }) => {
    while (animator.running(Chart.getChart("canvas"))) await new Promise(requestAnimationFrame)
  })`)

/** Waits until what is due has been drawn, and the next frame begins. */
export const twoFrames = (page: Page): Promise<unknown> =>
  page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

/** How far from the top each part of the first bar begins, as it is drawn now. */
export const tops = async (page: Page): Promise<ReadonlyArray<number | undefined>> =>
  (await chartOf(page)).evaluate((chart) => chart.getSortedVisibleDatasetMetas().map(({ data }) => data[0]?.y))

/** The pixel at the foot of each day's bar, as it is on the screen. */
export const feet = async (page: Page): Promise<ReadonlyArray<string>> =>
  (await chartOf(page)).evaluate(({ chartArea, ctx, data, scales }) =>
    (data.labels ?? []).map((_, index) => {
      const x = Math.round(scales["x"]?.getPixelForValue(index) ?? 0)
      return [...ctx.getImageData(x, Math.round(chartArea.bottom) - 3, 1, 1).data].join(" ")
    })
  )

/** Texts with less contrast to what is behind them than WCAG asks for at level AA. */
export const faint = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/gu) ?? []).map(Number)
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) =>
        channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4
      )
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const behind = (element: Element | null): string => {
      if (element === null) return "rgb(255, 255, 255)"
      const { backgroundColor } = getComputedStyle(element)
      return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor
    }
    const contrast = (element: Element) => {
      const both = [luminance(getComputedStyle(element).color), luminance(behind(element))]
      return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)
    }
    return Array.from(document.querySelectorAll("body *"))
      .filter((element) => element.checkVisibility())
      .filter(({ childNodes }) =>
        [...childNodes].some(({ nodeType, textContent }) => nodeType === 3 && (textContent ?? "").trim() !== "")
      )
      .filter((element) => contrast(element) < 4.5)
      .map((element) => `${element.textContent}: ${contrast(element).toFixed(2)}`)
  })

/** Presses Tab until something that the selector names has the focus. */
export const tabTo = async (page: Page, selector: string, presses = 40): Promise<void> => {
  await page.keyboard.press("Tab")
  if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return
  if (presses === 0) throw new Error(`Tab does not reach ${selector}`)
  await tabTo(page, selector, presses - 1)
}
