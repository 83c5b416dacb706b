/**
 * Answers that are well formed and may be wrong.
 */
import * as Fault from "../../Fault.ts"
import * as RecordFault from "../../RecordFault.ts"
import type { WireRecord } from "../../UsageDataset.ts"
import type { Dice } from "./dice.ts"

export interface Lie {
  readonly name: string
  readonly faults: ReadonlyArray<Fault.Fault>
}

export const none: Lie = { name: "ok", faults: [] }

/** No lie, but days that are cut elsewhere. */
export const zoned = (request: { readonly at: number }, offset: number): Lie => ({
  name: `ok, ${offset / 3_600_000} h from UTC`,
  faults: [RecordFault.zoned(request, offset)]
})

/** What the lie changes in the records. */
export const tamperingOf = ({ faults }: Lie): Fault.Tampering => faults.find(Fault.$is("Tamper")) ?? {}

export const draw = (dice: Dice, request: { readonly attempt: number; readonly at: number }): Lie => {
  const [name, fault] = dice.pick(lies)
  const drawn = fault(dice, request)
  return drawn === undefined ? none : { name, faults: [drawn] }
}

type Draw = (dice: Dice, request: { readonly attempt: number; readonly at: number }) => Fault.Fault | undefined

const total = (dice: Dice): RecordFault.Options => ({ total: dice.pick(["true", "sent"]) })

const lies: readonly [readonly [string, Draw], ...ReadonlyArray<readonly [string, Draw]>] = [
  ["duplicated", (dice) => RecordFault.duplicated(dice.between(1, 9), total(dice))],
  ["duplicated", (dice) => RecordFault.duplicated(dice.between(1, 3), total(dice))],
  ["recharged", (dice) => RecordFault.recharged(dice.between(1, 5), total(dice))],
  ["reordered", (dice) => RecordFault.reordered(dice.between(1, 1e6))],
  ["shifted", (dice) => RecordFault.shifted(dice.pick([1, -1, 3_600_000, -3_600_000, 86_400_000]), total(dice))],
  ["shifted far", (dice) => RecordFault.shifted(dice.pick([5, -5]) * 86_400_000, total(dice))],
  ["neighbours", (dice) => RecordFault.neighbours(dice.between(1, 4), total(dice))],
  ["dropped", (dice) => RecordFault.dropped(dice.between(1, 9), total(dice))],
  ["capped", (dice) => RecordFault.capped(dice.between(0, 20), total(dice))],
  ["late", (dice, request) => late(dice, request)],
  ["off total", (dice) => offTotal(dice)],
  ["damaged", (dice) => damaged(dice)],
  ["damaged", (dice) => damaged(dice)]
]

const late: Draw = (dice, request) => {
  const hour = dice.between(10, 20)
  return RecordFault.late(request, {
    late: (record) => record.created_at >= `${record.created_at.slice(0, 10)}T${hour}`,
    attempts: dice.between(1, 3)
  })
}

/** The total differs by very little, or by a lot. */
const offTotal = (dice: Dice): Fault.Fault => {
  const by = dice.pick(["0000001", "00001", "01"])
  return Fault.Tamper({
    totalCents: (text) => `${text.includes(".") ? text : `${text}.`}${text.includes("e") ? "" : by}`
  })
}

/** Every so many records have a field that can't be read, or lack one. */
const damaged = (dice: Dice): Fault.Fault => {
  const every = dice.between(1, 12)
  const damage = dice.pick(damages)
  return Fault.Tamper({
    records: (records) => records.map((record, index) => (index % every === 0 ? damage(record) : record)),
    ...(dice.chance(0.5) && { totalCents: (_: string, sent: string) => sent })
  })
}

type Damage = (record: WireRecord) => WireRecord

const without = (record: WireRecord, field: keyof WireRecord): WireRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== field)) as unknown as WireRecord

const damages: readonly [Damage, ...ReadonlyArray<Damage>] = [
  (record) => ({ ...record, created_at: "yesterday" }),
  (record) => ({ ...record, created_at: `${record.created_at.slice(0, 4)}-02-30T10:00:00Z` }),
  (record) => ({ ...record, cost_cents: JSON.stringify(record.cost_cents) }),
  (record) => ({ ...record, cost_cents: "null" }),
  (record) => without(record, "cost_cents"),
  (record) => without(record, "created_at"),
  (record) => without(record, "job_id")
]
