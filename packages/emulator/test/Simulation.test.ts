import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Simulation } from "@varg-usage/emulator"
import { BigDecimal, Effect, Result } from "effect"

const seeds = Array.from({ length: 300 }, (_, index) => index + 1)

const runAll = (chosen: ReadonlyArray<number>, subject?: Simulation.Subject) =>
  Effect.runPromise(Effect.forEach(chosen, (seed) => Simulation.run({ seed, subject })))

describe("Simulation of 300 seeds", () => {
  let runs: ReadonlyArray<Simulation.Run> = []

  beforeAll(async () => {
    runs = await runAll(seeds)
  }, 120_000)

  /** The problems whose first word is one of these, with the seed to replay. */
  const problems = (...kinds: ReadonlyArray<string>) =>
    runs.flatMap((run) =>
      run.problems
        .filter((problem) => kinds.some((kind) => problem.startsWith(kind)))
        .map((problem) => [run.seed, problem])
    )

  it("[P1] [P2] [P3] [P5] [P6] [P7] [P8] counts what the last answer held, to the fraction of a cent, or nothing", () => {
    assert.deepStrictEqual(problems("money"), [])
  })

  it("[P16] has one outcome for each day", () => {
    assert.deepStrictEqual(problems("coverage"), [])
  })

  it("[P9] shows the key nowhere, though servers repeat it", () => {
    assert.deepStrictEqual(problems("secret"), [])
  })

  it("[P11] tries again only where that helps, never too often, never too early, never faster than the plan", () => {
    assert.deepStrictEqual(problems("retries", "rate", "silence", "concurrency"), [])
  })

  it("[P12] asks for nothing more once the key is refused", () => {
    assert.deepStrictEqual(problems("refused key"), [])
  })

  it("[P4] [P13] fails with the error that the last answer stands for, and never throws or hangs", () => {
    assert.deepStrictEqual(problems("failure", "defect", "stuck"), [])
  })

  it("has no problem of another kind", () => {
    assert.deepStrictEqual(
      runs.flatMap((run) => run.problems),
      []
    )
  })

  it("meets every kind of weather, and both outcomes", () => {
    const all = runs.flatMap(({ trace }) => trace).join("\n")
    const missing = met.filter((text) => !all.includes(text))
    assert.deepStrictEqual(missing, [])
    assert.isAbove(
      runs.reduce((sum, { counted }) => sum + counted, 0),
      500
    )
    assert.isAbove(
      runs.reduce((sum, { failed }) => sum + failed, 0),
      150
    )
  })
})

const met = `
  401, 403 page, 404, 429 wait, 503, redirect, outage, disconnected, no answer
  stalled body, slow body, cut after, gzip, deflate, gzip bomb, another content type, not UTF-8, too large
  quota, duplicated, recharged, reordered, shifted, neighbours, dropped, capped, late
  off total, damaged, is AuthError, is RateLimited, is ServerError, is TransportError, is AttemptTimeout, is BodyTruncated, is DeadlineExceeded
  is MalformedBody, is SchemaMismatch, is TotalMismatch, is WindowIgnored, is BodyTooLarge, is UnexpectedRedirect, is UnexpectedStatus, is IrregularRecords
`
  .trim()
  .split(/,\s*|\n\s*/u)

describe("Simulation.run", { timeout: 60_000 }, () => {
  it("replays a seed identically", async () => {
    const few = seeds.slice(0, 30)
    const [first, second] = [await runAll(few), await runAll(few)]
    assert.deepStrictEqual(first, second)
    assert.strictEqual(new Set(first.map(({ hash }) => hash)).size, few.length)
  })

  /** The kinds of problems that 25 seeds find with a subject. */
  const found = async (subject: Simulation.Subject) => {
    const runs = await runAll(seeds.slice(0, 25), subject)
    return [...new Set(runs.flatMap(({ problems }) => problems.map((problem) => problem.split(/[ :]/u)[0])))]
  }

  /** The client, with something done to its outcomes. */
  const reporting = (
    change: (outcome: Simulation.Outcome) => ReadonlyArray<Simulation.Outcome>
  ): Simulation.Subject => ({
    name: "liar",
    read: (task) =>
      Simulation.clientSubject.read({
        ...task,
        report: (outcome) => Effect.forEach(change(outcome), task.report, { discard: true })
      })
  })

  const reading = (change: (counted: Simulation.Reading) => Simulation.Reading) =>
    reporting(({ result, window }) => [{ window, result: Result.map(result, change) }])

  it("finds a subject that is off by a ten-millionth of a cent", async () => {
    const little = BigDecimal.fromStringUnsafe("0.0000001")
    const liar = reading((counted) => ({ ...counted, sumCents: BigDecimal.sum(counted.sumCents, little) }))
    assert.deepStrictEqual(await found(liar), ["money"])
  })

  it("finds a subject that loses a model, or a summary that is wrong", async () => {
    assert.deepStrictEqual(await found(reading((counted) => ({ ...counted, byModel: new Map() }))), ["money"])
    const liar = reading((counted) => ({
      ...counted,
      summary: counted.summary && { ...counted.summary, cacheHits: counted.summary.cacheHits + 1 }
    }))
    assert.deepStrictEqual(await found(liar), ["money"])
  })

  it("finds a subject that leaves days out, or has them twice", async () => {
    const silent = reporting((outcome) => (Result.isFailure(outcome.result) ? [] : [outcome]))
    assert.deepStrictEqual(await found(silent), ["coverage"])
    assert.deepStrictEqual(await found(reporting((outcome) => [outcome, outcome])), ["coverage"])
  })

  it("finds a subject that asks again by itself", async () => {
    const impatient: Simulation.Subject = {
      name: "impatient",
      read: (task) =>
        Effect.andThen(
          Simulation.clientSubject.read({ ...task, report: () => Effect.void }),
          Simulation.clientSubject.read(task)
        )
    }
    assert.include(await found(impatient), "retries")
  })

  it("finds a subject that throws, and one that never ends", async () => {
    assert.deepStrictEqual(await found({ name: "thrower", read: () => Effect.die("no") }), ["defect"])
    assert.deepStrictEqual(await found({ name: "sleeper", read: () => Effect.never }), ["stuck"])
    assert.deepStrictEqual(await found({ name: "slow", read: () => Effect.sleep("5 weeks") }), ["stuck"])
  })
})
