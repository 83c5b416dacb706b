/**
 * A body of 8,192 bytes with its truth, in which nothing but the last byte may miss unseen: the total comes first.
 */
export const key = "varg_live_canary_0123456789abcdef"

const size = 8192
const costs = ["25", "0.5", "0.1", "0.2", "1e-7", "12.345678901234567890123", "-3"]

/** The exact sum of the records, added up by hand. */
export const total = "35.145679001234567890123"

const fields = (index: number) =>
  `"job_id":"job_${index}","model":"fal:kling-v2.5","capability":"video","cache_hit":false,"created_at":"2026-02-13T10:00:0${index}Z"`

const text = (notes: ReadonlyArray<string>) =>
  `{"total_cents":${total},"notes":${JSON.stringify(notes)},"usage":[${costs
    .map((cost, index) => `{${fields(index)},"cost_cents":${cost}}`)
    .join(",")}]}`

export const records = costs.length

const notes = Array.from({ length: 7 }, () => "é".repeat(400))

export const body: Uint8Array = encode(text([...notes, "x".repeat(size - encode(text([...notes, ""])).length)]))

function encode(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}
