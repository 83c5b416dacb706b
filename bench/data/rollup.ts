/** What contenders come to, and how far it is from the truth. Imports nothing: every process that is measured loads this. */

/** Cost in cents of each model and capability: a text where it is exact, a number where it was summed in floating point. */
export type Rollup = ReadonlyArray<readonly [model: string, capability: string, cents: string | number]>

/** What those come to that read and drop. */
export const onlyBytes = (bytes: number): Rollup => [["all", "bytes", String(bytes)]]

/** Why the answer is not the truth; `undefined` when it is. A text must be equal, a number may be off by 10^-9 of it. */
export const difference = (truth: Rollup, answer: Rollup): string | undefined => {
  const found = new Map(answer.map(([model, capability, cents]) => [keyOf(model, capability), cents]))
  if (found.size < answer.length) return "it has a cell twice"
  if (found.size !== truth.length) return `it has ${found.size} cells, not ${truth.length}`
  const wrong = truth.find(([model, capability, cents]) => !agrees(found.get(keyOf(model, capability)), cents))
  return wrong && `${wrong[0]} ${wrong[1]} is ${found.get(keyOf(wrong[0], wrong[1]))}, not ${wrong[2]}`
}

function agrees(found: string | number | undefined, cents: string | number): boolean {
  if (typeof found !== "number") return found === cents
  return Math.abs(found - Number(cents)) <= 1e-9 * Math.abs(Number(cents))
}

/** One text for both. */
export function keyOf(model: string, capability: string): string {
  return `${model} ${capability}`
}
