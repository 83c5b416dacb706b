/** What the page says when something goes wrong. */
import { request } from "node:http"

import { assert, type Vitest } from "@effect/vitest"
import { Fault, RecordFault } from "@varg-usage/emulator"
import { Effect } from "effect"

import * as Gateway from "../gateway.ts"
import * as Look from "../look.ts"
import { looking, range, Served, start, visit } from "../Served.ts"

const states = async (at: Parameters<typeof Look.rows>[0]) =>
  (await Look.rows(at, "#day-table tbody tr")).map((row) => row.at(-1))

/** What the page says instead of figures, and the field that it leads to. */
const refusal = async (at: Parameters<typeof Look.rows>[0]) => {
  await at.locator("[aria-invalid=true]:focus").waitFor()
  assert.strictEqual(await at.locator(".tiles, .chart, .table, #problem button").filter({ visible: true }).count(), 0)
  const field = await at.evaluate(() => document.activeElement?.id)
  return { title: await Look.text(at, "#problem h2"), field }
}

export const failures = (it: Vitest.MethodsNonLive<Served>): void => {
  it.effect("[P2] [P6] says which days failed, which differ from the gateway's total, and why", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      const unreadable = Fault.Tamper({
        records: (records) => records.map((record, index) => (index === 0 ? { ...record, created_at: "noon" } : record))
      })
      gateway.faults = (date) => ({ "2026-08-03": RecordFault.dropped(2), "2026-08-04": unreadable })[date]
      yield* looking("/?from=2026-08-03&to=2026-08-05", async (at) => {
        await Look.until(at, "read")
        const [failed, differs, agrees] = await states(at)
        assert.include(failed, "The gateway's records don't add up to its own total.")
        assert.include(differs, "1 record could not be read and did not count.")
        assert.match(agrees ?? "", /^agrees/u)
        assert.strictEqual(await Look.text(at, "#reconciled"), "1 of 3")
        assert.strictEqual(await Look.text(at, "#read"), "2 of 3")
        const problem = await Look.text(at, "#problem")
        assert.include(problem, "1 day could not be read")
        assert.include(problem, "The gateway's records don't add up to its own total. (3 Aug)")
        assert.deepStrictEqual(
          (await Look.heights(at)).map(([first]) => first).filter((first) => first !== null),
          []
        )

        gateway.faults = () => undefined
        await at.getByRole("button", { name: "Try again" }).click()
        await at.locator("#problem").waitFor({ state: "hidden" })
        await Look.until(at, "read")
        assert.strictEqual(
          Look.plain(await Look.text(at, "#total-cents")),
          gateway.dataset.truth(range("2026-08-03", "2026-08-05")).costText
        )
      })
    })
  )

  it.effect("marks the days for which records may still come", () =>
    looking("/", async (at) => {
      await Look.until(at, "read")
      const all = await states(at)
      assert.strictEqual(all.length, 30)
      assert.include(all.at(-1), "provisional")
      assert.isFalse(all.slice(0, -4).some((state) => state?.includes("provisional") === true))
    })
  )

  it.effect("[P15] says what is wrong with the dates, leads to the field, and reads others", () =>
    looking("/?from=2026-08-10&to=2026-08-09", async (at, { gateway }) => {
      assert.deepStrictEqual(await refusal(at), { title: "To is before From.", field: "to" })
      await at.getByLabel("To", { exact: true }).fill("")
      await at.keyboard.press("Enter")
      await at.getByText("To needs a date.").waitFor()
      assert.deepStrictEqual(await refusal(at), { title: "To needs a date.", field: "to" })
      await at.getByLabel("To", { exact: true }).fill("2026-08-10")
      await at.keyboard.press("Enter")
      await Look.until(at, "read")
      assert.isTrue(await at.locator("#problem").isHidden())
      assert.strictEqual(
        Look.plain(await Look.text(at, "#total-cents")),
        gateway.dataset.truth(range("2026-08-10", "2026-08-10")).costText
      )
      assert.include(at.url(), "to=2026-08-10")
      assert.strictEqual(await at.locator("[aria-invalid=true]").count(), 0)
    })
  )

  it.effect("[P15] says of a wrong date in the address what it says of one in a field", () =>
    looking("/?from=2026-02-31", async (at) => {
      const title = "From is not a date of the calendar: “2026-02-31”."
      assert.deepStrictEqual(await refusal(at), { title, field: "from" })
      await at.goto(at.url().replace("from=2026-02-31", "to=abc"))
      assert.deepStrictEqual(await refusal(at), { title: "To is not a date of the calendar: “abc”.", field: "to" })
    })
  )

  it.effect("says in the words of its fields what only the server knows to be wrong", () =>
    looking("/", async (at) => {
      await at.clock.setFixedTime(Date.now() + 10 * 86_400_000)
      const future = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
      await at.goto(`${new URL(at.url()).origin}/?from=${future}`)
      const { field, title } = await refusal(at)
      assert.strictEqual(field, "from")
      assert.match(title, /^From: \S+ is in the future/u)
    })
  )

  it.effect("[P4] draws no scale, no bar and no table of groups where no day could be read", () =>
    Effect.gen(function* () {
      const { browser } = yield* Served
      const gateway = yield* Gateway.start
      gateway.faults = () => RecordFault.dropped(2)
      const { url } = yield* start(gateway)
      yield* Effect.promise(() =>
        visit(browser, `${url}/?from=2026-08-21&to=2026-08-23`, async (at) => {
          await Look.until(at, "read")
          assert.strictEqual(await Look.text(at, "#waiting"), "No day could be read, so there is nothing to draw.")
          assert.include(await Look.text(at, "#breakdown"), "None could be read: what they cost is not known.")
          assert.isFalse(await Look.hasScale(at))
          assert.strictEqual(await Look.text(at, "#read"), "0 of 3")
          assert.strictEqual(await at.locator("progress").evaluate((bar: HTMLProgressElement) => bar.value), 0)
          assert.isFalse(await at.locator("#groups").isVisible())
          assert.include(await Look.text(at, "#problem"), "(21 Aug – 23 Aug)")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.effect("[P2] shows no day as proved whose answer may have been cut", () =>
    Effect.gen(function* () {
      const { gateway } = yield* Served
      gateway.faults = (date) => (date === "2026-08-29" ? RecordFault.capped(50, { total: "sent" }) : undefined)
      yield* looking("/?from=2026-08-29&to=2026-08-30", async (at) => {
        await Look.until(at, "read")
        const [capped, whole] = await states(at)
        assert.match(capped ?? "", /^agrees, in doubt\s*Exactly 50 rows/u)
        assert.strictEqual(whole, "agrees")
        assert.include(await Look.text(at, "#reconciled-note"), "1 in doubt")
        assert.strictEqual(await at.locator("#reconciled").getAttribute("class"), "figure doubtful")
      })
      gateway.faults = () => undefined
    })
  )

  it.effect("[P9] [P12] says that the gateway refuses the key, and does not show it", () =>
    Effect.gen(function* () {
      const { browser, gateway } = yield* Served
      const { url } = yield* start(gateway, "varg_of_nobody")
      yield* Effect.promise(() =>
        visit(browser, url, async (at) => {
          await Look.until(at, "stopped")
          assert.include(await Look.text(at, "#problem"), "The gateway refuses this server's key.")
          assert.strictEqual(await Look.text(at, "#total"), "–")
          assert.notInclude(await at.content(), "varg_of_nobody")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.effect("[P4] says that the gateway can't be reached, and shows no zero for it", () =>
    Effect.gen(function* () {
      const { browser } = yield* Served
      const gateway = yield* Gateway.start
      const { url } = yield* start(gateway)
      gateway.leave()
      yield* Effect.promise(() =>
        visit(browser, `${url}/?from=2026-08-20&to=2026-08-20`, async (at) => {
          await Look.until(at, "read")
          assert.include(await Look.text(at, "#problem"), "The gateway can't be reached. (20 Aug)")
          assert.strictEqual(await Look.text(at, "#total"), "–")
          assert.deepStrictEqual(await Look.rows(at, "#groups tr"), [])
        })
      )
    }).pipe(Effect.scoped)
  )

  it.effect("[P31] says that a stream was cut, and keeps what had come", () =>
    Effect.gen(function* () {
      const { browser, gateway } = yield* Served
      const { stop, url } = yield* start(gateway)
      const release = gateway.hold("2026-08-28", "2026-08-28")
      yield* Effect.promise(() =>
        visit(browser, `${url}/?from=2026-08-25&to=2026-08-28`, async (at) => {
          await at.locator("#day-table tbody").nth(1).waitFor()
          await stop()
          await Look.until(at, "stopped")
          assert.include(await Look.text(at, "#problem"), "The connection broke before the last day was there.")
          assert.strictEqual(await Look.text(at, "#read"), "2 of 4")
          await at.getByRole("button", { name: "Try again" }).click()
          await at.getByText("The server of this page can't be reached.").waitFor()
        })
      )
      release()
    }).pipe(Effect.scoped)
  )

  it.effect("[P30] answers nobody whose page only leads to this machine", () =>
    Effect.gen(function* () {
      const { dashboard } = yield* Served
      const status = yield* Effect.callback<number | undefined>((resume) => {
        const asked = request(
          `${dashboard.url}/usage/days?last=1`,
          { headers: { host: "rebound.example" } },
          (answer) => {
            answer.resume()
            resume(Effect.succeed(answer.statusCode))
          }
        )
        asked.end()
      })
      assert.strictEqual(status, 403)
    })
  )
}
